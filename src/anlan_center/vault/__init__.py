"""What the database keeps and nobody may read in a copy of it: sealed, each purpose with keys of its own."""
