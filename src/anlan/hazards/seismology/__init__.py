"""Seismology: catalogues, recurrence, ruptures, ground motion, site, intensity and the shaking of a city."""
