"""Strong roles that wait for a second administrator."""
