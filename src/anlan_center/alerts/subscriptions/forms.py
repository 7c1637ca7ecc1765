"""What somebody who wants to be warned fills in."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anlan_center.accounts.models import Area
from anlan_center.alerts.subscriptions.actions import Wish
from anlan_center.alerts.subscriptions.choices import MOST_AREAS, Language, Need, Threshold, Way
from anlan_center.alerts.subscriptions.letters.posting import POSTS
from anlan_center.alerts.subscriptions.models import Subscriber
from anlan_center.alerts.subscriptions.private.addresses import NORMAL


def area_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return districts and their sub-districts in the reader's language, as groups of a list."""
    areas = list(Area.objects.filter(level__in=("city", "district", "township")).select_related("parent"))
    city = [(area.code, area.name) for area in areas if area.level == "city"]
    groups = [(_("Everywhere"), city)] if city else []
    for district in (area for area in areas if area.level == "district"):
        whole = (district.code, _("All of %(district)s") % {"district": district.name})
        within = [(area.code, area.name) for area in areas if area.parent_id == district.pk]
        groups.append((district.name, [whole, *within]))
    return groups


def offered() -> tuple[str, ...]:
    """Return the ways by which somebody can subscribe: those of `ANLAN_WAYS` by which a link to confirm can be sent.

    Nobody is to wait for a link that never comes, so a way without a post is not offered, whatever the settings say.
    """
    return tuple(way for way in settings.ANLAN_WAYS if way in POSTS)


class PlaceForm(forms.Form):
    """Where, how severe, and what the sender should know; all but the address."""

    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Districts and sub-districts"), required=False,
        help_text=gettext_lazy("Choose up to ten: where you live, work, or where your family is."),
    )  # fmt: skip
    lat = forms.FloatField(
        label=gettext_lazy("Latitude"), required=False, min_value=-90, max_value=90, widget=forms.TextInput
    )
    lon = forms.FloatField(
        label=gettext_lazy("Longitude"), required=False, min_value=-180, max_value=180, widget=forms.TextInput
    )
    threshold = forms.TypedChoiceField(
        label=gettext_lazy("Which warnings"), coerce=int, choices=Threshold.choices, initial=Threshold.ALL.value,
        widget=forms.RadioSelect,
    )  # fmt: skip
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the messages"), choices=Language.choices, widget=forms.RadioSelect
    )
    needs = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What helpers should know"), coerce=int, choices=Need.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only if you wish. It is kept encrypted and helps to choose the form of a message."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = self.fields["areas"]
        if isinstance(areas, forms.MultipleChoiceField):
            areas.choices = area_choices()
        for name in ("lat", "lon"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"
        chinese = (get_language() or "").startswith("zh")
        self.fields["language"].initial = Language.CHINESE.value if chinese else Language.ENGLISH.value

    def chosen_groups(self) -> list[str]:
        """Return the names of the groups of areas in which something is chosen, so that the page opens them."""
        wanted = set(self["areas"].value() or ())
        return [name for name, choices in area_choices() if wanted & {code for code, _name in choices}]

    def clean(self) -> dict[str, Any]:
        """Ask for a place: a point or at least one area."""
        given: dict[str, Any] = super().clean() or {}
        if len(given.get("areas", [])) > MOST_AREAS:
            self.add_error(
                "areas", _("At most %(most)s can be chosen; take the whole district.") % {"most": MOST_AREAS}
            )
        lat, lon = given.get("lat"), given.get("lon")
        if (lat is None) != (lon is None) and not {"lat", "lon"} & set(self.errors):
            self.add_error("lat" if lat is None else "lon", _("Give both numbers of the point, or none."))
        elif lat is None and not given.get("areas") and not {"lat", "lon", "areas"} & set(self.errors):
            self.add_error("areas", _("Choose at least one area, or give a point."))
        return given

    def wish(self, way: str = "", address: str = "") -> Wish:
        """Return what was filled in, once it is valid."""
        given = self.cleaned_data
        point = None if given["lat"] is None else (given["lon"], given["lat"])
        return Wish(
            way, address, given["language"], given["threshold"], point, tuple(given["areas"]), sum(given["needs"])
        )


class SubscribeForm(PlaceForm):
    """All of it, with the address."""

    way = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Way.choices, initial=Way.EMAIL.value, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=gettext_lazy("Address of e-mail, or mobile number"), max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        help_text=gettext_lazy("We write to it once, with a link to confirm. Empty for messages in this browser."),
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        way = self.fields["way"]
        if isinstance(way, forms.ChoiceField):
            way.choices = [(value, label) for value, label in Way.choices if value in offered()]
        if offered() == (Way.EMAIL.value,):
            address = self.fields["address"]
            address.label = _("Address of e-mail")
            address.help_text = _("We write to it once, with a link to confirm.")

    def clean(self) -> dict[str, Any]:
        """Bring the address into the form of its way."""
        given = super().clean()
        way = str(given.get("way"))
        if way in NORMAL and "address" not in self.errors:
            if not given.get("address"):
                self.add_error("address", self._missing(way))
                return given
            try:
                given["address"] = NORMAL[way](given["address"])
            except ValidationError as problem:
                self.add_error("address", problem)
        return given

    @staticmethod
    def _missing(way: str) -> str:
        if way == Way.WEBPUSH:
            return _("This browser gave no address for messages; allow messages, or choose e-mail or text message.")
        return _("Give an address of e-mail or a mobile number.")


def initial_of(row: Subscriber) -> dict[str, Any]:
    """Return what a subscriber has chosen, to be changed.

    Parameters
    ----------
    row
        The subscriber.
    """
    lon, lat = row.content["point"] or (None, None)
    needs = [need.value for need in Need if row.content["needs"] & need]
    return {
        "areas": row.content["areas"], "lon": lon, "lat": lat, "threshold": row.threshold, "language": row.language,
        "needs": needs,
    }  # fmt: skip
