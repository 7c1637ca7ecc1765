"""The message of the Common Alerting Protocol: its model, its structure as tables, and what its texts mean."""
