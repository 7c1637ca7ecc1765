"""Scripts that build the city packages and run the project."""
