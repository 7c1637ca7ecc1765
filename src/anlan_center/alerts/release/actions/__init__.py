"""The only writer of warnings: each action checks permission and state, writes rows, record and outbox together."""

from anlan_center.alerts.release.actions.clock import Ticked, expire, tick
from anlan_center.alerts.release.actions.content import Content, Texts
from anlan_center.alerts.release.actions.deciding import approve, approve_language, emergency, give_back, review
from anlan_center.alerts.release.actions.drafting import discard, draft, edit, submit
from anlan_center.alerts.release.actions.following import prepare_cancel, prepare_update
from anlan_center.alerts.release.actions.templating import (
    Case,
    approve_template,
    propose_template,
    refuse_template,
    withdraw_template,
)

__all__ = [
    "Case",
    "Content",
    "Texts",
    "Ticked",
    "approve",
    "approve_language",
    "approve_template",
    "discard",
    "draft",
    "edit",
    "emergency",
    "expire",
    "give_back",
    "prepare_cancel",
    "prepare_update",
    "propose_template",
    "refuse_template",
    "review",
    "submit",
    "tick",
    "withdraw_template",
]
