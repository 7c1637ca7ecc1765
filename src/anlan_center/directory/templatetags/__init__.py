"""Parts of pages that show accounts."""
