"""Pages of organisations, people and grants."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan_center.accounts.models import Area, Organisation, Proposal, User
from anlan_center.accounts.roles import ROLES, is_strong
from anlan_center.accounts.scope import allowed, demand, granted, jurisdictions
from anlan_center.accounts.signing_in.factors import has_second_factor
from anlan_center.accounts.signing_in.requests import user_of
from anlan_center.directory.administering import demand_over
from anlan_center.directory.people import actions, granting, queries
from anlan_center.directory.people.forms import GrantForm, OrganisationForm, PersonForm
from anlan_center.directory.proposals.queries import waiting

PAGE = 50


def tell(form: BaseForm, error: ValidationError) -> None:
    """Show beside the fields of a form what an action refused."""
    found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, reasons in found.items():
        for reason in reasons:
            form.add_error(name if name in form.fields else None, reason)


def demand_somewhere(user: User, permission: str) -> None:
    """Refuse who has a permission nowhere."""
    if not jurisdictions(user, permission):
        demand(user, permission, user.jurisdiction)


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List the people of the reader's areas."""
    user = user_of(request)
    demand_somewhere(user, queries.SEE)
    word = request.GET.get("q", "").replace("\0", "").strip()[:80]
    rows = queries.people(user).prefetch_related(Prefetch("grants", queries.grants(user)))
    if word:
        rows = rows.filter(
            Q(username__icontains=word)
            | Q(display_name__icontains=word)
            | Q(organisation__name_zh__icontains=word)
            | Q(organisation__name_en__icontains=word)
        )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "word": word, "names": area_names(), "manages": manages(user), "waiting": waiting(user).count(),
    }  # fmt: skip
    return render(request, "directory/people.html", context)


def area_names() -> dict[str, str]:
    """Return the name of each area by its prefix."""
    return {area.prefix: area.name for area in Area.objects.all()}


def manages(user: User) -> bool:
    """Say whether a person was given the management of accounts somewhere; a second factor may still be asked.

    Parameters
    ----------
    user
        The reader.
    """
    return bool(granted(user, queries.MANAGE))


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def add_person(request: HttpRequest) -> HttpResponse:
    """Open an account."""
    user = user_of(request)
    demand_somewhere(user, queries.MANAGE)
    form = PersonForm(user, request.POST or None)
    if form.is_valid():
        try:
            person, password = actions.add_person(user, **form.cleaned_data)
        except ValidationError as error:
            tell(form, error)
        else:
            return _password(request, person, password)
    return render(request, "directory/person_form.html", {"form": form})


def _password(request: HttpRequest, person: User, password: str) -> HttpResponse:
    """Show a password once."""
    return render(request, "directory/password_once.html", {"person": person, "password": password})


@login_required
@require_GET
@never_cache
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show a person of the reader's areas, and what the reader may change."""
    user = user_of(request)
    shown = get_object_or_404(queries.people(user), pk=number)
    return _person(request, user, shown, GrantForm(user))


def _person(request: HttpRequest, user: User, shown: User, form: GrantForm, status: int = 200) -> HttpResponse:
    """Show a person with the form for another role."""
    given = queries.grants(user).filter(user=shown)
    context = {
        "person": shown,
        "grants": given,
        "waiting": waiting(user).filter(user=shown),
        "strong": [role.name for key, role in ROLES.items() if is_strong(key)],
        "names": area_names(),
        "second_factor": has_second_factor(shown),
        "form": form,
        "own": user.pk == shown.pk,
        "may_change": user.pk != shown.pk and allowed(user, queries.MANAGE, shown.jurisdiction),
        "manages": manages(user),
        "roles": ROLES,
    }
    return render(request, "directory/person.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def change_person(request: HttpRequest, number: int) -> HttpResponse:
    """Change what is known of a person."""
    user = user_of(request)
    shown = managed(user, number)
    form = PersonForm(user, request.POST or None, instance=shown)
    if form.is_valid():
        fresh = managed(user, number)
        try:
            actions.change_person(user, fresh, **form.cleaned_data)
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("directory:person", number)
    return render(request, "directory/person_form.html", {"form": form, "person": shown})


def managed(user: User, number: int) -> User:
    """Return a person that the reader sees and whose account the reader manages.

    Parameters
    ----------
    user
        The reader.
    number
        Number of the person.
    """
    found = get_object_or_404(queries.people(user), pk=number)
    demand_over(user, found)
    return found


@login_required
@require_POST
def give(request: HttpRequest, number: int) -> HttpResponse:
    """Give a person a role."""
    user = user_of(request)
    shown = managed(user, number)
    form = GrantForm(user, request.POST)
    if not form.is_valid():
        return _person(request, user, shown, form, status=422)
    role, prefix, until = form.wish()
    try:
        given = granting.grant(user, shown, role, prefix, until=until)
    except ValidationError as error:
        tell(form, error)
        return _person(request, user, shown, form, status=422)
    if isinstance(given, Proposal):
        messages.info(request, _("The role waits for a second administrator, who confirms it; you cannot."))
    else:
        messages.success(request, _("The role is given."))
    return redirect("directory:person", number)


@login_required
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a role away."""
    user = user_of(request)
    given = get_object_or_404(queries.grants(user), pk=number)
    granting.withdraw(user, given)
    messages.success(request, _("The role is withdrawn."))
    if queries.people(user).filter(pk=given.user_id).exists():
        return redirect("directory:person", given.user_id)
    return redirect("directory:people")


@login_required
@require_POST
@never_cache
def reset_password(request: HttpRequest, number: int) -> HttpResponse:
    """Give a person a new password of one use, and show it once."""
    user = user_of(request)
    shown = managed(user, number)
    return _password(request, shown, actions.reset_password(user, shown))


def _step(act: Callable[[User, User], object], done: Callable[[], str]) -> Callable[[HttpRequest, int], HttpResponse]:
    """Make a page that does one thing to a person and returns to the person."""

    @login_required
    @require_POST
    def page(request: HttpRequest, number: int) -> HttpResponse:
        user = user_of(request)
        act(user, managed(user, number))
        messages.success(request, done())
        return redirect("directory:person", number)

    return page


close = _step(lambda user, person: actions.set_active(user, person, False), lambda: _("The account is closed."))
reopen = _step(lambda user, person: actions.set_active(user, person, True), lambda: _("The account is open again."))
reset_second_factor = _step(actions.reset_second_factor, lambda: _("The second factor is removed."))


@login_required
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations of the reader's areas."""
    user = user_of(request)
    demand_somewhere(user, queries.SEE)
    word = request.GET.get("q", "").replace("\0", "").strip()[:80]
    rows: QuerySet[Organisation] = queries.organisations(user)
    if word:
        rows = rows.filter(Q(name_zh__icontains=word) | Q(name_en__icontains=word) | Q(key__icontains=word))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "word": word, "names": area_names(), "manages": manages(user)}
    return render(request, "directory/organisations.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    user = user_of(request)
    demand_somewhere(user, queries.MANAGE)
    form = OrganisationForm(user, request.POST or None)
    if form.is_valid():
        try:
            actions.add_organisation(user, **form.values())
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, _("The organisation is entered."))
            return redirect("directory:organisations")
    return render(request, "directory/organisation_form.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def change_organisation(request: HttpRequest, number: int) -> HttpResponse:
    """Change an organisation."""
    user = user_of(request)
    shown = get_object_or_404(queries.organisations(user), pk=number)
    demand(user, queries.MANAGE, shown.jurisdiction)
    form = OrganisationForm(user, request.POST or None, instance=shown)
    if form.is_valid():
        fresh = get_object_or_404(queries.organisations(user), pk=number)
        try:
            actions.change_organisation(user, fresh, **form.values())
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, _("The change is saved."))
            return redirect("directory:organisations")
    return render(request, "directory/organisation_form.html", {"form": form, "organisation": shown})
