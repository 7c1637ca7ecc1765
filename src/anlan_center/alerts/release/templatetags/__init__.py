"""What templates of warnings need."""
