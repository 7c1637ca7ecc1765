"""Which event is handled by what, what comes round, and what runs beside the pages: where the slices meet."""

from collections.abc import Callable, Mapping, Sequence
from threading import Event as Stop

from anlan_center.accounts import guarding as of_accounts
from anlan_center.alerts.bulletins import actions as bulletins
from anlan_center.alerts.bulletins.pages import files
from anlan_center.alerts.bulletins.publishing import HubTeller, publish
from anlan_center.alerts.deliveries import freezing as of_deliveries
from anlan_center.alerts.deliveries.actions import fanout, sinks
from anlan_center.alerts.deliveries.carriers import carriers
from anlan_center.alerts.deliveries.deliverer.running import deliver_until
from anlan_center.alerts.deliveries.letters import post, post_mail
from anlan_center.alerts.deliveries.sealing import VAULT as DELIVERIES
from anlan_center.alerts.ingest.actions import expire as expire_others
from anlan_center.alerts.ingest.actions import fetch_until
from anlan_center.alerts.release import actions as release
from anlan_center.alerts.release import freezing as of_warnings
from anlan_center.alerts.subscriptions import actions as subscriptions
from anlan_center.alerts.subscriptions.choices import Way
from anlan_center.alerts.subscriptions.letters.posting import Courier, Post
from anlan_center.alerts.subscriptions.private.sealing import VAULT as SUBSCRIBERS
from anlan_center.audit import triggers as of_the_record
from anlan_center.audit.sealing import seal
from anlan_center.directory.proposals.actions import lapse
from anlan_center.directory.signing_in import secrets as second_factors
from anlan_center.directory.signing_in.clearing import clear as clear_sign_ins
from anlan_center.outbox.clearing import clear
from anlan_center.outbox.handling import Handler, Worker
from anlan_center.outbox.ticking import Tick, tick_until
from anlan_center.outbox.workers import worker_name
from anlan_center.triggers import Trigger

HANDLERS: Mapping[str, tuple[Handler, ...]] = {
    "alert.released": (fanout.fan_out,),
    "alert.expired": (fanout.drop_expired,),
    fanout.SPREAD: (fanout.spread,),
    bulletins.CHANGED: (files.follow,),
}
"""Handlers by topic of the outbox. Each is called at least once, in one transaction with the others of its topic, and
must bear repetition."""

TICKS: Sequence[Tick] = (
    Tick("release and end warnings by the clock", 1.0, release.tick),
    Tick("seal the record", 300.0, seal),
    Tick("clear what is done", 3600.0, clear),
    Tick("write the public pages anew", 60.0, files.refresh),
    Tick("remove and renew subscriptions", 3600.0, subscriptions.tidy),
    Tick("let warnings of others expire", 15.0, expire_others),
    Tick("clear sign-ins that are over", 3600.0, clear_sign_ins),
    Tick("let roles lapse that nobody confirmed", 3600.0, lapse),
)
"""What comes round, and after how many seconds."""

POSTS: Mapping[str, Post] = {Way.EMAIL: post_mail, Way.SMS: post, Way.WEBPUSH: post}
"""How letters to subscribers leave, by way: all but e-mails through the sinks that carry the warnings."""

CARRIERS = carriers
"""Lists the live sinks for subscribers; `ANLAN_CARRIERS` of the settings names it, so that subscriptions can ask."""


def _handle(stop: Stop) -> None:
    Worker(HANDLERS, worker_name()).run(stop)


def _tick(stop: Stop) -> None:
    tick_until(TICKS, stop)


def _deliver(stop: Stop) -> None:
    deliver_until(stop, publish)


def _write_letters(stop: Stop) -> None:
    Courier(POSTS, worker_name()).run(stop)


def _tell_hub(stop: Stop) -> None:
    HubTeller(worker_name()).run(stop)


LOOPS: Mapping[str, Callable[[Stop], None]] = {
    "events": _handle,
    "ticks": _tick,
    "deliveries": _deliver,
    "letters": _write_letters,
    "hub": _tell_hub,
    "warnings of others": fetch_until,
}
"""What a deliverer runs, each in a thread of its own, until it is told to stop."""

SEALED: Mapping[str, Callable[[], int]] = {
    DELIVERIES.purpose: sinks.seal_anew,
    SUBSCRIBERS.purpose: subscriptions.seal_anew,
    second_factors.VAULT.purpose: second_factors.seal_anew,
}
"""What seals anew with the newest key, by purpose of the keys."""


TRIGGERS: tuple[Trigger, ...] = (
    *of_accounts.TRIGGERS,
    *of_the_record.TRIGGERS,
    *of_warnings.TRIGGERS,
    *of_deliveries.TRIGGERS,
)
"""What the database itself refuses; migrations lay it, and the centre says where something of it is missing."""
