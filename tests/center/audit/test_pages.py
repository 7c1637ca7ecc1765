"""The page of the record."""

from collections.abc import Callable

from django.db import transaction

from anlan_center.accounts.models import Organisation, User
from anlan_center.audit.recording import record
from tests.center.outbox.test_live import client_of


def test_the_page_shows_rows_of_the_jurisdiction_alone(person: Callable[..., User], organisation: Organisation) -> None:
    """What was done in the other district is not to be seen, whatever is asked for."""
    west = Organisation.objects.create(key="west", name_zh="西", name_en="West", kind="district", jurisdiction="320706")
    with transaction.atomic():
        record(None, "area.change", organisation, exercise=False, after={"told": "city-wide"})
        record(None, "area.change", west, exercise=True, after={"told": "western"})
    page = client_of(person("wang", auditor="320706")).get("/audit/?action=area").content.decode()
    assert "western" in page
    assert "city-wide" not in page


def test_the_filters_narrow_what_is_shown(person: Callable[..., User], organisation: Organisation) -> None:
    """By mode, by action, by row."""
    with transaction.atomic():
        record(None, "area.change", organisation, exercise=False, after={"told": "live row"})
        record(None, "area.leave", organisation, exercise=True, after={"told": "exercise row"})
    client = client_of(person("wang", auditor="3207"))
    for query, shown, hidden in (
        ("exercise=yes", "exercise row", "live row"),
        ("exercise=no", "live row", "exercise row"),
        ("action=area.leave", "exercise row", "live row"),
    ):
        page = client.get(f"/audit/?{query}").content.decode()
        assert shown in page
        assert hidden not in page
    assert "live row" in client.get(f"/audit/?row=accounts.organisation:{organisation.pk}").content.decode()


def test_without_the_permission_there_is_no_page(person: Callable[..., User]) -> None:
    """A duty officer does not read the record."""
    assert client_of(person("li", author="3207")).get("/audit/").status_code == 403
