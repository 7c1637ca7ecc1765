"""The slice of warnings: drafted, approved by two people, released, delivered and read."""
