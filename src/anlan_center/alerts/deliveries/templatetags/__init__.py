"""Words of the delivery board."""
