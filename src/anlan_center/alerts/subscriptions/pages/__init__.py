"""Pages by which the public subscribes, confirms, changes and leaves; one page of figures for staff."""
