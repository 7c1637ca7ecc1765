"""Members of the public who asked to be warned."""
