"""What the centre writes to subscribers about their subscriptions, and how it is sent."""
