"""The loop that takes deliveries on, sends them, and writes down what came of each."""
