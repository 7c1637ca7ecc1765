"""What the database itself refuses about strong roles: to be held by anybody without a second administrator's word."""

from anlan_center.accounts.models import STRONG_ROLES
from anlan_center.accounts.proposing import STEPS, State
from anlan_center.accounts.roles import roles_with
from anlan_center.triggers import Trigger, changed, unchangeable

ASKED = ("user_id", "role", "jurisdiction", "until", "asked_by_id", "asked_at", "operator")
"""Columns of a proposal that never change: what was asked for."""
DECIDED = ("decided_by_id", "decided_at", "reason")
"""Columns that change with the state alone."""


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


_STRONG = f"NEW.role IN ({_listed(STRONG_ROLES)})"
_CONFIRMED = (
    "EXISTS (SELECT 1 FROM accounts_proposal asked WHERE asked.id = NEW.proposal_id "  # noqa: S608 - words of ours
    f"AND asked.state = '{State.CONFIRMED}' AND asked.user_id = NEW.user_id AND asked.role = NEW.role "
    "AND asked.jurisdiction = NEW.jurisdiction AND (asked.until IS NULL OR NEW.until <= asked.until))"
)
_WAY = " OR ".join(f"(OLD.state = '{before}' AND NEW.state = '{after}')" for before, after in STEPS.values())
_DECIDED_ANEW = f"NEW.state = OLD.state AND ({changed(DECIDED)})"
_BY_ADMINISTRATOR = (
    "EXISTS (SELECT 1 FROM accounts_grant held WHERE held.user_id = NEW.decided_by_id "  # noqa: S608 - words of ours
    f"AND held.role IN ({_listed(roles_with('account.manage'))}) "
    "AND substr(NEW.jurisdiction, 1, length(held.jurisdiction)) = held.jurisdiction "
    "AND (held.until IS NULL OR held.until > NEW.decided_at))"
)
_BY_A_HAND_OF_THEIRS = (
    "EXISTS (SELECT 1 FROM accounts_user_entrusted_by hand WHERE hand.from_user_id = NEW.decided_by_id "
    "AND hand.to_user_id IN (NEW.asked_by_id, NEW.user_id))"
)
_SAID = "a strong role takes a second administrator"

TRIGGERS: tuple[Trigger, ...] = (
    Trigger("accounts_grant_unasked", "accounts_grant", "INSERT", _SAID, f"{_STRONG} AND NOT {_CONFIRMED}"),
    Trigger(
        "accounts_grant_widened",
        "accounts_grant",
        "UPDATE OF user_id, role, jurisdiction, until, proposal_id",
        _SAID,
        f"{_STRONG} AND NOT {_CONFIRMED}",
    ),
    Trigger(
        "accounts_proposal_begun",
        "accounts_proposal",
        "INSERT",
        "a proposal begins by waiting",
        f"NEW.state <> '{State.WAITING}' AND NOT (NEW.state = '{State.CONFIRMED}' AND NEW.operator <> '')",
    ),
    Trigger(
        "accounts_proposal_frozen",
        "accounts_proposal",
        "UPDATE",
        "what was asked for and decided cannot be changed",
        f"{changed(ASKED)} OR {_DECIDED_ANEW} OR (NEW.state <> OLD.state AND NOT ({_WAY}))",
    ),
    Trigger(
        "accounts_proposal_confirmed",
        "accounts_proposal",
        "UPDATE OF state",
        _SAID,
        f"OLD.state = '{State.WAITING}' AND NEW.state = '{State.CONFIRMED}' "
        f"AND (NOT {_BY_ADMINISTRATOR} OR {_BY_A_HAND_OF_THEIRS})",
    ),
    Trigger("accounts_proposal_no_delete", "accounts_proposal", "DELETE", "what was asked for cannot be removed"),
    *unchangeable("accounts_user_entrusted_by", "whose hands an account went through is not forgotten"),
)
"""A strong role needs a proposal that was confirmed for this person, role and area, and as far as it was confirmed; a
proposal is confirmed by an administrator of the area, whose account neither who asks nor who gains ever had
in hand, however many others had it since."""
