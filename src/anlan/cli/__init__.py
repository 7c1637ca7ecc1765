"""The command `anlan`."""

from anlan.cli.app import load, main
from anlan.cli.console import split_language

__all__ = ["load", "main", "split_language"]
