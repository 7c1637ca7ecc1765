"""The reserve: what to keep where, with whom to agree, which lines to reserve, which bases to build."""
