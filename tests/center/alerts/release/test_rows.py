"""What the database itself refuses, whatever the program does."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

import anlan_center
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.models import Alert, FrozenError, Hand
from tests.center.alerts.release.conftest import People, written

Maker = Callable[..., Alert]


def refused(alert: Alert, **values: object) -> None:
    """See that the database refuses new values in the row of a warning."""
    with pytest.raises(DatabaseError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(**values)


def test_an_author_cannot_be_the_approver_or_the_reviewer(people: People, reviewed: Maker, released: Maker) -> None:
    """Not even by a hand in the database."""
    alert = reviewed()
    refused(alert, reviewer=people.author)
    refused(alert, author=people.reviewer)
    now = timezone.now()
    signed = {"cap": b"<alert/>", "sent": now, "approved_at": now}
    refused(alert, state="approved", approver=people.author, **signed)
    refused(released(), approver=people.author)


def test_nobody_both_writes_and_approves(people: People, released: Maker) -> None:
    """Each person has one part in a warning."""
    alert = released()
    with pytest.raises(IntegrityError), transaction.atomic():
        Hand.objects.create(alert=alert, user=people.approver, kind=Hand.Kind.WROTE, revision=1)


def test_nothing_is_released_without_approval_and_signature(people: People, reviewed: Maker) -> None:
    """A row cannot say that it went out, nor that it is approved."""
    alert = reviewed()
    now = timezone.now()
    refused(alert, state="released", released_at=now)
    refused(alert, state="released", released_at=now, approver=people.approver, approved_at=now)
    refused(alert, state="approved", approver=people.approver)
    refused(alert, cap=b"<alert/>")


def test_an_exercise_is_never_actual_and_a_real_warning_always_is(people: People, reviewed: Maker) -> None:
    """The two columns cannot disagree."""
    refused(reviewed(exercise=True), status="Actual")
    refused(reviewed(), status="Exercise")
    refused(reviewed(), exercise=True)


@pytest.mark.parametrize(
    "change",
    [
        {"cap": b"<alert/>"},
        {"texts": {}},
        {"area": {}},
        {"colour": "blue"},
        {"expires": None},
        {"state": "draft"},
        {"state": "approved", "released_at": None},
        {"jurisdiction": "32"},
    ],
)
def test_what_went_out_cannot_be_changed(released: Maker, change: dict[str, object]) -> None:
    """Nor taken back into a draft; a follower says what is different."""
    refused(released(), **change)


def test_what_went_out_may_still_end(released: Maker) -> None:
    """Its state goes on to expired."""
    alert = released()
    Alert.objects.filter(pk=alert.pk).update(state="expired")
    alert.refresh_from_db()
    assert alert.state == "expired"


def test_a_warning_cannot_be_removed(people: People) -> None:
    """Drafts are discarded and stay."""
    alert = actions.draft(people.author, written(), exercise=False)
    with pytest.raises(FrozenError):
        alert.delete()
    with pytest.raises(FrozenError):
        alert.steps.get().delete()


def test_a_follower_names_what_it_follows(people: People, reviewed: Maker) -> None:
    """An update without an earlier message cannot be written, nor a first message with one."""
    alert = reviewed()
    refused(alert, msg_type="Update")
    refused(alert, previous_id=alert.pk, root_id=alert.pk)


WRITERS = {"create", "update", "save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}


def test_only_actions_write_warnings() -> None:
    """No page, interface, command or other slice writes a row of a warning: every path goes through an action."""
    package = Path(anlan_center.__file__).parent
    actions_folder = package / "alerts" / "release" / "actions"
    found = []
    for file in package.rglob("*.py"):
        if actions_folder in file.parents or "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
                text = ast.unparse(node.func)
                if text.startswith(("Alert.objects", "Hand.objects", "Step.objects", "LanguageApproval.objects")):
                    found.append(f"{file.relative_to(package)}:{node.lineno} {text}")
                if text.startswith(("alert.", "self.alert.")) and node.func.attr in {"save", "delete"}:
                    found.append(f"{file.relative_to(package)}:{node.lineno} {text}")
    assert found == []
