"""Warnings on their way through the channels."""
