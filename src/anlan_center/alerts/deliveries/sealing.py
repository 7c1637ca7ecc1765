"""Secrets of sinks and addresses of recipients at rest."""

from anlan_center.vault.sealing import Vault

VAULT = Vault("deliveries")
"""Seals what sinks must know and nobody may read."""
