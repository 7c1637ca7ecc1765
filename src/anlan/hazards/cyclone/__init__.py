"""Tropical cyclones: recorded tracks, synthetic storms around them, decay over land and the wind of a vortex."""
