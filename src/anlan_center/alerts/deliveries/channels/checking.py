"""What is wrong with a sink's settings, all of it at once."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from anlan_center.alerts.deliveries.channels.destinations import DestinationError, check_url
from anlan_center.alerts.deliveries.channels.protocol import TUNING, Configuration, Setting


def setting_problems(settings: Sequence[Setting], configuration: Configuration) -> list[str]:
    """List settings that are missing, unknown, no number, no choice, or addresses that may not be reached.

    Parameters
    ----------
    settings
        What the channel asks for.
    configuration
        What the sink has.
    """
    every = (*settings, *TUNING)
    known = {setting.name: setting for setting in every}
    found = [
        _("there is no setting '%(name)s'; remove it") % {"name": name}
        for name in configuration.settings
        if name not in known
    ]
    for setting in every:
        value = configuration.text(setting.name)
        if not value:
            if setting.required:
                found.append(_("'%(name)s' is missing; fill it in") % {"name": setting.label})
        else:
            found += _value_problems(setting, value, configuration)
    return found


def _value_problems(setting: Setting, value: str, configuration: Configuration) -> list[str]:
    named = {"name": setting.label, "value": value}
    if len(value) < setting.shortest:
        told = _("'%(name)s' has %(count)d characters and can be guessed; take at least %(least)d")
        return [told % {**named, "count": len(value), "least": setting.shortest}]
    if setting.longest and len(value) > setting.longest:
        told = _("'%(name)s' has %(count)d characters; %(most)d are the most that it may have")
        return [told % {**named, "count": len(value), "most": setting.longest}]
    if setting.kind == "number":
        return _number_problems(setting, value, named)
    if setting.kind == "choice" and value not in setting.choices:
        return [
            _("'%(name)s' is '%(value)s'; choose one of: %(known)s") % {**named, "known": ", ".join(setting.choices)}
        ]
    if setting.kind == "url":
        try:
            check_url(value, configuration.policy)
        except DestinationError as fault:
            return [f"{setting.label}: {fault.words}"]
    return []


def _number_problems(setting: Setting, value: str, named: Mapping[str, object]) -> list[str]:
    try:
        number = float(value)
    except ValueError:
        return [_("'%(name)s' is '%(value)s', which is no number") % named]
    if setting.least <= number <= setting.most:
        return []
    told = _("'%(name)s' is %(value)s; it lies between %(least)g and %(most)g")
    return [told % {**named, "least": setting.least, "most": setting.most}]
