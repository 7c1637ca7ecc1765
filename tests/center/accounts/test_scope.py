"""Permission = role and jurisdiction, decided in one place."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from anlan_center.accounts.models import Organisation, User, area_prefix
from anlan_center.accounts.scope import allowed, demand, smallest_common, visible

PREFIXES = st.from_regex(r"\d{4}(\d{2}(\d{3}(\d{3})?)?)?", fullmatch=True)


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("320000", "32"),
        ("320700", "3207"),
        ("320703", "320703"),
        ("320703001", "320703001"),
        ("320703001000", "320703001"),
        ("320703001002",) * 2,
    ],
)
def test_a_prefix_is_what_all_areas_within_share(code: str, prefix: str) -> None:
    """Zeros at the end of a code stand for 'all within'."""
    assert area_prefix(code) == prefix


@given(st.lists(PREFIXES, min_size=1, max_size=5))
def test_the_smallest_common_area_holds_every_area(prefixes: list[str]) -> None:
    """It is a beginning of each, at a level that exists."""
    common = smallest_common(prefixes)
    assert all(prefix.startswith(common) for prefix in prefixes)
    assert len(common) in {0, 2, 4, 6, 9, 12}


def test_a_grant_holds_in_its_area_and_within_and_nowhere_else(person: Callable[..., User]) -> None:
    """The officer of a district acts in its sub-districts, not in the neighbour and not for the city."""
    officer = person("li", author="320703")
    assert allowed(officer, "alert.draft", "320703001")
    assert not allowed(officer, "alert.draft", "320706")
    assert not allowed(officer, "alert.draft", "3207")
    assert not allowed(officer, "alert.approve", "320703")
    with pytest.raises(PermissionDenied):
        demand(officer, "alert.draft", "3207")


def test_rows_outside_the_jurisdiction_are_not_shown(person: Callable[..., User], organisation: Organisation) -> None:
    """A list holds what lies within the grants alone."""
    Organisation.objects.create(key="east", name_zh="东", name_en="East", kind="district", jurisdiction="320703")
    auditor = person("wang", auditor="320703")
    assert [row.key for row in visible(Organisation.objects.all(), auditor, "account.view")] == ["east"]


def test_who_left_sees_nothing(person: Callable[..., User]) -> None:
    """An account that is not active has no permission, whatever was granted."""
    officer = person("li", author="3207")
    officer.is_active = False
    officer.save()
    assert not allowed(officer, "alert.draft", "3207")


def test_an_organisation_is_needed_for_no_permission(person: Callable[..., User]) -> None:
    """Who works for no organisation has what was granted; only one out of service takes it away."""
    officer = person("li", author="3207")
    officer.organisation = None
    officer.save()
    assert allowed(officer, "alert.draft", "3207")
