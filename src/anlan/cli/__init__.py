"""The command `anlan`."""

from anlan.cli.app import main

__all__ = ["main"]
