"""Donations: lists from gaps, offers in whole or in part, letters, and as little personal data as can be."""

from pathlib import Path

import pytest

from anlan.city import City
from anlan.errors import ImportDataError
from anlan.language import translator
from anlan.supplies.dispatch import plan_dispatch
from anlan.supplies.donations import (
    DonationLists,
    Offer,
    donation_lists,
    forget,
    letter_of,
    lots_from,
    match_offers,
    read_offers,
)
from tests.supplies.dispatch.roadtown import ask, road_town


@pytest.fixture(scope="module")
def city(cities: Path) -> City:
    """Three roads."""
    return road_town(cities)


@pytest.fixture(scope="module")
def lists(city: City) -> DonationLists:
    """60 tents are asked for and 30 exist; 100 L of water of 1050."""
    asked = [ask(city, "school", "tent", 60.0, by=8.0), ask(city, "pump", "water", 100.0)]
    return donation_lists(city, plan_dispatch(city, asked, 6.0))


def test_lists_come_from_the_gaps(lists: DonationLists) -> None:
    """30 tents for Upper Town are wanted, water is not: 950 L are left."""
    tent = lists.wanted[0]
    assert (tent.item, tent.quantity, dict(tent.districts), tent.needed_by_h) == ("tent", 30.0, {"T2": 30.0}, 8.0)
    assert [(one.item, one.spare) for one in lists.not_wanted] == [("water", pytest.approx(950.0))]
    said = [str(one) for one in lists.sentences({"tent": "Tent", "water": "Drinking water"})]
    assert said[0] == "Wanted: 30 piece Tent, by hour 8."
    assert said[1] == "Not wanted: Drinking water; there is enough."


def test_offers_are_taken_until_nothing_is_missing(city: City, lists: DonationLists) -> None:
    """The first comes first: 20 whole, 10 of 25, none of the third; what is not wanted or late is refused."""
    offers = [
        Offer("1", "tent", 25.0, "pump", 9.0), Offer("2", "tent", 20.0, "pump", 7.0, "Firm"),
        Offer("3", "tent", 5.0, "pump", 10.0), Offer("4", "water", 5.0, "pump", 7.0),
        Offer("5", "used-clothes", 5.0, "pump", 7.0), Offer("6", "bed", 1.0, "pump", 7.0),
    ]  # fmt: skip
    found = match_offers(city, lists, offers)
    assert [(one.taken, one.reason) for one in found] == [
        (10.0, "part"), (20.0, "taken"), (0.0, "enough"), (0.0, "enough"), (0.0, "never"), (0.0, "unasked"),
    ]  # fmt: skip
    late = match_offers(
        city, lists, [Offer("7", "tent", 5.0, "pump", 99.0), Offer("8", "tent", 5.0, "pump", 7.0, "", 1.0)]
    )
    assert [one.reason for one in late] == ["late", "short_lived"]
    assert [(lot.kind, lot.quantity) for lot in lots_from(found)] == [("donation", 10.0), ("donation", 20.0)]
    assert {one.offer.donor for one in forget(found)} == {""}


def test_letters_are_polite_in_both_languages(city: City, lists: DonationLists) -> None:
    """Thanks first, the reason, what to do instead; nothing is left in English in the Chinese letter."""
    part, refused = match_offers(
        city, lists, [Offer("1", "tent", 45.0, "pump", 7.0), Offer("2", "water", 5.0, "pump", 7.0)]
    )
    english = " ".join(str(one) for one in letter_of(part, "tents", "pieces"))
    assert english.startswith(
        "Thank you for offering 45 pieces of tents (offer 1). We can use 30 pieces: we gladly take a part"
    )
    chinese = "".join(one.render(translator("zh-Hans")) for one in letter_of(refused, "饮用水", "升"))
    assert chinese.startswith("感谢您")
    assert not any("a" <= letter <= "z" for letter in chinese)


def test_personal_data_are_refused_and_bad_offers_named(city: City) -> None:
    """A column of telephone numbers stops the file; wrong names and numbers are told by line."""
    with pytest.raises(ImportDataError, match="column 'phone' holds personal data"):
        read_offers(city, "id,item,quantity,place,available_h,phone\n1,tent,2,pump,3,555\n", "o.csv")
    with pytest.raises(ImportDataError) as caught:
        read_offers(city, "id,item,quantity,place,available_h\n1,tnt,0,moon,x\n1,tent,2,pump,3\n", "o.csv")
    assert [(one.line, one.code) for one in caught.value.problems] == [
        (2, "unknown-item"), (2, "unknown-place"), (2, "bad-number"), (2, "bad-number"), (3, "duplicate"),
    ]  # fmt: skip
    found = read_offers(city, "id,item,quantity,place,available_h,good_for_h\n1,tent,2,pump,3,\n", "o.csv")
    assert found == (Offer("1", "tent", 2.0, "pump", 3.0),)
