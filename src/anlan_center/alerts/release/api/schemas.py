"""What the programming interface takes and gives."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from anlan_center.accounts.models import User
from anlan_center.alerts.release import queries
from anlan_center.alerts.release.actions import Content
from anlan_center.alerts.release.engine import MOST_CELLS
from anlan_center.alerts.release.errors import FieldFinding
from anlan_center.alerts.release.models import Alert, Step

MOST_REVISION = 2**31 - 1
"""The database keeps no higher revision."""


class TextIn(Schema):
    """A text in one language."""

    headline: str = ""
    description: str = ""
    instruction: str = ""
    short: str = Field("", description="All of it in the fewest words, for short messages")


class AreaIn(Schema):
    """Where a warning holds; all that is given is meant together."""

    drawn: dict[str, Any] | None = Field(None, description="GeoJSON: polygons, longitude and latitude in degrees")
    codes: list[str] = Field([], max_length=1000, description="Administrative codes; their areas with all within")
    circles: list[tuple[float, float, float]] = Field([], max_length=100, description="Longitude, latitude, km")
    cells: list[str] = Field([], max_length=MOST_CELLS, description="H3 cells")
    description: dict[str, str] = Field({}, description="The area in words, by language")


class ContentIn(Schema):
    """What a warning says."""

    event_type: str
    colour: str
    severity: str = Field("", description="As CAP has it; follows from the colour where empty")
    urgency: str = "Expected"
    certainty: str = "Likely"
    texts: dict[str, TextIn] = Field({}, max_length=50, description="By tag of the language")
    area: AreaIn
    onset: datetime | None = None
    expires: datetime | None = None
    scope: str = "Public"
    restriction: str = ""
    addresses: str = ""
    source: str = ""
    note: str = ""
    release_at: datetime | None = Field(None, description="Not before; when approved where empty")

    def content(self) -> Content:
        """Return it as actions take it."""
        return Content(**self.dict())


class DraftIn(ContentIn):
    """A new warning."""

    exercise: bool
    status: str = Field("", description="Exercise or Test in an exercise")

    def content(self) -> Content:
        """Return it as actions take it."""
        return Content(**self.dict(exclude={"exercise", "status"}))


class EditIn(ContentIn):
    """What a warning says from now on."""

    revision: int = Field(ge=1, le=MOST_REVISION, description="The revision that you saw")

    def content(self) -> Content:
        """Return it as actions take it."""
        return Content(**self.dict(exclude={"revision"}))


class SeenIn(Schema):
    """A step on what you saw."""

    revision: int = Field(ge=1, le=MOST_REVISION, description="The revision that you saw")


class ReasonIn(SeenIn):
    """A step that needs a reason."""

    reason: str = Field("", max_length=2000)


class LanguagesIn(SeenIn):
    """A step on some languages."""

    languages: list[str] | None = Field(None, description="All where not given")


class EmergencyIn(LanguagesIn):
    """Approval without a review."""

    reason: str = Field("", max_length=2000)


class UpdateIn(Schema):
    """A draft that follows a warning in force."""

    correction: bool = Field(False, description="Corrects what the warning said")


class CancelIn(Schema):
    """A draft that cancels a warning in force."""

    reason: str = Field("", max_length=2000)


class FindingOut(Schema):
    """What is wrong with a field, or could be better."""

    field: str
    severity: str
    code: str
    reason: str
    remedy: str


class ProblemOut(Schema):
    """Why it was refused, in words; nothing was changed."""

    detail: str | list[Any]
    code: str = ""
    findings: list[FindingOut] = Field([])


class SummaryOut(Schema):
    """A warning in a list."""

    id: int
    identifier: str
    state: str
    revision: int
    exercise: bool
    status: str
    msg_type: str
    event_type: str
    colour: str
    severity: str
    jurisdiction: str
    headlines: dict[str, str]
    onset: datetime | None
    expires: datetime | None
    released_at: datetime | None


class AlertOut(SummaryOut):
    """A warning."""

    sender: str
    organisation: str
    scope: str
    restriction: str
    addresses: str
    source: str
    note: str
    urgency: str
    certainty: str
    texts: dict[str, TextIn]
    languages: list[str]
    area: dict[str, Any]
    release_at: datetime | None
    sent: datetime | None
    correction: bool
    short_path: bool
    previous: int | None
    root: int | None
    author: str
    reviewer: str | None
    approver: str | None
    created: datetime
    approved_at: datetime | None
    approved_languages: list[str]
    actions: list[str] = Field(description="What you could do now")


class PageOut(Schema):
    """Part of a list."""

    count: int
    items: list[SummaryOut]


class StepOut(Schema):
    """A step that a warning took."""

    action: str
    state: str
    revision: int
    user: str | None
    at: datetime
    reason: str


class DurationsOut(Schema):
    """Seconds from the draft to a step."""

    step: str
    count: int
    median_s: float
    ninth_decile_s: float
    longest_s: float


class ProposalIn(Schema):
    """What a text is to be proposed for."""

    event_type: str
    colour: Literal["red", "orange", "yellow", "blue"]
    language: str = Field(max_length=35)
    area: AreaIn
    onset: datetime | None = None
    expires: datetime | None = None
    detail: str = Field("", max_length=5000)


def summary(alert: Alert) -> dict[str, Any]:
    """Return a warning as lists show it."""
    names = [name for name in SummaryOut.model_fields if name != "headlines"]
    headlines = {language: text["headline"] for language, text in alert.texts.items()}
    return {**{name: getattr(alert, name) for name in names}, "headlines": headlines}


def whole(user: User, alert: Alert) -> dict[str, Any]:
    """Return all of a warning, and what a person could do with it."""
    special = {"organisation", "previous", "root", "author", "reviewer", "approver", "actions", "approved_languages"}
    plain = {name for name in AlertOut.model_fields if name not in SummaryOut.model_fields} - special
    approvals = alert.language_approvals.filter(revision=alert.revision).values_list("language", flat=True)
    return {
        **summary(alert),
        **{name: getattr(alert, name) for name in plain},
        "organisation": alert.organisation.key,
        "previous": alert.previous_id,
        "root": alert.root_id,
        "author": str(alert.author),
        "reviewer": str(alert.reviewer) if alert.reviewer else None,
        "approver": str(alert.approver) if alert.approver else None,
        "approved_languages": sorted(approvals),
        "actions": sorted(queries.actions_open_to(user, alert)),
    }


def step_out(step: Step) -> dict[str, Any]:
    """Return a step."""
    who = str(step.user) if step.user else None
    return {"action": step.action, "state": step.state, "revision": step.revision, "user": who, "at": step.at,
            "reason": step.reason}  # fmt: skip


def finding_out(finding: FieldFinding) -> dict[str, str]:
    """Return a finding."""
    return asdict(finding)
