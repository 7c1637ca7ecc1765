"""The delivery board and the pages of sinks."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan_center.accounts.models import Organisation, User
from anlan_center.accounts.scope import allowed, granted, jurisdictions
from anlan_center.alerts.deliveries import actions, queries, statistics
from anlan_center.alerts.deliveries.actions.resending import NotResendableError
from anlan_center.alerts.deliveries.carriers import policy_of_installation
from anlan_center.alerts.deliveries.channels import BY_KIND
from anlan_center.alerts.deliveries.channels.web import RECEIPTS
from anlan_center.alerts.deliveries.forms import KindForm, RecipientForm, SinkForm, initial_of
from anlan_center.alerts.deliveries.models import Recipient, Sink
from anlan_center.alerts.deliveries.prospects import prospects, subscribers_within
from anlan_center.alerts.release.pages.composing import checked
from anlan_center.alerts.release.pages.forms import ComposerForm
from anlan_center.alerts.release.queries import alerts

PAGE = 50
DAYS = (30, 90, 366)
"""How far back the statistics of all warnings can look."""


def _person(request: HttpRequest, permission: str = "delivery.view") -> User:
    person = request.user
    if not isinstance(person, User) or not jurisdictions(person, permission):
        raise PermissionDenied(_("You lack the permission to see this; ask an administrator for it."))
    return person


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@login_required
@require_GET
def prospect(request: HttpRequest, alert: int) -> HttpResponse:
    """Show through which channels a warning would leave, and to how many; a part of a page where one asks for it."""
    row = get_object_or_404(alerts(_person(request, "alert.view")), pk=alert)
    whole = "deliveries/_prospect.html" if request.headers.get("HX-Request") else "deliveries/prospect.html"
    return render(request, whole, {"alert": row, "prospects": prospects(row), "exercise": row.exercise})


@require_POST
def subscribers_of_draft(request: HttpRequest) -> HttpResponse:
    """Say how many subscribers a warning would address that is being written; a part of the composer's page."""
    if not isinstance(request.user, User):
        return HttpResponse()  # the composer's own check says that the sign-in has ended
    person = _person(request, "alert.draft")
    form = ComposerForm(request.POST, user=person, exercise=False)
    form.is_valid()
    would_be, _found = checked(form, person, None)
    return render(request, "deliveries/_subscribers.html", {"subscribers": subscribers_within(would_be)})


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show deliveries by sink and group, and each one."""
    person = _person(request)
    alert, sink = _number(request.GET.get("alert")), _number(request.GET.get("sink"))
    stage = request.GET.get("stage", "")
    stage = stage if stage in queries.STAGES else ""
    rows = queries.deliveries(person, alert=alert, sink=sink, stage=stage)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    names = queries.target_names(shown)
    first = shown[0] if shown and alert is not None else None
    return render(
        request,
        "deliveries/board.html",
        {
            "lines": queries.board(person, alert),
            "page": page,
            "rows": [(row, names[row.pk], queries.stage_of(row)) for row in shown],
            "stages": list(queries.STAGES),
            "alert": first.alert if first else None,
            "chosen": {"alert": alert or "", "sink": sink or "", "stage": stage},
            "exercise": bool(first and first.exercise),
        },
    )


@login_required
@require_GET
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """Show one delivery with every attempt."""
    person = _person(request)
    row = get_object_or_404(queries.deliveries(person), pk=number)
    return render(
        request,
        "deliveries/detail.html",
        {
            "row": row,
            "name": queries.target_names([row])[row.pk],
            "stage": queries.stage_of(row),
            "tries": row.tries.all()[:500],
            "may_resend": allowed(person, "delivery.retry", row.jurisdiction),
            "exercise": row.exercise,
        },
    )


@login_required
@require_POST
def resend(request: HttpRequest, number: int) -> HttpResponse:
    """Send to one target again."""
    person = _person(request)
    row = get_object_or_404(queries.deliveries(person), pk=number)
    try:
        actions.resend(person, row, again=request.POST.get("again") == "yes")
    except NotResendableError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("It is sent again now."))
    return redirect("deliveries:detail", number)


@login_required
@require_GET
def times(request: HttpRequest) -> HttpResponse:
    """Show how long warnings took, and what came of their deliveries."""
    person = _person(request)
    days = _number(request.GET.get("days"))
    days = days if days in DAYS else DAYS[1]
    exercise = request.GET.get("mode") == "exercise"
    since = timezone.now() - timedelta(days=days)
    rows = statistics.released(person, exercise=exercise, since=since)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "summary": statistics.summary(person, exercise=exercise, since=since), "page": page, "spans": DAYS,
        "days": days, "exercise": exercise, "rows": statistics.with_deliveries(list(page.object_list)),
    }  # fmt: skip
    return render(request, "deliveries/times.html", context)


@login_required
@require_GET
def times_of(request: HttpRequest, alert: int) -> HttpResponse:
    """Show how long one warning took to each step and delivery, and whom it reached."""
    person = _person(request)
    row = get_object_or_404(alerts(person), pk=alert)
    rows = queries.deliveries(person, alert=row.pk)
    context = {
        "alert": row, "exercise": row.exercise, "stations": statistics.stations(row),
        "channels": statistics.by_channel(rows, row.released_at), "areas": statistics.by_area(person, row),
    }  # fmt: skip
    return render(request, "deliveries/times_of.html", context)


@login_required
@require_GET
def sinks(request: HttpRequest) -> HttpResponse:
    """Show the sinks and how they are."""
    person = _person(request)
    rows = [(row, queries.channel_label(row)) for row in queries.sinks(person)]
    may = bool(jurisdictions(person, "channel.manage"))
    weak = not may and bool(granted(person, "channel.manage"))  # only a second factor is missing
    context = {"rows": rows, "kinds": KindForm(), "may_manage": may, "weak": weak, "now": timezone.now()}
    return render(request, "deliveries/sinks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_sink(request: HttpRequest) -> HttpResponse:
    """Set a sink up."""
    person = _person(request, "channel.manage")
    channel = BY_KIND.get(request.GET.get("channel", ""))
    if channel is None:
        return redirect("deliveries:sinks")
    form = SinkForm(person, channel, request.POST or None)
    if request.method == "POST" and form.is_valid():
        office = person.organisation or Organisation.objects.order_by("pk").first()
        if office is None:
            raise PermissionDenied(_("There is no organisation yet; load a city first."))
        try:
            made = actions.new_sink(
                person, form.cleaned_data["key"], channel.kind, office, form.wanted(), policy=policy_of_installation()
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The sink is set up."))
            return redirect("deliveries:sink", made.pk)
    return render(request, "deliveries/sink_form.html", {"form": form, "label": channel.label, "sink": None})


@login_required
@require_http_methods(["GET", "POST"])
def sink(request: HttpRequest, number: int) -> HttpResponse:
    """Show a sink with its recipients, and change it."""
    person = _person(request, "channel.manage")
    row = get_object_or_404(queries.sinks(person, "channel.manage"), pk=number)
    channel = BY_KIND.get(row.channel)
    if channel is None:
        raise Http404
    form = SinkForm(person, channel, request.POST or None, sink=row, initial=initial_of(row))
    if request.method == "POST" and form.is_valid():
        revision = _number(request.POST.get("revision")) or 0
        try:
            actions.change_sink(person, row, form.wanted(), revision=revision, policy=policy_of_installation())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The sink is changed."))
            return redirect("deliveries:sink", number)
    context = {
        "form": form, "label": channel.label, "sink": row, "recipients": row.recipients.all(),
        "recipient_form": RecipientForm(person, initial={"jurisdiction": row.jurisdiction}), "exercise": row.exercise,
        "receipts": request.build_absolute_uri(reverse("api:receipts", args=[row.key])) if RECEIPTS in channel.settings
        else "",
    }  # fmt: skip
    return render(request, "deliveries/sink_form.html", context)


@login_required
@require_POST
def recipient(request: HttpRequest, number: int) -> HttpResponse:
    """Add a recipient of a sink or change the one of this name."""
    person = _person(request, "channel.manage")
    row: Sink = get_object_or_404(queries.sinks(person, "channel.manage"), pk=number)
    form = RecipientForm(person, request.POST)
    if form.is_valid():
        try:
            values = form.values()
            actions.set_recipient(person, row, values.pop("name"), **values)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The recipient is written."))
    else:
        for name, told in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {' '.join(map(str, told))}")
    return redirect("deliveries:sink", number)


@login_required
@require_POST
def remove_recipient(request: HttpRequest, number: int, recipient: int) -> HttpResponse:
    """Remove a recipient of a sink."""
    person = _person(request, "channel.manage")
    row: Sink = get_object_or_404(queries.sinks(person, "channel.manage"), pk=number)
    actions.remove_recipient(person, get_object_or_404(Recipient, pk=recipient, sink=row))
    messages.success(request, _("The recipient is removed."))
    return redirect("deliveries:sink", number)
