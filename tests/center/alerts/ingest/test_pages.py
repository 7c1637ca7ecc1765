"""Pages and programming interface of warnings of others: what a person may see and do there, and how refusals read."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from anlan.alerts import write_alert
from anlan_center.accounts.models import User
from anlan_center.alerts.ingest.actions import receive
from anlan_center.alerts.ingest.models import Pin, Received, Source
from anlan_center.alerts.release.models import Alert
from anlan_center.directory.keys.actions import issue
from tests.alerts.signatures.signed import certificate
from tests.center.alerts.ingest.messages import SENDER, message, signed

Browser = Callable[[User], Client]


@pytest.fixture
def row(source: Source, pinned: Pin) -> Received:
    """A signed warning in force."""
    return receive(source, signed(message("A")))


def test_the_list_shows_what_is_in_force_and_what_needs_a_person(
    row: Received, source: Source, operator: User, signed_in_with_second_factor: Browser
) -> None:
    """Filtered by state; what cannot be a state shows all."""
    receive(source, signed(message("B", 1, message("X"))))
    browser = signed_in_with_second_factor(operator)
    page = browser.get("/ingest/?state=active").content.decode()
    assert "气象台发布暴雨橙色预警" in page
    assert page.count("<tr>") == 2
    assert browser.get("/ingest/?state=nonsense").content.decode().count("<tr>") == 3


def test_a_message_is_shown_with_its_signature_findings_and_chain(
    row: Received, source: Source, operator: User, signed_in_with_second_factor: Browser
) -> None:
    """In the reader's language; nothing that a stranger wrote becomes part of the page."""
    forged = receive(source, write_alert(message("<script>alert(1)</script>", event="<b>")))
    browser = signed_in_with_second_factor(operator)
    page = browser.get(f"/ingest/{row.pk}", headers={"accept-language": "en"}).content.decode()
    assert "signed it with the certificate of" in page
    assert "Draft a warning" in page
    page = browser.get(f"/ingest/{forged.pk}", headers={"accept-language": "en"}).content.decode()
    assert "it is not signed" in page
    assert "<script>alert" not in page


def test_a_draft_is_made_from_the_page(row: Received, operator: User, signed_in_with_second_factor: Browser) -> None:
    """And the second press is refused in words."""
    browser = signed_in_with_second_factor(operator)
    filled = {"event_type": "rainstorm", "colour": "orange", "codes": ["320703"]}
    assert browser.post(f"/ingest/{row.pk}/relay", filled).status_code == 302
    assert Alert.objects.get().jurisdiction == "320703"
    page = browser.post(f"/ingest/{row.pk}/relay", filled, headers={"accept-language": "en"}).content.decode()
    assert "already" in page
    assert Alert.objects.count() == 1


def test_who_passes_on_what_has_just_ended_is_told(
    row: Received, operator: User, signed_in_with_second_factor: Browser
) -> None:
    """Though the form would no longer be there."""
    Received.objects.update(state="expired")
    browser = signed_in_with_second_factor(operator)
    page = browser.post(f"/ingest/{row.pk}/relay", {"event_type": "", "colour": ""}, headers={"accept-language": "en"})
    assert "required" in page.content.decode()
    fields = {"event_type": "rainstorm", "colour": "orange"}
    page = browser.post(f"/ingest/{row.pk}/relay", fields, headers={"accept-language": "en"})
    assert "in force" in page.content.decode()
    assert not Alert.objects.exists()


def test_likely_the_same_event_is_proposed_and_put_together(
    row: Received, source: Source, operator: User, signed_in_with_second_factor: Browser
) -> None:
    """From the page, and apart again."""
    again = receive(source, signed(message("A2", 0.5)))
    browser = signed_in_with_second_factor(operator)
    page = browser.get(f"/ingest/{again.pk}").content.decode()
    assert f'value="{row.pk}"' in page
    browser.post(f"/ingest/{again.pk}/merge", {"into": row.pk})
    again.refresh_from_db()
    assert again.same_as == row
    browser.post(f"/ingest/{again.pk}/merge")
    again.refresh_from_db()
    assert again.same_as is None


def test_sources_and_pins_are_managed_from_their_page(operator: User, signed_in_with_second_factor: Browser) -> None:
    """Added, changed, withdrawn; what is wrong stands above the form."""
    browser = signed_in_with_second_factor(operator)
    filled = {"form": "source", "name": "S", "way": "push", "every_s": 60, "jurisdiction": "3207", "active": "on"}
    assert browser.post("/ingest/sources", filled).status_code == 302
    assert browser.post("/ingest/sources", filled).status_code == 200
    source = Source.objects.get()
    assert browser.get(f"/ingest/sources/{source.pk}").status_code == 200
    changed = {**filled, "name": "T", "active": ""}
    assert browser.post(f"/ingest/sources/{source.pk}", changed).status_code == 302
    source.refresh_from_db()
    assert (source.name, source.active) == ("T", False)
    pin = {"form": "pin", "sender": SENDER, "certificate": certificate(), "jurisdiction": "3207"}
    page = browser.post("/ingest/sources", {**pin, "certificate": "x"}, headers={"accept-language": "en"})
    assert "0 certificates" in page.content.decode()
    assert browser.post("/ingest/sources", pin).status_code == 302
    kept = Pin.objects.get()
    assert browser.post(f"/ingest/pins/{kept.pk}/withdraw").status_code == 302
    kept.refresh_from_db()
    assert kept.until is not None
    assert kept.until <= timezone.now()


def test_managing_needs_a_second_factor(operator: User, signed_in: Callable[..., Client]) -> None:
    """Who came in by password alone sees the sources and changes none."""
    browser = signed_in(operator)
    assert browser.get("/ingest/sources").status_code == 200
    pin = {"form": "pin", "sender": SENDER, "certificate": certificate(), "jurisdiction": "3207"}
    browser.post("/ingest/sources", pin)
    assert not Pin.objects.exists()


def test_nothing_outside_the_jurisdiction_is_there(
    row: Received, pinned: Pin, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """Neither in lists nor by number, for reading or for acting."""
    browser = signed_in(person("west", author="320706", operator="320706"))
    assert "气象台" not in browser.get("/ingest/").content.decode()
    for address in (f"/ingest/{row.pk}", f"/ingest/sources/{row.source_id}"):
        assert browser.get(address).status_code == 404
    for address in (f"/ingest/{row.pk}/relay", f"/ingest/{row.pk}/merge", f"/ingest/pins/{pinned.pk}/withdraw"):
        assert browser.post(address).status_code == 404


def test_without_the_permission_there_is_no_page(person: Callable[..., User], signed_in: Callable[..., Client]) -> None:
    """An administrator of accounts has no business here."""
    browser = signed_in(person("admin", administrator="3207"))
    assert browser.get("/ingest/").status_code == 403
    assert browser.get("/ingest/sources").status_code == 403


def test_a_program_hands_messages_in(source: Source, pinned: Pin, operator: User, client: Client) -> None:
    """With a key that may do this and nothing else; a copy gives the same message, a fault its reasons."""
    _token, key = issue(operator, name="station", permissions={"ingest.push"}, jurisdiction="3207", days=1)
    address, headers = f"/api/ingest/sources/{source.pk}/messages", {"authorization": f"Bearer {key}"}

    def post(content: bytes) -> tuple[int, dict[str, object]]:
        answer = client.post(address, content, content_type="application/cap+xml", headers=headers)
        return answer.status_code, answer.json()

    content = signed(message("A"))
    status, told = post(content)
    assert (status, told["signature"], told["state"]) == (200, "valid", "active")
    assert post(content)[1]["id"] == told["id"]
    status, told = post(b"no xml")
    assert status == 422
    assert told["findings"]
    Source.objects.update(active=False)
    assert post(signed(message("B")))[0] == 409
    assert client.get("/api/ingest/messages", headers=headers).json()["count"] == 0


def test_a_program_reads_and_passes_on(row: Received, operator: User, client: Client) -> None:
    """What its key lets it."""
    permissions = {"ingest.view", "alert.draft"}
    _token, key = issue(operator, name="reader", permissions=permissions, jurisdiction="3207", days=1)
    headers = {"authorization": f"Bearer {key}"}
    (listed,) = client.get("/api/ingest/messages?state=active", headers=headers).json()["items"]
    assert listed["id"] == row.pk
    assert client.get(f"/api/ingest/messages/{row.pk}", headers=headers).json()["findings"] is not None
    address = f"/api/ingest/messages/{row.pk}/relay"
    answer = client.post(address, {"codes": ["320703"]}, content_type="application/json", headers=headers)
    assert Alert.objects.get().pk == answer.json()["alert"]
    assert client.post(address, {}, content_type="application/json", headers=headers).status_code == 409
    for part in ("sources", "pins"):
        assert client.get(f"/api/ingest/{part}", headers=headers).json()["count"] == 1
