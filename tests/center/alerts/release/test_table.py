"""The table of the way of a warning: what it promises, and the page that shows it."""

from pathlib import Path

from anlan_center.accounts.roles import PERMISSIONS, STRONG
from anlan_center.alerts.release.workflow import BY_ACTION, OPEN, TRANSITIONS, State

PAGE = Path(__file__).parents[4] / "docs" / "methods" / "warning-release.md"


def test_approval_is_reached_by_a_second_person_with_a_strong_permission_alone() -> None:
    """And release from approval alone, by nobody's hand."""
    to_approved = [row for row in TRANSITIONS if row.target is State.APPROVED]
    assert {row.action for row in to_approved} == {"approve", "emergency"}
    assert all(row.second_person and set(row.permissions) <= STRONG for row in to_approved)
    (release,) = [row for row in TRANSITIONS if row.target is State.RELEASED]
    assert set(release.sources) == {State.APPROVED}
    assert not release.permissions


def test_nothing_leads_back_from_what_went_out() -> None:
    """A released warning ends as updated, cancelled or expired; these and discarded ones are ends."""
    after = {row.target for row in TRANSITIONS if State.RELEASED in row.sources}
    assert after == {State.UPDATED, State.CANCELLED, State.EXPIRED}
    ends = after | {State.DISCARDED}
    assert not [row for row in TRANSITIONS if row.sources & ends]
    assert not OPEN & ends


def test_each_action_has_one_row_and_known_permissions() -> None:
    """So that the table can be read by name."""
    assert len(BY_ACTION) == len(TRANSITIONS)
    assert {permission for row in TRANSITIONS for permission in row.permissions} <= set(PERMISSIONS)


def test_the_page_shows_the_table() -> None:
    """Row by row, as the code has it."""
    page = PAGE.read_text(encoding="utf-8")
    for row in TRANSITIONS:
        cells = (
            f"`{row.action}`", ", ".join(sorted(row.sources)), row.target.value,
            " or ".join(row.permissions) or "the centre itself", "yes" if row.second_person else "",
            "yes" if row.reason else "",
        )  # fmt: skip
        line = "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"
        assert line in page
