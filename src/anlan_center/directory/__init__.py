"""Who works with the centre: organisations, people, roles, keys, and how people sign in."""
