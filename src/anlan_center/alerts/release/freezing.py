"""What the database itself refuses about warnings: to change what was released, or to remove how it came to that."""

from anlan_center.triggers import Trigger, changed, unchangeable

TABLE = "alerts_alert"
FROZEN = (
    "identifier", "sender", "sent", "organisation_id", "jurisdiction", "exercise", "status", "msg_type", "scope",
    "restriction", "addresses", "source", "note", "event_type", "colour", "severity", "urgency", "certainty", "texts",
    "languages", "area", "onset", "expires", "release_at", "revision", "correction", "short_path", "previous_id",
    "root_id", "author_id", "reviewer_id", "approver_id", "created", "approved_at", "released_at", "cap",
)  # fmt: skip
"""Columns of a released warning that never change; its state may go on, to the states below."""

AFTER = ("released", "updated", "cancelled", "expired")
"""States that a released warning may have."""

_STATES = ", ".join(f"'{state}'" for state in AFTER)
_OUT = f"EXISTS (SELECT 1 FROM {TABLE} alert WHERE alert.id = OLD.alert_id AND alert.released_at IS NOT NULL)"  # noqa: S608

TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        f"{TABLE}_frozen",
        TABLE,
        "UPDATE",
        "a released warning cannot be changed",
        f"OLD.released_at IS NOT NULL AND ({changed(FROZEN)} OR NEW.state NOT IN ({_STATES}))",
    ),
    Trigger(f"{TABLE}_no_delete", TABLE, "DELETE", "a warning cannot be removed; drafts are discarded"),
    *unchangeable("alerts_step", "a step that was taken cannot be changed or removed"),
    *unchangeable("alerts_hand", "who had a hand in a released warning cannot be changed or removed", when=_OUT),
    *unchangeable("alerts_languageapproval", "an approval of a released warning cannot be changed", when=_OUT),
)
"""No warning is ever removed; what was released, its steps, its hands and its approvals never change."""
