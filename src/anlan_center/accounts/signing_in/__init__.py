"""How people come in, and for how long."""
