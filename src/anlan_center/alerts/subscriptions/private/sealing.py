"""Keep what is personal unreadable in the database: sealed, and found by a blind index.

A copy of the database alone tells nobody who subscribed or where they live. Without the files of keys nobody can be
warned any more: they belong into the backup, apart from the database.
"""

from anlan_center.vault.sealing import Blind, Vault

VAULT = Vault("subscribers")
"""Seals addresses, places and needs."""

BLIND = Blind("subscribers-index")
"""Finds the row of an address, and makes codes."""
