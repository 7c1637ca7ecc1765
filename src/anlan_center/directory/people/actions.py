"""Changes of organisations and people; each demands the permission, writes the rows and the record at once.

An administrator changes what lies within the own areas, and never the own account: what one person needs, another
gives.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import Area, Organisation, User
from anlan_center.accounts.scope import demand
from anlan_center.audit.recording import record
from anlan_center.directory.administering import MANAGE, demand_over
from anlan_center.directory.proposals.actions import suspend
from anlan_center.directory.signing_in.counting import forget_wrong_passwords

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What passwords of one use are made of: nothing that is read for something else."""
OF_PERSON = ("username", "display_name", "email", "language", "is_active", "organisation_id")
OF_ORGANISATION = ("key", "name_zh", "name_en", "kind", "parent_id", "jurisdiction", "sender", "active")
MAY_CHANGE = frozenset({"display_name", "email", "language", "organisation"})


def one_time_password() -> str:
    """Make a password of sixteen letters and digits, about 79 bits, that can be read out on the telephone."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))


def facts(row: User | Organisation) -> dict[str, Any]:
    """Return what the record keeps of a row; never a password."""
    names = OF_ORGANISATION if isinstance(row, Organisation) else OF_PERSON
    return {name: getattr(row, name) for name in names}


def add_person(actor: User, *, username: str, organisation: Organisation, **more: str) -> tuple[User, str]:
    """Open an account; returns it with a password that is shown once and has to be changed at the first sign-in.

    Parameters
    ----------
    actor
        Who acts; manages accounts where the organisation is responsible.
    username
        Name to sign in with; nobody has it yet, in capitals or not.
    organisation
        Where the person works.
    more
        `display_name`, `email`, `language`.

    Raises
    ------
    PermissionDenied
        Which says what is missing.
    ValidationError
        If the name is taken or a value cannot be.
    """
    demand(actor, MANAGE, organisation.jurisdiction)
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": _("Someone has this name already. Choose another one.")})
    password = one_time_password()
    person = User(username=username, organisation=organisation, must_change_password=True, **more)
    person.set_password(password)
    person.full_clean()
    with transaction.atomic():
        person.save()
        person.entrusted_by.add(actor)
        record(actor, "account.open", person, after=facts(person), exercise=False)
    return person, password


def change_person(actor: User, person: User, **values: Any) -> User:
    """Change what is known of a person.

    Another address for forgotten passwords suspends the strong roles, and so does leaving an organisation that is out
    of service: they were not in force there.

    Parameters
    ----------
    actor
        Who acts; manages accounts where the person works, and where the person is to work.
    person
        Whose account it is.
    values
        `display_name`, `email`, `language`, `organisation`.

    Raises
    ------
    PermissionDenied
        Which says what is missing.
    ValidationError
        If a value cannot be.
    """
    _only(values, MAY_CHANGE)
    demand_over(actor, person)
    before, idle = facts(person), _idle(person)
    for name, value in values.items():
        setattr(person, name, value)
    demand(actor, MANAGE, person.jurisdiction)
    person.full_clean()
    readdressed = person.email != before["email"]
    action = "account.readdress" if readdressed else "account.change"
    with transaction.atomic():
        lost = suspend(actor, person) if readdressed or (idle and not _idle(person)) else {}
        if readdressed:
            person.entrusted_by.add(actor)
        person.save(update_fields=list(values))
        record(actor, action, person, before={**before, **lost}, after=facts(person), exercise=False)
    return person


def _idle(person: User) -> bool:
    """Say whether a person's organisation is out of service, so that no role is in force."""
    return person.organisation is not None and not person.organisation.active


def set_active(actor: User, person: User, active: bool) -> None:
    """Close or open again an account; closing ends every sign-in and every token, opening suspends the strong roles.

    Parameters
    ----------
    actor, person
        See `demand_over`.
    active
        Whether it is open.
    """
    demand_over(actor, person)
    before = facts(person)
    with transaction.atomic():
        person.is_active = active
        person.save(update_fields=["is_active"])
        lost = {}
        if active:
            lost = suspend(actor, person)
        else:
            end_sign_ins(person)
        record(
            actor,
            "account.reopen" if active else "account.close",
            person,
            before={**before, **lost},
            after=facts(person),
            exercise=False,
        )


def reset_password(actor: User, person: User) -> str:
    """Give a person a new password of one use; sign-ins and tokens end, strong roles wait for another administrator.

    Parameters
    ----------
    actor, person
        See `demand_over`.
    """
    demand_over(actor, person)
    password = one_time_password()
    with transaction.atomic():
        lost = _take_in_hand(actor, person)
        person.set_password(password)
        person.must_change_password = True
        person.save(update_fields=["password", "must_change_password"])
        forget_wrong_passwords(person)
        record(actor, "account.reset_password", person, before=lost, exercise=False)
    return password


def reset_second_factor(actor: User, person: User) -> None:
    """Take away a second factor that was lost; sign-ins and tokens end, strong roles wait for another administrator.

    Parameters
    ----------
    actor, person
        See `demand_over`.
    """
    demand_over(actor, person)
    with transaction.atomic():
        lost = _take_in_hand(actor, person)
        Authenticator.objects.filter(user_id=person.pk).delete()
        record(actor, "account.reset_second_factor", person, before=lost, after={"grants": []}, exercise=False)


def _take_in_hand(actor: User, person: User) -> dict[str, Any]:
    """End what the account could do by itself, and note whose hand it went through; returns what was lost.

    Whoever could reset both password and second factor could act in a person's name. The roles that matter are
    therefore gone, and come back only by an administrator who did neither.
    """
    lost = suspend(actor, person)
    person.entrusted_by.add(actor)
    end_sign_ins(person)
    return lost


def end_sign_ins(person: User) -> None:
    """End every sign-in and every token of a person; within a transaction."""
    User.objects.filter(pk=person.pk).update(sign_ins=F("sign_ins") + 1)  # the row given here may be an old copy
    person.refresh_from_db(fields=["sign_ins"])
    person.tokens.filter(withdrawn=None).update(withdrawn=timezone.now())


def add_organisation(actor: User, **values: Any) -> Organisation:
    """Enter an organisation.

    Parameters
    ----------
    actor
        Who acts; manages accounts in its area.
    values
        Fields of `Organisation`.

    Raises
    ------
    PermissionDenied, ValidationError
        See `change_organisation`.
    """
    organisation = Organisation(**values)
    demand(actor, MANAGE, organisation.jurisdiction)
    _check_organisation(organisation)
    with transaction.atomic():
        organisation.save()
        record(actor, "organisation.add", organisation, after=facts(organisation), exercise=False)
    return organisation


def change_organisation(actor: User, organisation: Organisation, **values: Any) -> Organisation:
    """Change an organisation; one that comes into service again brings its people no strong role back.

    Parameters
    ----------
    actor
        Who acts; manages accounts in its area, and in the one that it gets.
    organisation
        Which.
    values
        Fields of `Organisation`, its key excepted.

    Raises
    ------
    PermissionDenied
        Which says what is missing.
    ValidationError
        If a value cannot be, or organisations would report to each other in a circle.
    """
    _only(values, frozenset(OF_ORGANISATION) - {"key", "parent_id"} | {"parent"})
    demand(actor, MANAGE, organisation.jurisdiction)
    before = facts(organisation)
    for name, value in values.items():
        setattr(organisation, name, value)
    demand(actor, MANAGE, organisation.jurisdiction)
    if not organisation.active and actor.organisation_id == organisation.pk:
        raise PermissionDenied(_("Nobody closes the own organisation. Ask another administrator."))
    _check_organisation(organisation)
    with transaction.atomic():
        if organisation.active and not before["active"]:
            for person in organisation.people.all():
                suspend(actor, person)
        organisation.save()
        record(actor, "organisation.change", organisation, before=before, after=facts(organisation), exercise=False)
    return organisation


def _check_organisation(organisation: Organisation) -> None:
    """Refuse values that cannot be."""
    organisation.full_clean()
    if not Area.objects.filter(prefix=organisation.jurisdiction).exists():
        raise ValidationError({"jurisdiction": _("There is no such area. Choose one of the list.")})
    above, passed = organisation.parent, {organisation.pk} if organisation.pk is not None else set()
    while above is not None:
        if above.pk in passed:  # the own one, or a circle that two changes at the same moment made further up
            raise ValidationError({"parent": _("Organisations would report to each other in a circle.")})
        passed.add(above.pk)
        above = above.parent


def _only(values: Mapping[str, Any], names: frozenset[str]) -> None:
    """Refuse values that this action does not change."""
    unknown = sorted(set(values) - names)
    if unknown:
        raise TypeError(f"{', '.join(unknown)} cannot be changed here; only {', '.join(sorted(names))}")
