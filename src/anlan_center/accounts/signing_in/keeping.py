"""Long writing is not lost when a sign-in ends: what was sent waits in the session until its writer is back.

A form that is worth it holds a hidden field `WRITER` with the signed key of whoever writes. Where such a form meets a
closed door (sign in first, or a page that stood open across a sign-in), its fields are put aside, and the page of the
form takes them back when the same person opens it.
"""

from typing import Final

from django.conf import settings
from django.core import signing
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import resolve_url
from django.utils.deprecation import MiddlewareMixin

from anlan_center.accounts.models import User

WRITER: Final = "writer"
"""Name of the hidden field."""

MOST_CHARACTERS: Final = 500_000
"""Characters that are put aside at most (assumption)."""

LASTS_S: Final = 7 * 24 * 3600
"""How long after a page was opened its writing is put aside, s (assumption)."""

_SALT = "anlan.writing"
_UNREADABLE = (RequestDataTooBig, TooManyFieldsSent, UnreadablePostError, BadRequest)


def writer_of(user: User) -> str:
    """Return what the hidden field of a form holds.

    Parameters
    ----------
    user
        Who writes.
    """
    return signing.dumps(user.pk, salt=_SALT)


def taken_back(request: HttpRequest, user: User) -> QueryDict | None:
    """Return what this person sent to this page before a sign-in ended, once; None where nothing waits.

    Parameters
    ----------
    request
        For the page of the form.
    user
        Who is signed in now: what another one wrote stays away.
    """
    kept = request.session.get(WRITER)
    if not kept or kept["path"] != request.path or kept["user"] != user.pk:
        return None
    del request.session[WRITER]
    return QueryDict(kept["fields"])


class KeptWriting(MiddlewareMixin):
    """Puts aside what was sent where the answer is a closed door. Stands before what ends sign-ins."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Look at the answer."""
        door = resolve_url(settings.LOGIN_URL)
        closed = response.status_code == 403 or response.get("Location", "").startswith(door)
        if request.method == "POST" and closed:
            self._put_aside(request)
        return response

    @staticmethod
    def _put_aside(request: HttpRequest) -> None:
        try:
            user = signing.loads(request.POST.get(WRITER, ""), salt=_SALT, max_age=LASTS_S)
            fields = request.POST.urlencode()
        except (signing.BadSignature, *_UNREADABLE):
            return
        if len(fields) <= MOST_CHARACTERS:
            request.session[WRITER] = {"path": request.path, "user": user, "fields": fields}
