"""Fire in built-up areas: ignitions, spread between buildings, and the fire service."""
