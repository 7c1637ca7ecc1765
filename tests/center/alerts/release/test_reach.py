"""What follows a warning reaches no further than whoever decides on it or looks at it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from anlan_center.accounts.models import User
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.actions.content import content_of
from anlan_center.alerts.release.models import Alert
from tests.center.alerts.release.conftest import People, written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prepare", [actions.prepare_cancel, actions.prepare_update])
@pytest.mark.parametrize("short", [False, True])
def test_nobody_ends_a_warning_beyond_the_own_area_by_a_smaller_follower(
    people: People,
    released: Callable[..., Alert],
    person: Callable[..., User],
    confirmed: Callable[[User], User],
    prepare: Callable[[User, Alert], Alert],
    short: bool,
) -> None:
    """A follower cut down to one district still ends what holds in the whole city, for which its approver answers."""
    whole = released(area={"codes": ["320700"]})
    local = confirmed(person("local", approver="320703"))
    follower = prepare(people.author, whole)
    content = replace(content_of(follower), area={"codes": ["320703"]})
    follower = actions.edit(people.author, follower, content, revision=follower.revision)
    assert follower.jurisdiction == "320703"

    def decide(user: User, alert: Alert) -> Alert:
        if short:
            return actions.emergency(user, alert, revision=alert.revision, reason="at once")
        return actions.approve(user, alert, revision=alert.revision)

    if not short:
        follower = actions.submit(people.author, follower, revision=follower.revision)
        follower = actions.review(people.reviewer, follower, revision=follower.revision)
    with pytest.raises(PermissionDenied):
        decide(local, follower)
    whole.refresh_from_db()
    assert whole.state == "released"
    assert decide(people.approver, follower).state == "released"


def test_a_chain_shows_nothing_of_other_areas(
    people: People, released: Callable[..., Alert], person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """Who sees a district reads no draft for the whole city, although it follows the district's warning."""
    known = released(area={"codes": ["320703"]})
    wider = actions.prepare_update(people.author, known)
    texts = {**wider.texts, "zh-Hans": {**wider.texts["zh-Hans"], "headline": "全市机密草稿"}}
    content = replace(content_of(wider), area={"codes": ["320700"]}, texts=texts)
    wider = actions.edit(people.author, wider, content, revision=wider.revision)
    local = signed_in(person("local", observer="320703"))
    page = local.get(f"/alerts/{known.pk}/", headers={"Accept-Language": "zh-hans"})
    assert page.status_code == 200
    assert "全市机密草稿" not in page.content.decode()
    assert f"/alerts/{wider.pk}/" not in page.content.decode()
    assert f"/alerts/{wider.pk}/" in signed_in(people.author).get(f"/alerts/{known.pk}/").content.decode()


def test_a_follower_in_a_smaller_area_shows_nothing_of_the_message_before(
    people: People, released: Callable[..., Alert], person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """Its text is for those who see the whole area; they are shown what changed."""
    plain = written().texts
    texts = {**plain, "en": {**plain["en"], "description": f"{plain['en']['description']} In the whole city."}}
    whole = released(area={"codes": ["320700"]}, texts=texts)
    smaller = actions.prepare_update(people.author, whole)
    content = replace(content_of(smaller), area={"codes": ["320703"]}, texts=written().texts)
    smaller = actions.edit(people.author, smaller, content, revision=smaller.revision)
    local, city = (signed_in(person(f"sees-{prefix}", reviewer=prefix)) for prefix in ("320703", "3207"))
    for page in (f"/alerts/{smaller.pk}/", f"/alerts/{smaller.pk}/decide/"):
        assert "whole city" not in local.get(page).content.decode()
        assert "whole city" in city.get(page).content.decode()
