"""How the centre is put together: settings, addresses, handlers of events and commands."""
