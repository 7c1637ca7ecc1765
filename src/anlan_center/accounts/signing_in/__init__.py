"""How a person came in."""
