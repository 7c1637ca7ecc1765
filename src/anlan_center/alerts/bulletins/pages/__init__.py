"""The public pages as files: where each lies, what stands in it, and how it gets there."""
