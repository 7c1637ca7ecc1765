"""Organisations, people and their grants: who changes them, and who sees them."""
