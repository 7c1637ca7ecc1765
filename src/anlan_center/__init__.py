"""The operations centre: accounts, records and deliveries, and the warnings that a city sends."""
