"""What somebody who wants to be warned fills in."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anlan_center.accounts.models import Area
from anlan_center.alerts.subscriptions.actions import Wish
from anlan_center.alerts.subscriptions.audience import near_city
from anlan_center.alerts.subscriptions.choices import MOST_AREAS, Language, Need, Threshold, Way
from anlan_center.alerts.subscriptions.models import Subscriber
from anlan_center.alerts.subscriptions.pages.places import MOST_LETTERS, place_of
from anlan_center.alerts.subscriptions.private.addresses import normal
from anlan_center.alerts.subscriptions.private.codes import CODED
from anlan_center.alerts.subscriptions.ways import carriers, offered, postable, unserved


def area_choices(besides: Collection[str] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return districts and their sub-districts in the reader's language, as groups of a list.

    Parameters
    ----------
    besides
        Codes of further areas, such as communities that were found by their names.
    """
    areas = list(Area.objects.filter(level__in=("city", "district", "township")).select_related("parent"))
    city = [(area.code, area.name) for area in areas if area.level == "city"]
    groups = [(_("Everywhere"), city)] if city else []
    for district in (area for area in areas if area.level == "district"):
        whole = (district.code, _("All of %(district)s") % {"district": district.name})
        within = [(area.code, area.name) for area in areas if area.parent_id == district.pk]
        groups.append((district.name, [whole, *within]))
    listed = {code for _name, choices in groups for code, _label in choices}
    codes = [
        code for code in besides if code not in listed and code.isascii() and code.isdigit()
    ]  # nobody checked them
    further = Area.objects.filter(code__in=codes)
    return [*groups, *([(_("Found by name"), [(area.code, area.name) for area in further])] if further else [])]


class PlaceForm(forms.Form):
    """Where, how severe, and what the sender should know; all but the address."""

    search = forms.CharField(
        label=gettext_lazy("Name of an area or a place"), required=False, max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("A district, sub-district, town, school, hospital, station; part of the name will do."),
    )  # fmt: skip
    searched = forms.CharField(required=False, max_length=MOST_LETTERS, widget=forms.HiddenInput)
    place = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
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
            areas.choices = area_choices(self["areas"].value() or ())
        for name in ("lat", "lon"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"
        chinese = (get_language() or "").startswith("zh")
        self.fields["language"].initial = Language.CHINESE.value if chinese else Language.ENGLISH.value

    @cached_property
    def chosen_groups(self) -> list[str]:
        """Names of the groups of areas in which something is chosen, so that the page opens them."""
        wanted = set(self["areas"].value() or ())
        return [name for name, choices in area_choices(wanted) if wanted & {code for code, _name in choices}]

    def clean(self) -> dict[str, Any]:
        """Ask for a place: a point, a place that was found, or at least one area."""
        given: dict[str, Any] = super().clean() or {}
        given["areas"] = list(dict.fromkeys(given.get("areas", [])))
        if len(given["areas"]) > MOST_AREAS:
            self.add_error(
                "areas", _("At most %(most)s can be chosen; take the whole district.") % {"most": MOST_AREAS}
            )
        self._take_place(given)
        lat, lon = given.get("lat"), given.get("lon")
        if (lat is None) != (lon is None) and not {"lat", "lon"} & set(self.errors):
            self.add_error("lat" if lat is None else "lon", _("Give both numbers of the point, or none."))
        elif lat is None and not given["areas"] and not {"lat", "lon", "areas", "search"} & set(self.errors):
            self.add_error("areas", _("Choose at least one area, or give a point."))
        elif lat is not None and lon is not None and not near_city(lon, lat):
            self.add_error(
                "lat",
                _("This point lies far outside the city: no warning would come. Check both numbers, or choose areas."),
            )
        return given

    def _take_place(self, given: dict[str, Any]) -> None:
        """Let the point be that of the place that was chosen among those found."""
        if not given.get("place"):
            return
        chosen = place_of(given["place"])
        if chosen is None or chosen.entry.point is None:
            self.add_error("search", _("The place that was chosen is not known any more; search again."))
            return
        for name in ("lat", "lon"):
            self.errors.pop(name, None)
        given["lon"], given["lat"] = chosen.entry.point

    def wish(self, way: str = "", address: str = "") -> Wish:
        """Return what was filled in, once it is valid."""
        given = self.cleaned_data
        point = None if given["lat"] is None else (given["lon"], given["lat"])
        return Wish(
            way, address, given["language"], given["threshold"], point, tuple(given["areas"]), sum(given["needs"])
        )


class AddressForm(forms.Form):
    """By which way, and to which address."""

    way = forms.ChoiceField(label=gettext_lazy("How"), choices=Way.choices, widget=forms.RadioSelect)
    address = forms.CharField(
        label=gettext_lazy("Address of e-mail, or mobile number"), max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "email", "spellcheck": "false"}), required=False,
    )  # fmt: skip
    ways = staticmethod(postable)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.ways()
        way, address = self.fields["way"], self.fields["address"]
        if isinstance(way, forms.ChoiceField):
            way.choices = [(value, label) for value, label in Way.choices if value in found]
        way.initial = next(iter(found), None)
        if set(found) <= {Way.EMAIL.value}:
            address.label = _("Address of e-mail")
        elif Way.EMAIL not in found:
            address.label = _("Mobile number")
            address.widget.attrs["autocomplete"] = "tel"
        if Way.WEBPUSH in found:
            address.help_text = _("Leave it empty for messages in this browser.")

    def clean(self) -> dict[str, Any]:
        """Bring the address into the form of its way."""
        given: dict[str, Any] = super().clean() or {}
        way = str(given.get("way"))
        if way not in Way.values or "address" in self.errors:
            return given
        if not given.get("address"):
            self.add_error("address", self._missing(way))
            return given
        try:
            given["address"] = normal(way, given["address"], _push_hosts(way))
        except ValidationError as problem:
            self.add_error("address", problem)
        return given

    @staticmethod
    def _missing(way: str) -> str:
        if way == Way.WEBPUSH:
            return _("This browser gave no address for messages; allow messages, or choose e-mail or text message.")
        return _("Give an address of e-mail or a mobile number.")


def _push_hosts(way: str) -> tuple[str, ...]:
    return tuple(host for carrier in carriers(way) for host in carrier.hosts)


class SubscribeForm(PlaceForm, AddressForm):
    """All of it, with the address."""

    ways = staticmethod(offered)

    def clean(self) -> dict[str, Any]:
        """Take no wish for a place to which nothing can be sent on the way that was chosen."""
        given = super().clean()
        if self.errors:
            return given
        missing = unserved(given["way"], self.wish(given["way"]).districts)
        if missing:
            names = [area.name for area in Area.objects.filter(prefix__in=missing)]
            self.add_error(
                "way",
                _("Warnings for %(areas)s cannot be sent this way at present; choose another way or other places.")
                % {"areas": "、".join(names) if (get_language() or "").startswith("zh") else ", ".join(names)},
            )
        return given


class CodeForm(forms.Form):
    """A telephone number, and the code that was sent to it."""

    way = Way.SMS.value
    number = forms.CharField(
        label=gettext_lazy("Mobile number"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=gettext_lazy("Eight digits, from the text message that we sent to this number."),
    )  # fmt: skip

    def clean_number(self) -> str:
        """Bring the number into its normal form."""
        return normal(self.way, self.cleaned_data["number"])


def kept(form: type[forms.Form], data: QueryDict) -> Mapping[str, Any]:
    """Return what was filled in so far, to be shown again without being checked.

    Parameters
    ----------
    form
        The form.
    data
        What was sent.
    """
    many = (forms.MultipleChoiceField, forms.TypedMultipleChoiceField)
    fields = form.base_fields
    return {
        name: data.getlist(name) if isinstance(field, many) else data.get(name, "")
        for name, field in fields.items()
        if name in data
    }


def takes_code(way: str) -> bool:
    """Say whether letters of a way hold a code."""
    return way in CODED


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
