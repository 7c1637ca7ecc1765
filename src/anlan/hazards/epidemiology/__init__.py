"""Epidemics: contacts, commuting, spread, severity and demand for hospital care."""
