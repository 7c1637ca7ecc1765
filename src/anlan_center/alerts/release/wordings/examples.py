"""A template as it would read: its blanks filled by example, and what is found in that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.alerts.texts import EVENTS, Colour
from anlan_center.accounts.models import Area, User
from anlan_center.accounts.scope import holders
from anlan_center.alerts.release.actions.templating import Case, wrong_texts
from anlan_center.alerts.release.engine import zone
from anlan_center.alerts.release.errors import FieldFinding, RefusedError
from anlan_center.alerts.release.message.checking import GRADES, text_findings
from anlan_center.alerts.release.message.wording import KINDS, PARTS, Facts, fill
from anlan_center.alerts.release.models import Alert, Status
from anlan_center.alerts.release.pages.previews import Shown, previews

LASTS = timedelta(hours=12)
"""How long the warning of an example holds (assumption)."""


@dataclass(frozen=True)
class Example:
    """A template as it would read.

    Parameters
    ----------
    texts
        By part, with its blanks filled.
    previews
        What each channel would show.
    findings
        By part, errors first.
    """

    texts: Mapping[str, str]
    previews: tuple[Shown, ...]
    findings: Mapping[str, list[FieldFinding]]

    @property
    def errors(self) -> int:
        """How many errors keep it from being proposed."""
        return sum(one.severity == "error" for rows in self.findings.values() for one in rows)


def facts_for(case: Case, user: User) -> Facts:
    """Return made-up facts of a warning in the area of a case, of whoever warns there.

    Parameters
    ----------
    case
        The case.
    user
        Whose organisation warns where the area has none that sends.

    Raises
    ------
    RefusedError
        If nobody is known who warns.
    """
    area = Area.objects.filter(prefix=case.jurisdiction).first()
    writers = holders("alert.draft", case.jurisdiction).exclude(organisation=None).select_related("organisation")
    own = writers.filter(organisation__jurisdiction=case.jurisdiction).first() or writers.first() or user
    organisation = own.organisation
    if area is None or organisation is None:
        raise RefusedError(_("No organisation is known in this area that warns."))
    begins = timezone.localtime(timezone=zone()).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    with override("en" if case.language.startswith("en") else "zh-hans"):
        detail = _("Measured or expected values stand here.")
    return Facts(
        event_type=case.event_type,
        colour=case.colour or EVENTS[case.event_type].colours[-1],
        organisation=organisation,
        jurisdiction=case.jurisdiction,
        places={"zh-Hans": area.name_zh, "en": area.name_en},
        onset=begins,
        expires=begins + LASTS,
        detail=detail,
    )


def example(case: Case, texts: Mapping[str, str], user: User) -> Example:
    """Fill the blanks of a template by example and look for what could be plainer.

    Parameters
    ----------
    case
        The case.
    texts
        Words with blanks, by part.
    user
        See `facts_for`.

    Raises
    ------
    RefusedError
        See `facts_for`.
    """
    facts = facts_for(case, user)
    issued = timezone.localtime(timezone=zone())
    filled = fill(texts, facts, case.language, issued, kind=KINDS[case.msg_type])
    alert = Alert(
        status=Status.ACTUAL, texts={case.language: filled}, event_type=case.event_type, colour=Colour(facts.colour),
        organisation=facts.organisation, area={"description": facts.places},
    )  # fmt: skip
    rows: dict[str, list[FieldFinding]] = {part: [] for part in PARTS}
    wrong = [*wrong_texts(texts)]
    for one in wrong:
        rows[one.field].append(one)
    for one in text_findings(alert, [case.language]):
        part = one.field.rpartition(".")[2]
        if part in rows and not any(one.code == other.code or other.code == "no-such-blank" for other in rows[part]):
            rows[part].append(one)
    found = {part: sorted(of_part, key=lambda one: GRADES.index(one.severity)) for part, of_part in rows.items()}
    return Example(filled, previews(alert), found)
