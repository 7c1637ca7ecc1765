"""Templates of texts as people see them: which words hold where, and how a change to them reads."""
