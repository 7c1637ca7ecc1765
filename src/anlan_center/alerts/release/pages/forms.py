"""The form of the composer: what a person writes into a warning, field by field."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anlan.alerts.texts import EVENTS, LANGUAGES, sentences
from anlan.alerts.texts import Colour as LevelColour
from anlan_center.accounts.models import User
from anlan_center.accounts.scope import areas_within
from anlan_center.alerts.release.actions.content import Content, is_tag
from anlan_center.alerts.release.engine import MOST_CELLS, MOST_NAMED, make_area, uploaded_area
from anlan_center.alerts.release.errors import RefusedError
from anlan_center.alerts.release.message.lasting import YEARS, usual_end
from anlan_center.alerts.release.message.wording import MOST_CHARACTERS, PARTS
from anlan_center.alerts.release.models import Certainty, Colour, Scope, Severity, Status, Urgency
from anlan_center.alerts.release.pages import shapes

MOST_BYTES = 10 * 2**20
"""Bytes that an uploaded file of areas may have."""

MOST_LANGUAGES = 48
"""Languages beside the engine's that a form has; with these as many as a program may write."""

LABELS = {
    "headline": gettext_lazy("Headline"),
    "description": gettext_lazy("What happens"),
    "instruction": gettext_lazy("What to do, a line for each action"),
    "short": gettext_lazy("Short form"),
}
OWN_NAMES = {"zh-Hans": "中文", "en": "English"}
"""Languages in their own words."""

ROWS = {"headline": 2, "description": 6, "instruction": 7, "short": 3}
"""Lines of the fields of a text."""


def spoken_language() -> str:
    """Return the language of the engine's sentences that the reader reads."""
    return "zh-Hans" if (get_language() or "").startswith("zh") else "en"


def event_names() -> list[tuple[str, str]]:
    """List the kinds of events with their names in the reader's language."""
    language = spoken_language()
    return [(code, sentences(code, language).name.capitalize()) for code in EVENTS]


MOMENT = "%Y-%m-%dT%H:%M"
"""How a field writes a time."""


def _in_reach(time: datetime) -> None:
    """Refuse a year that was mistyped, beside its field; beyond the calendar no sum of times ends well."""
    if time.year not in YEARS:
        raise forms.ValidationError(f"{_('The time lies too far away.')} {_('Correct the year.')}")


def _moment(**options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(widget=widget, required=False, validators=[_in_reach], **options)


def _languages_in(values: Mapping[str, Any]) -> tuple[str, ...]:
    """List the languages of a form: the engine's, and others in which something was written elsewhere."""
    names = (name.split(".") for name in values if name.startswith(("texts.", "place.")))
    found = {parts[1] for parts in names if len(parts) > 1 and is_tag(parts[1])}
    return (*LANGUAGES, *sorted(found - set(LANGUAGES))[:MOST_LANGUAGES])


class ComposerForm(forms.Form):
    """What a warning says. Fields of texts are named as findings name them: ``texts.zh-Hans.headline``."""

    event_type = forms.ChoiceField(label=gettext_lazy("Kind of event"))
    colour = forms.ChoiceField(label=gettext_lazy("Colour"), choices=Colour.choices, widget=forms.RadioSelect)
    codes = forms.MultipleChoiceField(label=gettext_lazy("Districts and sub-districts"), required=False)
    polygons = forms.CharField(
        label=gettext_lazy("Polygons"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-polygons": "", "spellcheck": "false"}),
        help_text=gettext_lazy("One a line: longitude,latitude longitude,latitude … in degrees."),
    )  # fmt: skip
    circles = forms.CharField(
        label=gettext_lazy("Circles"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-circles": "", "spellcheck": "false"}),
        help_text=gettext_lazy("One a line: longitude,latitude radius in km."),
    )  # fmt: skip
    upload = forms.FileField(
        label=gettext_lazy("File of an area"), required=False,
        help_text=gettext_lazy("GeoJSON, a zip archive of a Shapefile, or a GeoPackage; at most 10 MB."),
    )  # fmt: skip
    outline = forms.CharField(required=False, widget=forms.HiddenInput)
    drop_outline = forms.BooleanField(label=gettext_lazy("Leave out the outline of the file"), required=False)
    cells = forms.CharField(required=False, widget=forms.HiddenInput)
    drop_cells = forms.BooleanField(label=gettext_lazy("Leave out the cells"), required=False)
    onset = _moment(label=gettext_lazy("Begins"), help_text=gettext_lazy("Empty for now."))
    expires = _moment(
        label=gettext_lazy("Holds until"), help_text=gettext_lazy("Empty for the usual time of this kind of event.")
    )
    release_at = _moment(
        label=gettext_lazy("Release not before"), help_text=gettext_lazy("Empty for at once when approved.")
    )
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), choices=Urgency.choices, initial=Urgency.EXPECTED.value)
    certainty = forms.ChoiceField(
        label=gettext_lazy("Certainty"), choices=Certainty.choices, initial=Certainty.LIKELY.value
    )
    scope = forms.ChoiceField(label=gettext_lazy("For whom"), choices=Scope.choices, initial=Scope.PUBLIC.value)
    restriction = forms.CharField(label=gettext_lazy("Restriction"), required=False, max_length=300)
    addresses = forms.CharField(label=gettext_lazy("Addresses"), required=False, max_length=2_000)
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=300)
    note = forms.CharField(
        label=gettext_lazy("Note for colleagues"), required=False, max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    test = forms.BooleanField(label=gettext_lazy("Technical test, no exercise"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    request_key = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, exercise: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.exercise = exercise
        self._choice("event_type").choices = [("", _("Choose one")), *event_names()]
        self._choice("codes").choices = list(areas_of(user))
        self._choice("severity").choices = [("", _("As the colour says")), *Severity.choices]
        if not exercise:
            del self.fields["test"]
        self.languages = _languages_in(self.data if self.is_bound else self.initial)
        for language in self.languages:
            self._add_language(language)

    def _add_language(self, language: str) -> None:
        """Add the fields of a language; one that the engine lacks has no proposals, and so no details for them."""
        widget = forms.Textarea(attrs={"rows": 2, "lang": language})
        if language in LANGUAGES:
            self.fields[f"detail.{language}"] = forms.CharField(
                label=self._label(_("Measured or expected values"), language), required=False, max_length=1_000,
                widget=widget, help_text=_("Goes into the proposed text."),
            )  # fmt: skip
        for part in PARTS:
            self.fields[f"texts.{language}.{part}"] = forms.CharField(
                label=self._label(LABELS[part], language), required=False, max_length=MOST_CHARACTERS[part],
                widget=forms.Textarea(attrs={"rows": ROWS[part], "lang": language}),
            )  # fmt: skip
        self.fields[f"place.{language}"] = forms.CharField(
            label=self._label(_("The area in words"), language), required=False, max_length=MOST_NAMED,
            help_text=_("Empty for the names of the districts."), widget=forms.TextInput(attrs={"lang": language}),
        )  # fmt: skip

    @staticmethod
    def _label(part: str | Promise, language: str) -> str:
        return f"{part} · {OWN_NAMES.get(language, language)}"

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        return field

    def clean_polygons(self) -> list[list[list[float]]]:
        """Read the polygons."""
        try:
            return shapes.read_polygons(self.cleaned_data["polygons"])
        except shapes.UnreadableError as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean_circles(self) -> list[list[float]]:
        """Read the circles."""
        try:
            return shapes.read_circles(self.cleaned_data["circles"])
        except shapes.UnreadableError as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean_outline(self) -> dict[str, Any] | None:
        """Read the outline that an earlier upload left in the form."""
        text = self.cleaned_data["outline"]
        if not text:
            return None
        try:
            return shapes.read_outline(text)
        except shapes.UnreadableError as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean_cells(self) -> list[str]:
        """Read the cells that a program named; what is none is said of the area."""
        cells = str(self.cleaned_data["cells"]).split()
        if len(cells) > MOST_CELLS:
            raise forms.ValidationError(
                _("The area has %(count)s cells; %(most)s are the most.") % {"count": len(cells), "most": MOST_CELLS}
            )
        return cells

    def clean_upload(self) -> dict[str, Any] | None:
        """Read the uploaded file; everything that is wrong with it is said."""
        file = self.cleaned_data["upload"]
        if not isinstance(file, UploadedFile):
            return None
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)s MB; 10 MB are the most.") % {"size": round((file.size or 0) / 2**20)}
            )
        try:
            return dict(uploaded_area(file.name or "upload", file.read())["drawn"])
        except RefusedError as refused:
            reasons = [f"{one.reason} {one.remedy}".strip() for one in getattr(refused, "findings", ())]
            raise forms.ValidationError(reasons or [str(refused)]) from None

    def clean(self) -> dict[str, Any]:
        """Let a warning without an end have the usual one of its kind of event."""
        data = super().clean() or self.cleaned_data
        if "expires" in data and data["expires"] is None:
            begins = max([timezone.now(), *(data[name] for name in ("onset", "release_at") if data.get(name))])
            data["expires"] = usual_end(data.get("event_type", ""), timezone.localtime(begins))
        return data

    def area(self) -> dict[str, Any]:
        """Return what was drawn and named, as `Content.area` has it; nothing that could not be read is in it."""
        data = self.cleaned_data
        outline = data.get("upload") or (None if data.get("drop_outline") else data.get("outline"))
        asked: dict[str, Any] = {
            "drawn": shapes.drawing(data.get("polygons") or [], outline),
            "codes": data.get("codes"),
            "circles": data.get("circles"),
            "cells": [] if data.get("drop_cells") else data.get("cells"),
        }
        places = {language: data.get(f"place.{language}", "").strip() for language in self.languages}
        described = {language: text for language, text in places.items() if text}
        return {**{name: value for name, value in asked.items() if value}, "description": described}

    def texts(self) -> dict[str, dict[str, str]]:
        """Return the texts; a language without any is left out."""
        found = {
            language: {part: self.cleaned_data.get(f"texts.{language}.{part}", "") for part in PARTS}
            for language in self.languages
        }
        return {language: parts for language, parts in found.items() if any(parts.values())}

    def details(self) -> dict[str, str]:
        """Return what is expected, in sentences by language; it goes into proposed texts."""
        return {language: self.cleaned_data.get(f"detail.{language}", "") for language in LANGUAGES}

    def content(self) -> Content:
        """Return what was written."""
        data = self.cleaned_data
        plain: dict[str, Any] = {
            name: data.get(name) or ""
            for name in (
                "event_type",
                "colour",
                "severity",
                "urgency",
                "certainty",
                "scope",
                "restriction",
                "addresses",
            )
        }
        times: dict[str, Any] = {name: data.get(name) for name in ("onset", "expires", "release_at")}
        return Content(
            **plain, **times, source=data.get("source") or "", note=data.get("note") or "",
            texts=self.texts(), area=self.area(),
        )  # fmt: skip

    def status(self) -> str:
        """Return the status of CAP that was asked for; empty for the usual one."""
        return Status.TEST.value if self.is_bound and self.cleaned_data.get("test") else ""


def areas_of(user: User) -> Iterator[tuple[str, str]]:
    """Yield the areas for which a person may draft, districts first, each before what lies in it.

    Parameters
    ----------
    user
        The person.
    """
    for area in areas_within(user, "alert.draft"):
        yield area.code, area.name


def initial_of(content: Content) -> dict[str, Any]:
    """Return a form's first values from what stands in a warning.

    Parameters
    ----------
    content
        What stands in it.
    """
    polygons, outline = shapes.divide(content.area.get("drawn"))
    values: dict[str, Any] = {
        name: getattr(content, name)
        for name in ("event_type", "colour", "severity", "urgency", "certainty", "scope", "restriction", "addresses",
                     "source", "note")
    }  # fmt: skip
    if content.colour in Colour.values and content.severity == LevelColour(content.colour).severity:
        values["severity"] = ""  # so that it goes with the colour when that is changed
    for name in ("onset", "expires", "release_at"):
        time: datetime | None = getattr(content, name)
        values[name] = timezone.localtime(time) if time else None
    values |= {
        "codes": [str(code) for code in content.area.get("codes", ())],
        "circles": shapes.write_circles(content.area.get("circles", ())),
        "cells": " ".join(content.area.get("cells", ())),
        "polygons": polygons,
        "outline": outline,
    }
    values |= _texts_of(content.texts, _own_names(content.area))
    return values


def _own_names(area: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of an area that its author wrote; those that follow from the choice follow it further."""
    asked = {part: value for part, value in area.items() if part != "description"}
    usual = make_area(asked, [])[0].get("description", {})
    return {language: text for language, text in area.get("description", {}).items() if text != usual.get(language)}


def _texts_of(texts: Mapping[str, Mapping[str, str]], places: Mapping[str, str]) -> dict[str, str]:
    parts = {f"texts.{language}.{name}": text for language, row in texts.items() for name, text in row.items()}
    return parts | {f"place.{language}": text for language, text in places.items()}


def as_typed(moment: datetime | None) -> str:
    """Write a time as the field of a form has it, in the city's zone; empty for none.

    Parameters
    ----------
    moment
        The time.
    """
    return f"{timezone.localtime(moment):{MOMENT}}" if moment is not None else ""


class ReasonForm(forms.Form):
    """A reason, and the revision that the person saw."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
