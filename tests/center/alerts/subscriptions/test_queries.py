"""Whom a warning addresses, on what channel, and how many that are."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import shapely
from django.utils import timezone

from anlan_center.accounts.models import User
from anlan_center.alerts.release.engine import city as the_city
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.subscriptions import actions, audience, queries
from anlan_center.alerts.subscriptions.models import Change, Subscriber
from anlan_center.alerts.subscriptions.private.links import token_for
from tests.center.alerts.subscriptions.conftest import HARBOUR, wish

FAR = (118.7694, 34.5249)
"""A point in Donghai County (320722)."""


def numbers(alert: Alert, channel: str = "email") -> list[int]:
    """Return the numbers of the recipients."""
    return [one.id for one in queries.recipients(alert, channel)]


def test_who_lives_or_follows_there_is_warned_and_nobody_else(
    released: Callable[..., Alert], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """A point in the area, the district, a sub-district in it and the whole city; not the neighbour."""
    places: list[dict[str, object]] = [
        {"point": HARBOUR, "areas": ()}, {"areas": ("320703",)}, {"areas": ("320703001000",)}, {"areas": ("320700",)},
        {"point": FAR, "areas": ()}, {"areas": ("320706",)}, {"areas": ("320706001000",)},
    ]  # fmt: skip
    rows = [confirmed_subscriber(address=f"a{place}@example.org", **wanted) for place, wanted in enumerate(places)]
    alert = released()
    assert numbers(alert) == [row.pk for row in rows[:4]]
    assert numbers(alert, "sms") == []
    assert numbers(alert, "loudspeaker") == []
    first = next(iter(queries.recipients(alert, "email")))
    assert (first.address, first.language) == ("a0@example.org", "zh-Hans")


def test_a_drawn_area_addresses_points_exactly_and_areas_that_it_touches(
    released: Callable[..., Alert], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """A point just outside of the line is left alone; the sub-district that the drawing touches is told."""
    box = shapely.box(HARBOUR[0] - 0.01, HARBOUR[1] - 0.01, HARBOUR[0] + 0.01, HARBOUR[1] + 0.01)
    inside = confirmed_subscriber(address="in@example.org", point=(HARBOUR[0] + 0.0099, HARBOUR[1]), areas=())
    confirmed_subscriber(address="out@example.org", point=(HARBOUR[0] + 0.0101, HARBOUR[1]), areas=())
    district = confirmed_subscriber(address="d@example.org", areas=("320703",))
    confirmed_subscriber(address="e@example.org", areas=("320722",))
    alert = released(area={"drawn": shapely.geometry.mapping(box)})
    assert numbers(alert) == [inside.pk, district.pk]


def test_who_follows_an_area_that_the_city_has_no_more_is_still_warned(
    released: Callable[..., Alert], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """A package that was loaded anew may have merged sub-districts; what holds the old one speaks for it."""
    gone = confirmed_subscriber(address="gone@example.org", areas=("320703999000",))
    confirmed_subscriber(address="other@example.org", areas=("320706999000",))
    box = shapely.box(HARBOUR[0] - 0.01, HARBOUR[1] - 0.01, HARBOUR[0] + 0.01, HARBOUR[1] + 0.01)
    assert numbers(released()) == [gone.pk]
    assert numbers(released(area={"drawn": shapely.geometry.mapping(box)})) == [gone.pk]


def test_the_threshold_decides(released: Callable[..., Alert], confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """An orange warning (Severe) reaches who wants every, yellow or orange, and not who wants red only."""
    rows = [confirmed_subscriber(address=f"a{least}@example.org", threshold=least) for least in (0, 2, 3, 4)]
    assert numbers(released()) == [row.pk for row in rows[:3]]
    assert numbers(released(colour="red")) == [row.pk for row in rows]


def test_nobody_gets_an_exercise_a_restricted_message_or_anything_unconfirmed(
    released: Callable[..., Alert], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """And nobody whose year is over, even before the row is removed."""
    row = confirmed_subscriber()
    actions.subscribe(wish(address="pending@example.org"))
    alert = released()
    assert numbers(alert) == [row.pk]
    assert numbers(released(exercise=True)) == []
    assert numbers(released(scope="Restricted", restriction="hospitals")) == []
    Subscriber.objects.filter(pk=row.pk).update(expires=timezone.now() - timedelta(seconds=1))
    assert numbers(alert) == []
    assert queries.recipient(row.pk) is None


def test_the_index_follows_every_change(
    released: Callable[..., Alert], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """Coming, changing and leaving are seen at the next question, without building the index anew."""
    alert = released()
    first = confirmed_subscriber(address="a@example.org")
    assert numbers(alert) == [first.pk]
    index = audience.HELD.current()
    second = confirmed_subscriber(address="b@example.org", point=HARBOUR, areas=())
    assert numbers(alert) == [first.pk, second.pk]
    actions.change(token_for(first, "manage"), wish(areas=("320706",)))
    assert numbers(alert) == [second.pk]
    actions.change(token_for(first, "manage"), wish(areas=(), point=HARBOUR))
    actions.unsubscribe(token_for(second, "unsubscribe"))
    assert numbers(alert) == [first.pk]
    assert audience.refreshed(index).last == Change.objects.latest("id").pk


def test_an_index_that_slept_too_long_is_built_anew(
    released: Callable[..., Alert], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """Changes are kept for two days; who was not asked for longer cannot catch up and does not try."""
    alert = released()
    assert numbers(alert) == []
    row = confirmed_subscriber()
    confirmed_subscriber(address="b@example.org", areas=("320706",))
    Change.objects.filter(subscriber=row.pk).delete()
    assert numbers(alert) == [row.pk]


def test_followers_that_change_a_thousand_times_are_those_of_a_fresh_index(
    confirmed_subscriber: Callable[..., Subscriber],
) -> None:
    """Adding and removing in any order ends where building from the rows begins."""
    rows = [
        confirmed_subscriber(address=f"a{place}@example.org", areas=areas, threshold=threshold)
        for place, (areas, threshold) in enumerate(
            [(("320703", "320706"), 0), (("320703",), 3), (("320722",), 4), (("320700", "320703"), 2)]
        )
    ]
    draw = np.random.default_rng(5)
    held = audience.Followers.of([])
    for _ in range(200):
        some = [row for row in rows if draw.random() < 0.5]
        held = held.changed(np.array([row.pk for row in some], np.int64), [])
        held = held.changed(np.array([row.pk for row in some], np.int64), some)
    held = held.changed(np.array([row.pk for row in rows], np.int64), rows)
    fresh = audience.Followers.of(rows)
    for codes in ({"320703"}, {"320706", "320722"}, {"3207"}, set()):
        for severity in ("Minor", "Severe", "Extreme", "Unknown"):
            assert held.addressed(codes, severity, 1).tolist() == fresh.addressed(codes, severity, 1).tolist()


def test_reach_is_counted_before_release(
    reviewed: Callable[..., Alert], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """By channel, language and need; whoever is outside does not count, and an exercise is counted like the real."""
    confirmed_subscriber(address="a@example.org", needs=1)
    confirmed_subscriber(address="b@example.org", language="en", needs=5, point=HARBOUR, areas=())
    confirmed_subscriber(way="sms", address="+8613812345678")
    confirmed_subscriber(address="c@example.org", areas=("320722",))
    for exercise in (False, True):
        found = queries.reach(reviewed(exercise=exercise))
        assert found.total == 3
        assert found.by_channel == {"email": 2, "sms": 1, "webpush": 0}
        assert found.by_language == {"zh-Hans": 2, "en": 1}
        assert found.by_need == {"hearing": 2, "sight": 0, "mobility": 1}


def test_figures_stay_within_the_jurisdiction(
    person: Callable[..., User], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """An observer of a district sees its figures and no total of the city."""
    confirmed_subscriber(address="a@example.org", areas=("320703", "320706"))
    confirmed_subscriber(way="sms", address="+8613812345678", areas=("320703",))
    district, whole = person("d", observer="320703"), person("w", observer="3207")
    (row,) = queries.figures(district)
    assert (row["jurisdiction"], row["email"], row["sms"], row["total"]) == ("320703", 1, 1, 2)
    assert queries.totals(district) is None
    assert [row["jurisdiction"] for row in queries.figures(whole)] == ["320703", "320706"]
    assert queries.totals(whole) == {"email": 1, "sms": 1, "webpush": 0}
    assert queries.figures(person("n")) == []


def test_a_point_is_told_to_the_district_that_holds_it() -> None:
    """By the cells of the city package; outside the city no district is named."""
    assert audience.district_of(*HARBOUR).startswith("320703")
    assert audience.district_of(*FAR).startswith("320722")
    assert audience.district_of(100.0, 30.0) == ""
    assert audience.district_of(float(the_city().cells.lon[0]), float(the_city().cells.lat[0])) != ""


def test_an_e_mail_can_be_left_with_one_click(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """Its headers are those of RFC 8058; a text message and a browser have none."""
    found = queries.recipient(confirmed_subscriber().pk)
    assert found is not None
    assert found.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = found.headers["List-Unsubscribe"].strip("<>")
    assert link.startswith("https://warn.example.org/subscriptions/unsubscribe/")
    assert link in found.footer
    other = queries.recipient(confirmed_subscriber(way="sms", address="+8613812345678").pk)
    assert other is not None
    assert (other.headers, other.footer) == ({}, "")
