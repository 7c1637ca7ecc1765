"""The centre's own pages and feeds, which every installation has from its first day."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from anlan_center.accounts.models import Area, Organisation
from anlan_center.alerts.deliveries.actions.sinks import described
from anlan_center.alerts.deliveries.channels.publication import PUBLICATIONS, Publication
from anlan_center.alerts.deliveries.models import Sink
from anlan_center.audit.recording import record


def own_pages() -> int:
    """Set up a sink for each public page and feed, one for real warnings and one for exercises; says how many are new.

    Those that are there stay as they are, also where somebody has taken them out of use.
    """
    city = Area.objects.get(parent=None)
    owner = Organisation.objects.filter(jurisdiction=city.prefix, parent=None).order_by("pk").first()
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


def _name(channel: Publication, exercise: bool, language: str) -> str:
    with translation.override(language):
        return gettext("%(page)s for exercises") % {"page": channel.label} if exercise else str(channel.label)
