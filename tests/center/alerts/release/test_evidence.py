"""How a warning came about stays as it was, whoever reaches the tables and by whatever way."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from anlan_center.alerts.release import actions
from anlan_center.alerts.release.models import Alert, Hand, LanguageApproval
from tests.center.alerts.release.conftest import People, written

ORDERS = (
    "DELETE FROM alerts_alert",
    "UPDATE alerts_step SET reason = 'x'",
    "UPDATE alerts_step SET user_id = NULL",
    "DELETE FROM alerts_step",
    "UPDATE alerts_hand SET kind = 'wrote'",
    "DELETE FROM alerts_hand",
    "UPDATE alerts_languageapproval SET revision = 9",
    "DELETE FROM alerts_languageapproval",
)
"""What a mistake in a shell might be."""


@pytest.mark.parametrize("order", ORDERS)
def test_nothing_of_a_released_warning_goes_away(released: Callable[..., Alert], triggers: None, order: str) -> None:
    """Neither the warning, nor its steps, nor who had a hand in it, nor who approved which language."""
    alert = released()
    before = alert.steps.count(), alert.hands.count(), alert.language_approvals.count()
    assert all(before)
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(order)
    assert (alert.steps.count(), alert.hands.count(), alert.language_approvals.count()) == before


def test_a_draft_goes_its_way_with_all_triggers(people: People, triggers: None) -> None:
    """Edited, approved in a language, given back, edited again, approved and ended: nothing of it is in the way."""
    alert = actions.draft(people.author, written(), exercise=False)
    for _round in range(2):
        alert = actions.edit(people.author, alert, written(note="anew"), revision=alert.revision)
        alert = actions.submit(people.author, alert, revision=alert.revision)
        alert = actions.review(people.reviewer, alert, revision=alert.revision)
        actions.approve_language(people.reviewer, alert, "en", revision=alert.revision)
        alert = actions.give_back(people.reviewer, alert, revision=alert.revision, reason="again")
    assert not LanguageApproval.objects.exists()
    alert = actions.submit(people.author, alert, revision=alert.revision)
    alert = actions.review(people.reviewer, alert, revision=alert.revision)
    alert = actions.approve(people.approver, alert, revision=alert.revision)
    assert alert.hands.filter(kind=Hand.Kind.APPROVED).exists()
