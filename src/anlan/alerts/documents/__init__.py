"""Documents that hold messages: read leniently with findings, written without loss, alone or in feeds."""
