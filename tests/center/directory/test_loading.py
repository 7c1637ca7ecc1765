"""Areas and organisations come from the city package, and people of a demonstration from nowhere."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from anlan.city import City
from anlan.errors import PackageError
from anlan_center.accounts.installing import install
from anlan_center.accounts.models import Area, Grant, Organisation, Proposal, User, area_prefix
from anlan_center.accounts.roles import ROLES
from anlan_center.accounts.scope import granted
from anlan_center.audit.models import Record
from anlan_center.directory.loading import load, load_city
from anlan_center.directory.machine import MOST, demo_accounts, first_administrators, make_administrators, operator
from anlan_center.directory.people.actions import change_organisation

FOLDER = Path(__file__).resolve().parents[3] / "cities" / "lianyungang"


@pytest.fixture(scope="module")
def city() -> City:
    """The demo city, read once."""
    return City.load(FOLDER)


def test_the_demo_city_is_loaded_whole(db: None, city: City) -> None:
    """Every area and organisation of the package is there, with its place in the tree."""
    loaded = load(city)
    assert (loaded.areas, loaded.organisations) == (len(city.areas), city.tables["organisations"].height)
    assert Area.objects.count() == loaded.areas
    assert Organisation.objects.count() == loaded.organisations
    harbour = Area.objects.get(code="320703001000")
    assert (harbour.prefix, harbour.parent and harbour.parent.prefix) == ("320703001", "320703")
    for area in Area.objects.exclude(parent=None).select_related("parent"):
        assert area.parent is not None
        assert area.prefix.startswith(area.parent.prefix)
    assert Organisation.objects.get(key="emergency-command").parent == Organisation.objects.get(key="city-government")


def test_a_second_time_changes_nothing(db: None, city: City) -> None:
    """Loading again writes no row and no record."""
    first = load(city)
    assert first.made == first.areas + first.organisations
    second = load(city)
    assert (second.made, second.changed) == (0, 0)
    assert Record.objects.count() == 1


def test_what_changed_in_the_package_changes_and_what_was_entered_by_hand_stays(db: None, city: City) -> None:
    """Names follow the package; senders, closed organisations and added ones are those of the administrators."""
    load(city)
    Area.objects.filter(code="320703").update(name_en="Old name")
    Organisation.objects.filter(key="emergency-command").update(sender="real@city.gov.example", active=False)
    Organisation.objects.create(key="by-hand", name_zh="手工", name_en="By hand", kind="social", jurisdiction="320703")
    again = load(city)
    assert (again.made, again.changed) == (0, 1)
    assert Area.objects.get(code="320703").name_en == "Lianyun District"
    command = Organisation.objects.get(key="emergency-command")
    assert (command.sender, command.active) == ("real@city.gov.example", False)
    assert Organisation.objects.filter(key="by-hand").exists()


def test_senders_are_made_up_for_invented_organisations_alone(db: None, city: City) -> None:
    """An invented sender ends in a name that nobody can own (RFC 2606)."""
    load(city)
    for organisation in Organisation.objects.all():
        assert organisation.sender.endswith(".example") if organisation.synthetic else not organisation.sender


def test_what_an_administrator_changed_outlasts_the_next_start(
    db: None, city: City, confirmed: Callable[[User], User]
) -> None:
    """Every start loads the package; it takes over what is new in the package, and of that alone."""
    load(city)
    admin = User.objects.create_user("admin")
    install(admin, "administrator", area_prefix(city.areas.codes[city.areas.root]), operator="tests")
    one = Organisation.objects.exclude(parent=None)[0]
    change_organisation(confirmed(admin), one, name_en="Renamed", parent=None, jurisdiction=admin.jurisdiction)
    changed = Organisation.objects.values().get(pk=one.pk)
    assert load(city).changed == 0
    assert Organisation.objects.values().get(pk=one.pk) == changed
    told = city.tables["organisations"].with_columns(name_zh=pl.col("name_zh") + "甲")
    newer = replace(city, tables={**city.tables, "organisations": told})
    assert load(newer).changed == len(told)
    assert load(newer).changed == 0
    now = Organisation.objects.get(pk=one.pk)
    assert (now.name_zh, now.name_en, now.parent) == (f"{one.name_zh}甲", "Renamed", None)
    last = Record.objects.filter(action="organisation.change", actor=None, object_id=str(one.pk)).get()
    assert (last.before, last.after) == ({"name_zh": one.name_zh}, {"name_zh": f"{one.name_zh}甲"})


def test_a_package_with_faults_loads_nothing(db: None, tmp_path: Path) -> None:
    """The error names the faults, and the tables stay empty."""
    (tmp_path / "city.toml").write_text("[city]\nid = 'x'\n", encoding="utf-8")
    with pytest.raises(PackageError):
        load_city(tmp_path)
    assert not Area.objects.exists()


def test_a_demonstration_has_one_person_for_each_role_in_the_city_and_two_districts(db: None, city: City) -> None:
    """Each signs in with a password of their own, and has that one role there."""
    load(city)
    accounts = demo_accounts(must_change=False)
    assert len(accounts) == 3 * len(ROLES)
    assert len({account.password for account in accounts}) == len(accounts)
    for account in accounts:
        person = User.objects.get(username=account.username)
        assert person.check_password(account.password)
        assert not person.must_change_password
        assert person.organisation is not None
        assert account.jurisdiction.startswith("3207")
        assert list(person.grants.values_list("role", "jurisdiction")) == [(account.role, account.jurisdiction)]
    approver = User.objects.get(username="approver-3207")
    assert granted(approver, "alert.approve") == ("3207",)
    assert approver.organisation == Organisation.objects.get(key="emergency-command")


def test_demo_accounts_are_made_once(db: None, city: City) -> None:
    """A second time tells no password, and changes none."""
    load(city)
    first = {account.username: account.password for account in demo_accounts(must_change=True)}
    assert all(account.password == "" for account in demo_accounts(must_change=True))
    assert all(User.objects.get(username=name).check_password(password) for name, password in first.items())
    assert not User.objects.filter(must_change_password=False).exists()


def test_two_administrators_are_made_where_nobody_is(db: None, city: City) -> None:
    """With passwords of one use, in the name of the machine's operator, and never a second time."""
    load(city)
    accounts = first_administrators()
    assert len(accounts) == 2
    for account in accounts:
        person = User.objects.get(username=account.username)
        assert person.check_password(account.password)
        assert person.must_change_password
        assert not person.entrusted_by.exists()
        assert [(one.role, one.jurisdiction) for one in person.grants.all()] == [("administrator", "3207")]
    assert set(Proposal.objects.values_list("operator", flat=True)) == {operator()}
    assert not Proposal.objects.exclude(asked_by=None, decided_by=None).exists()
    recorded = Record.objects.filter(action="account.install")
    assert [(row.after or {})["operator"] for row in recorded] == [operator()] * 2
    assert first_administrators() == ()


def test_whoever_runs_the_machine_makes_further_administrators(db: None, city: City) -> None:
    """A city whose administrators have gone is not locked out; names that are taken are passed over."""
    load(city)
    first = {account.username for account in first_administrators()}
    further = {account.username for account in make_administrators(3)}
    assert len(further) == 3
    assert not first & further
    for count in (0, -1, MOST + 1):
        with pytest.raises(ValueError, match="at once"):
            make_administrators(count)
    assert User.objects.count() == 5


def test_loading_a_city_gives_nobody_anything(db: None, city: City) -> None:
    """A package that somebody else wrote opens no account and gives no role."""
    load(city)
    assert not User.objects.exists()
    assert not Grant.objects.exists()
    assert not Proposal.objects.exists()
