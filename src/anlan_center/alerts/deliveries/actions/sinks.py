"""Set sinks up and change them, and their fixed recipients. Every change needs ``channel.manage``."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from yarl import URL

from anlan_center.accounts.models import Organisation, User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.deliveries.channels import BY_KIND
from anlan_center.alerts.deliveries.channels.destinations import Policy
from anlan_center.alerts.deliveries.channels.protocol import Channel, Configuration
from anlan_center.alerts.deliveries.models import Recipient, Sink
from anlan_center.alerts.deliveries.sealing import VAULT
from anlan_center.audit.recording import record

UNTYPED = frozenset({"id", "organisation", "settings", "secrets", "last_error"})
"""Fields that no person types in, or that are checked elsewhere."""

PLACES = ("url", "host", "port", "security", "authority", "centres")
"""Settings that say to whom secrets are shown. Who changes one has to know the secrets: they were entrusted to another
place, and whoever may change channels could read them there otherwise."""


@dataclass(frozen=True)
class Wanted:
    """How a sink is to be.

    Parameters
    ----------
    name_zh, name_en
        Its names.
    jurisdiction
        Prefix of the area that it serves.
    settings
        Settings by name, secrets among them; a secret that is left out or empty stays as it is.
    active, exercise, public, subscribers
        See `Sink`.
    """

    name_zh: str
    name_en: str
    jurisdiction: str
    settings: Mapping[str, object]
    active: bool = True
    exercise: bool = True
    public: bool = True
    subscribers: bool = False


def new_sink(user: User, key: str, channel: str, organisation: Organisation, wanted: Wanted, *, policy: Policy) -> Sink:
    """Set a sink up.

    Parameters
    ----------
    user
        Who does it; needs ``channel.manage``.
    key
        Its short name, which stays.
    channel
        Kind of channel, which stays.
    organisation
        Whose it is.
    wanted
        How it is to be.
    policy
        Where connections may go.

    Raises
    ------
    PermissionDenied
        Without the permission.
    ValidationError
        With everything that is wrong.
    """
    demand(user, "channel.manage", wanted.jurisdiction)
    if channel not in BY_KIND:
        raise ValidationError(_("There is no channel of the kind '%(kind)s'.") % {"kind": channel})
    taken = ValidationError({"key": _("There is a sink of this name already; choose another.")})
    if Sink.objects.filter(key=key).exists():
        raise taken
    row = Sink(key=key, channel=channel, organisation=organisation)
    try:
        with transaction.atomic():
            _apply(row, wanted, policy)
            row.clean_fields(exclude=[field.name for field in row._meta.fields if field.null or field.name in UNTYPED])
            row.save()
            record(user, "sink.make", row, exercise=row.exercise, after=described(row))
    except IntegrityError as fault:  # somebody else has just set it up
        raise taken from fault
    return row


def change_sink(user: User, sink: Sink, wanted: Wanted, *, revision: int, policy: Policy) -> Sink:
    """Change a sink; what it sends goes on with the new settings within seconds.

    Parameters
    ----------
    user, wanted, policy
        See `new_sink`.
    sink
        The sink.
    revision
        Revision that the person saw.

    Raises
    ------
    PermissionDenied
        Without the permission, here or where it is to serve.
    ValidationError
        With everything that is wrong, or if somebody else has changed it meanwhile.
    """
    demand(user, "channel.manage", sink.jurisdiction)
    demand(user, "channel.manage", wanted.jurisdiction)
    with transaction.atomic():
        row = Sink.objects.select_for_update().get(pk=sink.pk)
        if row.revision != revision:
            raise ValidationError(_("Somebody else has changed this sink since you opened it; open it again."))
        if row.exercise != wanted.exercise and row.deliveries.exists():
            raise ValidationError(
                {"exercise": _("This sink was used; set up another one instead of turning exercises into real ones.")}
            )
        before = described(row)
        _apply(row, wanted, policy)
        row.revision += 1
        row.open_until = None
        row.save()
        record(user, "sink.change", row, exercise=row.exercise, before=before, after=described(row))
    return row


def _apply(row: Sink, wanted: Wanted, policy: Policy) -> None:
    channel = BY_KIND[row.channel]
    secret = {setting.name for setting in channel.settings if setting.secret}
    known = VAULT.unseal_all(row.secrets)
    fresh = {name: value for name, value in wanted.settings.items() if name in secret and value not in (None, "")}
    plain = {name: value for name, value in wanted.settings.items() if name not in secret and value not in (None, "")}
    secrets = {**known, **fresh}
    if _place(row.settings | known) != _place(plain | secrets) and known.keys() - fresh.keys():
        labels = [str(setting.label) for setting in channel.settings if setting.name in known.keys() - fresh.keys()]
        raise ValidationError(
            _("It would send to another place; enter what is secret anew: %(names)s.") % {"names": ", ".join(labels)}
        )
    _check(channel, Configuration(row.key, {**plain, **secrets}, policy))
    if wanted.subscribers and not channel.way:
        raise ValidationError({"subscribers": _("Nobody can subscribe to this kind of channel.")})
    row.name_zh, row.name_en, row.jurisdiction = wanted.name_zh, wanted.name_en, wanted.jurisdiction
    row.active, row.exercise, row.public = wanted.active, wanted.exercise, wanted.public
    row.subscribers, row.settings, row.secrets = wanted.subscribers, plain, VAULT.seal_all(secrets)


def _place(settings: Mapping[str, object]) -> list[object]:
    """Return where settings send to; of an address of the web, the server alone."""
    found = [str(settings.get(name) or "") for name in PLACES]
    try:
        return [str(URL(found[0]).origin()), *found[1:]]
    except ValueError:  # none, or none that is taken
        return list(found)


def _check(channel: Channel, configuration: Configuration) -> None:
    problems = channel.problems(configuration)
    if problems:
        raise ValidationError([str(problem) for problem in problems])


def described(row: Sink) -> dict[str, object]:
    """Return a sink as the record keeps it: no secret, not even encrypted, but which there are."""
    return {
        "key": row.key, "channel": row.channel, "jurisdiction": row.jurisdiction, "active": row.active,
        "exercise": row.exercise, "public": row.public, "subscribers": row.subscribers,
        "settings": row.settings, "secrets": sorted(VAULT.unseal_all(row.secrets)), "revision": row.revision,
    }  # fmt: skip


def set_recipient(
    user: User,
    sink: Sink,
    name: str,
    *,
    address: str,
    group: str,
    language: str,
    jurisdiction: str,
    active: bool = True,
) -> Recipient:
    """Add a fixed recipient, or change the one of this name.

    Parameters
    ----------
    user
        Who does it; needs ``channel.manage`` where the sink serves.
    sink, name, address, group, language, jurisdiction, active
        See `Recipient`; an empty address leaves the one that is known.

    Raises
    ------
    PermissionDenied
        Without the permission.
    ValidationError
        If a new one has no address or no name, or what is written is no single line.
    """
    demand(user, "channel.manage", sink.jurisdiction)
    with transaction.atomic():
        Sink.objects.select_for_update().get(pk=sink.pk)  # of two who add the same one the second changes it
        row = Recipient.objects.filter(sink=sink, name=name).first() or Recipient(sink=sink, name=name)
        made = row.pk is None
        if not name or (made and not address):
            raise ValidationError(_("A recipient needs a name and an address."))
        if not (address + name + group).isprintable():
            raise ValidationError(_("A recipient holds characters that cannot be printed; write it in one line."))
        if address:
            row.address = VAULT.seal(address)
        row.group, row.language, row.jurisdiction, row.active = group, language, jurisdiction, active
        row.save()
        told = {"sink": sink.key, "name": name, "group": group, "language": language, "active": active}
        record(user, "recipient.make" if made else "recipient.change", row, exercise=sink.exercise, after=told)
    return row


def remove_recipient(user: User, recipient: Recipient) -> None:
    """Remove a fixed recipient and its address; what was delivered stays on record.

    Parameters
    ----------
    user
        Who does it; needs ``channel.manage`` where the sink serves.
    recipient
        The recipient.

    Raises
    ------
    PermissionDenied
        Without the permission.
    """
    demand(user, "channel.manage", recipient.sink.jurisdiction)
    with transaction.atomic():
        told = {"sink": recipient.sink.key, "name": recipient.name}
        record(user, "recipient.remove", recipient, exercise=recipient.sink.exercise, before=told)
        recipient.delete()


def seal_anew() -> int:
    """Seal with the newest key what an older one has sealed; returns how many rows that were."""
    count = 0
    with transaction.atomic():
        for sink in Sink.objects.select_for_update():
            if not VAULT.is_current(sink.secrets):
                sink.secrets = VAULT.renewed(sink.secrets)
                sink.save(update_fields=["secrets"])
                count += 1
        for one in Recipient.objects.select_for_update():
            if not VAULT.is_current(one.address):
                one.address = VAULT.renewed(one.address)
                one.save(update_fields=["address"])
                count += 1
    return count
