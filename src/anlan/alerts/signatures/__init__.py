"""Signatures of messages: made, verified, and counted only where a sender's certificate was pinned."""
