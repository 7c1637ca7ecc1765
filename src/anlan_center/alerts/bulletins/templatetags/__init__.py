"""Tags of the templates of public pages."""
