"""The message of a warning: its words, its form as CAP 1.2, what is wrong with it, and its signature."""
