"""What the database itself refuses in the record."""

from anlan_center.triggers import Trigger, unchangeable

SAID = "the record is append-only"
TRIGGERS: tuple[Trigger, ...] = (*unchangeable("audit_record", SAID), *unchangeable("audit_seal", SAID))
"""Nobody changes or removes a row of the record, nor a seal."""
