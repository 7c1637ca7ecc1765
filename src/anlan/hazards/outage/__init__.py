"""Outages that begin in a network itself: failures and what they cut off."""
