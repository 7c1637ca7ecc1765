"""Builds the city package of Lianyungang, one module per layer."""
