"""Chapters of books, one module each."""
