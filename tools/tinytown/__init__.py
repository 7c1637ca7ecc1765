"""Builds the invented town whose results can be computed by hand."""
