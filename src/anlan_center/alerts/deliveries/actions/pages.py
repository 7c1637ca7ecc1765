"""The centre's own pages and feeds, which every installation has from its first day."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from anlan_center.accounts.models import Area, Organisation
from anlan_center.alerts.deliveries.actions.sinks import described
from anlan_center.alerts.deliveries.channels.mailfolder import MailFolder
from anlan_center.alerts.deliveries.channels.publication import PUBLICATIONS, Publication
from anlan_center.alerts.deliveries.models import Sink
from anlan_center.audit.recording import record


def own_pages() -> int:
    """Set up a sink for each public page and feed, one for real warnings and one for exercises; says how many are new.

    Those that are there stay as they are, also where somebody has taken them out of use.
    """
    city, owner = _city_and_owner()
    if owner is None:
        return 0
    made = 0
    with transaction.atomic():
        for channel in PUBLICATIONS:
            for exercise in (False, True):
                key = f"{channel.kind}-exercise" if exercise else channel.kind
                name_zh, name_en = (_name(channel, exercise, language) for language in ("zh-hans", "en"))
                row, fresh = Sink.objects.get_or_create(
                    key=key,
                    defaults={
                        "channel": channel.kind, "organisation": owner, "jurisdiction": city.prefix,
                        "exercise": exercise, "name_zh": name_zh, "name_en": name_en,
                    },
                )  # fmt: skip
                if fresh:
                    record(None, "sink.make", row, exercise=exercise, after=described(row))
                    made += 1
    return made


def demonstrated_mail() -> bool:
    """Set up the sink by which subscribers of a demonstration get their letters, as files; says whether it is new."""
    city, owner = _city_and_owner()
    if owner is None:
        return False
    names = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            names[language] = str(MailFolder.label)
    with transaction.atomic():
        row, fresh = Sink.objects.get_or_create(
            key=MailFolder.kind,
            defaults={
                "channel": MailFolder.kind, "organisation": owner, "jurisdiction": city.prefix, "exercise": False,
                "subscribers": True, "settings": {"sender": settings.DEFAULT_FROM_EMAIL},
                "name_zh": names["zh-hans"], "name_en": names["en"],
            },
        )  # fmt: skip
        if fresh:
            record(None, "sink.make", row, exercise=False, after=described(row))
    return fresh


def _city_and_owner() -> tuple[Area, Organisation | None]:
    city = Area.objects.get(parent=None)
    return city, Organisation.objects.filter(jurisdiction=city.prefix, parent=None).order_by("pk").first()


def _name(channel: Publication, exercise: bool, language: str) -> str:
    with translation.override(language):
        return gettext("%(page)s for exercises") % {"page": channel.label} if exercise else str(channel.label)
