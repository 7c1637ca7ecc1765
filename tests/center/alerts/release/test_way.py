"""The way of a warning from a draft to its release, and what follows it."""

from collections.abc import Callable

from anlan.alerts.parsing import parse_alert
from anlan.alerts.signatures import verify
from anlan.alerts.trust import Pin, Register
from anlan_center.alerts.release.message.keys import certificates
from anlan_center.alerts.release.models import Alert
from anlan_center.audit.models import Record
from anlan_center.outbox.models import Entry, Event
from tests.center.alerts.release.conftest import People


def test_a_warning_goes_out_signed_in_every_approved_language(people: People, released: Callable[..., Alert]) -> None:
    """Draft, review, approval: then it is a valid message of a known sender, and deliveries are told."""
    alert = released()
    assert (alert.state, alert.author, alert.reviewer, alert.approver) == (
        "released", people.author, people.reviewer, people.approver,
    )  # fmt: skip
    content = bytes(alert.cap or b"")
    verdict = verify(content, Register(tuple(Pin(alert.sender, one) for one in certificates())))
    assert verdict.valid, verdict.reason
    message = parse_alert(content).alert
    assert message is not None
    assert [info.language for info in message.infos] == ["zh-Hans", "en"]
    assert (message.status, message.msg_type, message.identifier) == ("Actual", "Alert", alert.identifier)
    assert message.sent_at == alert.sent
    entry = Entry.objects.get(topic="alert.released")
    assert (entry.payload, entry.priority, entry.exercise) == ({"alert": alert.pk}, 10, False)
    assert [step.action for step in alert.steps.all()] == ["draft", "submit", "review", "approve", "release"]
    assert Record.objects.filter(object_type="alerts.alert", object_id=str(alert.pk)).count() == 5
    assert Event.objects.filter(topic="alert").last().payload == {"id": alert.pk, "state": "released"}  # type: ignore[union-attr]
