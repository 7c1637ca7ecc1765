"""Which messages belong to one warning: updates, cancellations, copies, and the same event warned of twice."""
