"""Pages of warnings: list and map, composer, decision, detail."""
