"""Which live sinks carry warnings to subscribers: what subscriptions may offer, and where their letters leave."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.conf import settings

from anlan_center.alerts.deliveries.channels import BY_KIND, Channel
from anlan_center.alerts.deliveries.channels.destinations import Policy
from anlan_center.alerts.deliveries.channels.protocol import Configuration
from anlan_center.alerts.deliveries.channels.webpush import public_key, services_of
from anlan_center.alerts.deliveries.models import Sink
from anlan_center.alerts.deliveries.sealing import VAULT
from anlan_center.alerts.subscriptions.ways import Carrier
from anlan_center.vault.sealing import SealError

_SERVING: Final = frozenset(channel.kind for channel in BY_KIND.values() if channel.way)


def policy_of_installation() -> Policy:
    """Return where connections may go, as the installation says."""
    here = settings.ANLAN_INSTALLATION
    return Policy(tuple(getattr(settings, "ANLAN_INNER_HOSTS", ())), machine_only=here.demo)


def configured(sink: Sink, policy: Policy) -> Configuration:
    """Return a sink as its channel sees it.

    Parameters
    ----------
    sink
        The sink.
    policy
        Where connections may go.

    Raises
    ------
    SealError
        If its secrets cannot be opened.
    """
    return Configuration(sink.key, {**sink.settings, **VAULT.unseal_all(sink.secrets)}, policy)


def serving(way: str = "", policy: Policy | None = None) -> Iterator[tuple[Sink, Channel, Configuration]]:
    """List the live sinks in use that carry to subscribers and whose settings hold, by key.

    Parameters
    ----------
    way
        Only of this way; empty for all.
    policy
        Where connections may go; None for what the installation says.
    """
    allowed = policy if policy is not None else policy_of_installation()
    rows = Sink.objects.filter(active=True, exercise=False, subscribers=True, channel__in=_SERVING)
    for sink in rows:
        channel = BY_KIND[sink.channel]
        if way and channel.way != way:
            continue
        try:
            configuration = configured(sink, allowed)
        except SealError:
            continue  # the deliverer says so in its log, and carries nothing through it
        if not channel.problems(configuration):
            yield sink, channel, configuration


def carriers() -> Sequence[Carrier]:
    """Return what carries warnings to subscribers now, as subscriptions ask."""
    return [_carrier(*one) for one in serving()]


def _carrier(sink: Sink, channel: Channel, configuration: Configuration) -> Carrier:
    if channel.way != "webpush":
        return Carrier(channel.way, sink.jurisdiction)
    key = public_key(configuration.text("private_key"))
    return Carrier(channel.way, sink.jurisdiction, key, services_of(configuration))
