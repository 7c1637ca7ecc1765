"""How pages show roles and areas."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from anlan_center.accounts.proposing import State
from anlan_center.accounts.roles import PERMISSIONS, ROLES, Role

register = template.Library()

STATES: Mapping[str, str | Promise] = {
    State.WAITING: _("Waits for a second administrator"),
    State.CONFIRMED: _("Confirmed"),
    State.REFUSED: _("Refused"),
    State.WITHDRAWN: _("Taken back"),
    State.LAPSED: _("Lapsed: nobody decided"),
    State.ENDED: _("Confirmed, and ended since"),
}
"""States of what was asked for, in words."""


@register.filter
def at(table: Mapping[str, Any], key: str) -> Any:
    """Look something up, and show the key itself where it is not known: `{{ names|at:grant.jurisdiction }}`."""
    return table.get(key, key)


@register.filter
def may(role: Role) -> str:
    """Say what a role may do, in words: `{{ role|may }}`."""
    return capfirst("; ".join(str(meaning) for key, meaning in PERMISSIONS.items() if key in role.permissions))


@register.filter
def role_of(key: str) -> Role:
    """Return a role by its key: `{{ proposal.role|role_of|may }}`."""
    return ROLES[key]


@register.filter
def proposal_state(state: str) -> str | Promise:
    """Say how far something asked for has come: `{{ proposal.state|proposal_state }}`."""
    return STATES[state]
