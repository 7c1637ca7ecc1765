"""Organisations, people, their roles and where these hold."""
