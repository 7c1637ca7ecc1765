"""How people sign in, and for how long."""
