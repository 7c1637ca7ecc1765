"""What a subscriber chooses from: channels, needs, languages and how severe a warning must be."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How a warning reaches a subscriber; the value is the key of the channel that delivers it."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    WEBPUSH = "webpush", _("Message in this browser")


class Need(models.IntegerChoices):
    """What a subscriber may say of themselves; the value is a bit."""

    HEARING = 1, _("I hear badly or not at all")
    SIGHT = 2, _("I see badly or not at all")
    MOBILITY = 4, _("I cannot walk far or need help to leave")


class Threshold(models.IntegerChoices):
    """The least severity that a subscriber wants; the numbers are those of `anlan.alerts.audience`."""

    ALL = 0, _("Every warning")
    MODERATE = 2, _("Yellow and above")
    SEVERE = 3, _("Orange and above")
    EXTREME = 4, _("Red only")


class Language(models.TextChoices):
    """Language of the messages, a BCP-47 tag."""

    CHINESE = "zh-Hans", "中文"
    ENGLISH = "en", "English"


WAY_BITS: Mapping[str, int] = {way.value: 1 << place for place, way in enumerate(Way)}
"""Bit of each way in the index of the audience."""

MOST_AREAS = 10
"""Areas that one subscription may name (assumption): a family's homes, work and schools."""
