"""What has to be done once a transaction is written."""
