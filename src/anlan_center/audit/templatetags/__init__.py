"""Parts of pages that templates of every slice use."""
