"""Pages that look across the slices."""
