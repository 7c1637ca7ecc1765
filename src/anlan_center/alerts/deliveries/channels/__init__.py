"""Every way out of the house: one file each, behind one protocol."""
