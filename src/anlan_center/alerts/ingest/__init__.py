"""Warnings that others send."""
