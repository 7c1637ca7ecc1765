"""Fields with which people choose among what they may act on."""

from django import forms

from anlan_center.accounts.models import Area


class AreaField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the areas that a person may choose from, shown with its code."""

    def label_from_instance(self, obj: Area) -> str:
        """Show the name, and the code that tells areas of one name apart."""
        return f"{obj.name} ({obj.code})"
