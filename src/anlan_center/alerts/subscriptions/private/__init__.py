"""What protects those who subscribe: addresses in one form, kept sealed, and links that only they hold."""
