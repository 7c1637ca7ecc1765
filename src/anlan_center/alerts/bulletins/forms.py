"""What staff fill in to write the page of an event, in both languages side by side."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anlan_center.accounts.models import Area, User
from anlan_center.accounts.scope import jurisdictions, visible
from anlan_center.alerts.bulletins.document import LANGUAGES, Document, said
from anlan_center.alerts.bulletins.models import EventPage
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.release.workflow import SENT

MOST_WARNINGS = 100
"""Warnings to choose from, the latest ones; those that were chosen before stand there besides (assumption)."""

MOST_ROWS: Mapping[str, int] = {"shelters": 150, "closures": 60, "questions": 40, "corrections": 30}
"""Rows of each list; more would not fit into 100 KB in both languages (assumption, checked when the page is made)."""

NAMES = {"zh-Hans": gettext_lazy("Chinese"), "en": gettext_lazy("English")}


def warnings_of(user: User, *, exercise: bool) -> QuerySet[Alert]:
    """Return the warnings that went out and that a person may see, newest first.

    Parameters
    ----------
    user
        The person.
    exercise
        Of exercises, or real.
    """
    rows = visible(Alert.objects.filter(exercise=exercise, scope="Public"), user, "alert.view")
    return rows.filter(state__in=[*SENT, "expired"], released_at__isnull=False).order_by("-released_at")


class BeginForm(forms.Form):
    """Name, area and kind of a new page."""

    slug = forms.SlugField(
        label=gettext_lazy("Short name in the address"), max_length=60,
        help_text=gettext_lazy("Small letters, digits and hyphens, such as typhoon-2026-09. It stays for good."),
    )  # fmt: skip
    area = forms.ModelChoiceField(Area.objects.none(), label=gettext_lazy("Area"), to_field_name="code")
    exercise = forms.BooleanField(
        label=gettext_lazy("This belongs to an exercise"), required=False,
        help_text=gettext_lazy("It then stands at the address of exercises, marked as one, and cannot be moved."),
    )  # fmt: skip

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = Q(pk__in=[])
        for prefix in jurisdictions(user, "bulletin.edit"):
            within |= Q(prefix__startswith=prefix)
        field = self.fields["area"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Area.objects.filter(within, level__in=("city", "district", "township"))


class TextsForm(forms.Form):
    """A form with texts in both languages; `texts` names them, and whether each is long."""

    texts: ClassVar[Mapping[str, tuple[Any, int]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, rows) in self.texts.items():
            for language in LANGUAGES:
                widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
                widget.attrs["lang"] = language
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=f"{label} · {NAMES[language]}", required=False, max_length=4000, widget=widget
                )
        first = [f"{name}_{language}" for name in self.texts for language in LANGUAGES]
        self.order_fields([*first, *(name for name in self.fields if name not in first)])

    def written(self) -> dict[str, dict[str, str]]:
        """Return the texts by name and language."""
        given = self.cleaned_data
        return {
            name: {language: given.get(f"{name}_{language}", "").strip() for language in LANGUAGES}
            for name in self.texts
        }

    @classmethod
    def initial_of(cls, plain: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a row of a document shows in the form."""
        rest = {name: value for name, value in plain.items() if name not in cls.texts}
        texts = {
            f"{name}_{language}": plain.get(name, {}).get(language, "") for name in cls.texts for language in LANGUAGES
        }
        return {**rest, **texts}


class HeadlinesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Warnings to choose from, each by its time and its headline in the reader's language."""

    def label_from_instance(self, alert: Alert) -> str:
        """Name a warning."""
        texts = {language: parts.get("headline", "") for language, parts in alert.texts.items()}
        time = f"{timezone.localtime(alert.released_at):%Y-%m-%d %H:%M} · " if alert.released_at else ""
        return f"{time}{said(texts, get_language() or LANGUAGES[0])}"


class EventForm(TextsForm):
    """Title, what happened, what to do."""

    texts: ClassVar = {
        "title": (gettext_lazy("Title"), 1),
        "todo": (gettext_lazy("What to do, a line for each step"), 5),
        "happened": (gettext_lazy("What has happened"), 6),
    }
    phone = forms.RegexField(r"^[+\d][\d -]{2,29}$", label=gettext_lazy("Number for questions"), required=False)
    over = forms.BooleanField(label=gettext_lazy("The event is over"), required=False)
    alerts = HeadlinesField(
        Alert.objects.none(),
        label=gettext_lazy("Warnings of this event"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, user: User, page: EventPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["alerts"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            seen = warnings_of(user, exercise=page.exercise)
            chosen = seen.filter(event_pages=page).values_list("pk", flat=True)
            latest = seen.values_list("pk", flat=True)[:MOST_WARNINGS]
            field.queryset = seen.filter(pk__in={*latest, *chosen})
            self._others = page.alerts.exclude(pk__in=chosen)

    def warnings(self) -> list[Alert]:
        """Return the warnings that were chosen, and those that the writer may not see, which stay as they are."""
        return [*self.cleaned_data["alerts"], *self._others]


class RowForm(TextsForm):
    """A row of a list; one that is empty is left out."""

    def clean(self) -> dict[str, Any]:
        """Refuse numbers or times without a word to say of what: such a row would be lost."""
        given: dict[str, Any] = super().clean() or {}
        texts = [f"{name}_{language}" for name in self.texts for language in LANGUAGES]
        told = set(self.changed_data) - {"DELETE", "at"}
        if told and not told & set(texts) and not any(given.get(name) for name in texts):
            self.add_error(texts[0], _("Write here what this row is about; without words it would be left out."))
        return given

    def row(self) -> dict[str, Any] | None:
        """Return the row as a document has it; None where it is empty or was struck out."""
        if not self.has_changed() and not self.initial:
            return None
        if self.cleaned_data.get("DELETE") or not any(any(texts.values()) for texts in self.written().values()):
            return None
        return {**self.written(), **self.rest()}

    def rest(self) -> dict[str, Any]:
        """Return what is no text."""
        return {}


class ShelterForm(RowForm):
    """A shelter."""

    texts: ClassVar = {"name": (gettext_lazy("Shelter"), 1), "address": (gettext_lazy("Address"), 1)}
    capacity = forms.IntegerField(label=gettext_lazy("Places"), min_value=0, max_value=1_000_000, required=False)
    taken = forms.IntegerField(label=gettext_lazy("Taken"), min_value=0, max_value=1_000_000, required=False)
    accessible = forms.BooleanField(label=gettext_lazy("Wheelchair gets in"), required=False)
    open = forms.BooleanField(label=gettext_lazy("Open"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """Refuse more people than places."""
        given = super().clean()
        if (given.get("taken") or 0) > (given.get("capacity") or 0):
            self.add_error("taken", _("More places are taken than there are; correct one of the numbers."))
        return given

    def rest(self) -> dict[str, Any]:
        """Return the numbers and marks."""
        given = self.cleaned_data
        numbers = {name: given.get(name) or 0 for name in ("capacity", "taken")}
        return {**numbers, "accessible": bool(given.get("accessible")), "open": bool(given.get("open"))}


class ClosureForm(RowForm):
    """Something that is closed."""

    texts: ClassVar = {"what": (gettext_lazy("What is closed, and where"), 1)}
    until = forms.DateTimeField(
        label=gettext_lazy("Until"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip

    def rest(self) -> dict[str, Any]:
        """Return the end."""
        until = self.cleaned_data.get("until")
        return {"until": until.isoformat() if until else ""}


class QuestionForm(RowForm):
    """A question and its answer."""

    texts: ClassVar = {"question": (gettext_lazy("Question"), 1), "answer": (gettext_lazy("Answer"), 3)}


class CorrectionForm(RowForm):
    """A correction; its time is when it was first written."""

    texts: ClassVar = {"text": (gettext_lazy("What was wrong, and what is right"), 2)}
    at = forms.CharField(widget=forms.HiddenInput, required=False)

    def rest(self) -> dict[str, Any]:
        """Return the time."""
        return {"at": self.initial.get("at") or timezone.now().isoformat(timespec="seconds")}


ROW_FORMS: Mapping[str, type[RowForm]] = {
    "shelters": ShelterForm,
    "closures": ClosureForm,
    "questions": QuestionForm,
    "corrections": CorrectionForm,
}
"""Forms of the rows of each list of a document."""


class Sheet:
    """All forms of the page of an event, filled in together.

    Parameters
    ----------
    user
        Who writes.
    page
        The page.
    data
        What was sent; None to show what stands in the draft.
    """

    def __init__(self, user: User, page: EventPage, data: Any = None) -> None:
        plain = Document.of(page.draft).plain()
        chosen = {"alerts": page.alerts.all()}
        self.event = EventForm(user, page, data, initial={**EventForm.initial_of(plain), **chosen}, prefix="event")
        self.lists = {
            name: forms.formset_factory(
                form, extra=2, can_delete=True, max_num=MOST_ROWS[name], absolute_max=MOST_ROWS[name], validate_max=True
            )(data, initial=[_shown(form, row) for row in plain[name]], prefix=name)
            for name, form in ROW_FORMS.items()
        }

    def valid(self) -> bool:
        """Check all of them, so that every problem is shown at once."""
        return all([self.event.is_valid(), *(rows.is_valid() for rows in self.lists.values())])

    def document(self) -> Document:
        """Return what was filled in, once it is valid; corrections newest first."""
        given = self.event.cleaned_data
        lists = {name: [row for form in rows for row in [form.row()] if row] for name, rows in self.lists.items()}
        lists["corrections"].sort(key=lambda row: str(row["at"]), reverse=True)
        single = {"phone": given["phone"], "over": given["over"]}
        return Document.of({**self.event.written(), **single, **lists})


def _shown(form: type[RowForm], row: Mapping[str, Any]) -> dict[str, Any]:
    shown = form.initial_of(row)
    if shown.get("until"):
        shown["until"] = datetime.fromisoformat(shown["until"])
    return shown


def refused(problem: ValidationError) -> str:
    """Say what a refused action found, in one line."""
    return " ".join(problem.messages)
