"""Shapes of areas: polygons and circles as they are meant, and whether their rings are simple."""
