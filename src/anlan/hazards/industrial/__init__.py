"""Accidents of plants: what leaves them, how it spreads and what a blast does; natural hazards as their cause."""
