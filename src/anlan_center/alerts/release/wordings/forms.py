"""The form in which a template is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from anlan_center.alerts.release.message.wording import PARTS
from anlan_center.alerts.release.pages.forms import LABELS, ROWS


class TemplateForm(forms.Form):
    """Words with blanks, by part; what is wrong with them is found by the action, not here."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for part in PARTS:
            widget = forms.Textarea(attrs={"rows": ROWS[part], "lang": language, "spellcheck": "false"})
            self.fields[part] = forms.CharField(label=LABELS[part], required=False, widget=widget)

    def texts(self) -> dict[str, str]:
        """Return the words as they were typed."""
        return {part: self.cleaned_data.get(part, "") for part in PARTS}


class DecisionForm(forms.Form):
    """What a second person says to a version: the one that was read, and why it is sent back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )
