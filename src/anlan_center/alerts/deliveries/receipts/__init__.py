"""What sinks tell of messages after they have taken them."""
