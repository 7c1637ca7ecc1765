"""Warnings from a draft to their release."""
