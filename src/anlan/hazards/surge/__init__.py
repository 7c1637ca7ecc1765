"""Storm surge: the astronomical tide, the rise over the shelf and the way of the water inland."""
