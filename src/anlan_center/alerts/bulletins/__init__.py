"""What the public reads: warnings, status of events, questions and answers."""
