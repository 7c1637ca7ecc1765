"""How pages show roles and areas."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.text import capfirst

from anlan_center.accounts.roles import PERMISSIONS, Role

register = template.Library()


@register.filter
def at(table: Mapping[str, Any], key: str) -> Any:
    """Look something up, and show the key itself where it is not known: `{{ names|at:grant.jurisdiction }}`."""
    return table.get(key, key)


@register.filter
def may(role: Role) -> str:
    """Say what a role may do, in words: `{{ role|may }}`."""
    return capfirst("; ".join(str(meaning) for key, meaning in PERMISSIONS.items() if key in role.permissions))
