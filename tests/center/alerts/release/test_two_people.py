"""No sequence of actions releases a warning without two people: a machine tries all of them with many users."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from anlan.alerts.documents.parsing import parse_alert
from anlan_center.accounts.models import User
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.errors import RefusedError
from anlan_center.alerts.release.freezing import FROZEN
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import Entry
from tests.center.alerts.release.conftest import written

WHO = st.sampled_from(["author", "writer", "reviewer", "approver", "deputy", "no-factor", "elsewhere", "nobody"])
AREAS = st.sampled_from([["320703"], ["320706"], ["320703", "320706"]])
SEEN = st.sampled_from([0, 0, 0, 0, -1, 1])
WHOLE = (("submit", "author"), ("review", "reviewer"), ("approve", "approver"))
SCRIPT = (
    *WHOLE, *WHOLE, ("edit", "writer"), ("edit", "approver"), ("edit", "deputy"), ("review", "deputy"),
    ("approve", "deputy"), ("approve", "no-factor"), ("emergency", "approver"), ("emergency", "deputy"),
    ("emergency", "author"), ("give_back", "reviewer"),
)  # fmt: skip
WORDS = st.sampled_from(["", "why"])


class TwoPeople(RuleBasedStateMachine):
    """Users who do everything that can be done, in any order, right or not; the rows are looked at after each step."""

    users: dict[str, User]
    seen: set[tuple[str, bool, str]]
    warnings: Bundle[int] = Bundle("warnings")

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.wrote: dict[int, set[int]] = {}
        self.frozen: dict[int, dict[str, Any]] = {}
        self.ahead = timedelta(0)

    def teardown(self) -> None:
        """Forget all rows."""
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    def _try(self, action: Callable[..., Alert], who: str, *args: Any, **words: Any) -> Alert | None:
        try:
            with transaction.atomic():
                return action(self.users[who], *args, **words)
        except (PermissionDenied, RefusedError):
            return None

    def _made(self, who: str, alert: Alert | None) -> Any:
        if alert is None:
            return multiple()
        self.wrote[alert.pk] = {self.users[who].pk}
        return alert.pk

    @initialize(target=warnings)
    def begin(self) -> Any:
        """Somebody has drafted a warning and an exercise; the exercise is out."""
        made = [
            self._made("author", self._try(actions.draft, "author", written(), exercise=one)) for one in (False, True)
        ]
        for action, who in WHOLE:
            self._step(made[1], action, who)
        return multiple(*made)

    @rule(target=warnings, who=WHO, exercise=st.booleans(), codes=AREAS, later=st.booleans())
    def draft(self, who: str, exercise: bool, codes: list[str], later: bool) -> Any:
        """Draft another one, perhaps for later."""
        at = timezone.now() + timedelta(hours=1) if later else None
        content = written(area={"codes": codes}, release_at=at)
        return self._made(who, self._try(actions.draft, who, content, exercise=exercise))

    @rule(who=WHO, key=warnings, codes=AREAS, seen=SEEN)
    def edit(self, who: str, key: int, codes: list[str], seen: int) -> None:
        """Write in it."""
        alert = Alert.objects.get(pk=key)
        content = written(area={"codes": codes})
        if self._try(actions.edit, who, alert, content, revision=alert.revision + seen):
            self.wrote[key].add(self.users[who].pk)

    @rule(who=WHO, key=warnings, seen=SEEN)
    def submit(self, who: str, key: int, seen: int) -> None:
        """Hand it in."""
        alert = Alert.objects.get(pk=key)
        self._try(actions.submit, who, alert, revision=alert.revision + seen)

    @rule(who=WHO, key=warnings, seen=SEEN, languages=st.sampled_from([None, ["en"], []]))
    def review(self, who: str, key: int, seen: int, languages: list[str] | None) -> None:
        """Say that it is right."""
        alert = Alert.objects.get(pk=key)
        self._try(actions.review, who, alert, revision=alert.revision + seen, languages=languages)

    @rule(who=WHO, key=warnings, seen=SEEN, language=st.sampled_from(["en", "zh-Hans", "fr"]))
    def approve_language(self, who: str, key: int, seen: int, language: str) -> None:
        """Say that one language is right."""
        alert = Alert.objects.get(pk=key)
        self._try(actions.approve_language, who, alert, language, revision=alert.revision + seen)

    @rule(who=WHO, key=warnings, seen=SEEN, languages=st.sampled_from([None, None, ["en"]]))
    def approve(self, who: str, key: int, seen: int, languages: list[str] | None) -> None:
        """Approve it."""
        alert = Alert.objects.get(pk=key)
        self._try(actions.approve, who, alert, revision=alert.revision + seen, languages=languages)

    @rule(who=WHO, key=warnings, seen=SEEN, reason=WORDS)
    def emergency(self, who: str, key: int, seen: int, reason: str) -> None:
        """Approve it without a review."""
        alert = Alert.objects.get(pk=key)
        self._try(actions.emergency, who, alert, revision=alert.revision + seen, reason=reason)

    @rule(who=WHO, key=warnings, seen=SEEN, reason=WORDS)
    def give_back(self, who: str, key: int, seen: int, reason: str) -> None:
        """Return it."""
        alert = Alert.objects.get(pk=key)
        self._try(actions.give_back, who, alert, revision=alert.revision + seen, reason=reason)

    @rule(who=WHO, key=consumes(warnings), reason=WORDS)
    def discard(self, who: str, key: int, reason: str) -> None:
        """Give it up."""
        alert = Alert.objects.get(pk=key)
        self._try(actions.discard, who, alert, revision=alert.revision, reason=reason)

    @rule(key=warnings, script=st.lists(st.sampled_from(SCRIPT), min_size=2, max_size=6))
    def go_on(self, key: int, script: list[tuple[str, str]]) -> None:
        """Several people in a row at the same warning, so that late states are seen often."""
        for action, who in script:
            self._step(key, action, who)

    @rule(target=warnings, key=warnings, cancel=st.booleans(), approver=st.sampled_from(["writer", "approver"]))
    def follow(self, key: int, cancel: bool, approver: str) -> Any:
        """Follow a warning up and let the follower out in one go, perhaps by the person who prepared it."""
        for action, who in WHOLE:
            self._step(key, action, who)
        prepare = actions.prepare_cancel if cancel else actions.prepare_update
        made = self._made("deputy", self._try(prepare, "deputy", Alert.objects.get(pk=key)))
        if isinstance(made, int):
            for action, who in (*WHOLE[:2], ("approve", "deputy"), ("approve", approver)):
                self._step(made, action, who)
        return made

    @rule(key=warnings, who=st.sampled_from(["approver", "deputy"]), last=st.sampled_from(["approve", "emergency"]))
    def write_and_approve(self, key: int, who: str, last: str) -> None:
        """Somebody who may do both writes in a warning of others, and tries to approve it when it comes round."""
        self._step(key, "edit", who)
        for action, by in WHOLE[:2] if last == "approve" else ():
            self._step(key, action, by)
        self._step(key, last, who)

    def _step(self, key: int, action: str, who: str) -> None:
        alert = Alert.objects.get(pk=key)
        if action == "edit":
            if self._try(actions.edit, who, alert, written(), revision=alert.revision):
                self.wrote[key].add(self.users[who].pk)
            return
        reason = {"reason": "why"} if action in {"emergency", "give_back"} else {}
        self._try(getattr(actions, action), who, alert, revision=alert.revision, **reason)

    @rule(target=warnings, who=WHO, key=warnings, correction=st.booleans())
    def prepare_update(self, who: str, key: int, correction: bool) -> Any:
        """Follow it up."""
        alert = Alert.objects.get(pk=key)
        return self._made(who, self._try(actions.prepare_update, who, alert, correction=correction))

    @rule(target=warnings, who=WHO, key=warnings)
    def prepare_cancel(self, who: str, key: int) -> Any:
        """Take it back."""
        return self._made(who, self._try(actions.prepare_cancel, who, Alert.objects.get(pk=key)))

    @rule(hours=st.sampled_from([0, 2, 2, 13]))
    def tick(self, hours: int) -> None:
        """Let the clock do what is due, some hours ahead."""
        actions.tick(timezone.now() + timedelta(hours=hours))

    @invariant()
    def two_people(self) -> None:
        """What is approved was approved by somebody who wrote nothing in it, may approve there, with two factors."""
        may = {self.users[who].pk for who in ("approver", "deputy")}
        for alert in Alert.objects.filter(approver__isnull=False):
            assert alert.approver_id not in self.wrote[alert.pk]
            assert alert.approver_id != alert.author_id
            east = alert.jurisdiction == "320706"
            assert alert.approver_id in (may | {self.users["elsewhere"].pk} if east else may)

    @invariant()
    def never_both(self) -> None:
        """An exercise never says that it is real, neither in its row nor in its message; its followers neither."""
        for alert in Alert.objects.exclude(cap=None).select_related("previous"):
            message = parse_alert(bytes(alert.cap or b"")).alert
            assert message is not None
            assert message.status == alert.status
            assert (alert.status == "Actual") == (not alert.exercise)
            assert alert.previous is None or alert.previous.exercise == alert.exercise

    @invariant()
    def frozen_afterwards(self) -> None:
        """What went out never changes but for its state, and deliveries are told of it exactly once."""
        out = list(Alert.objects.filter(released_at__isnull=False).values("id", *FROZEN))
        for row in out:
            kept = self.frozen.setdefault(row["id"], row)
            assert kept == row
        assert {row["id"] for row in out} == set(self.frozen)
        self.seen.update(Alert.objects.filter(released_at__isnull=False).values_list("msg_type", "exercise", "state"))
        told = Entry.objects.filter(topic="alert.released")
        assert sorted(entry.payload["alert"] for entry in told) == sorted(self.frozen)

    @invariant()
    def one_chain(self) -> None:
        """What was followed is not in force any more."""
        for alert in Alert.objects.filter(released_at__isnull=False, previous__isnull=False).select_related("previous"):
            assert alert.previous is not None
            assert alert.previous.state == {"Update": "updated", "Cancel": "cancelled"}[alert.msg_type]


@pytest.mark.slow
def test_no_sequence_of_actions_releases_a_warning_without_two_people(
    person: Callable[..., User], confirmed: Callable[[User], User]
) -> None:
    """Nor without a second factor, nor twice, nor an exercise as real, nor changes what went out."""
    TwoPeople.users = {
        "author": person("author", author="3207"),
        "writer": person("writer", author="320703"),
        "reviewer": person("reviewer", reviewer="3207"),
        "approver": confirmed(person("approver", approver="3207", author="3207")),
        "deputy": confirmed(person("deputy", approver="3207", author="3207")),
        "no-factor": person("no-factor", approver="3207", author="3207"),
        "elsewhere": confirmed(person("elsewhere", approver="320706", author="320706")),
        "nobody": person("nobody"),
    }
    TwoPeople.seen = set()
    quick = settings(
        max_examples=20,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(TwoPeople, settings=quick)
    assert {(kind, exercise) for kind, exercise, _ in TwoPeople.seen} >= {("Alert", False), ("Alert", True)}
    assert {state for _, _, state in TwoPeople.seen} & {"updated", "cancelled"}
