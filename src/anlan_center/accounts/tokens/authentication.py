"""How a request to the programming interface proves who sends it."""

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from anlan_center.accounts.models import User
from anlan_center.accounts.tokens.keys import owner_of


class TokenAuth(HttpBearer):
    """A key in the header ``Authorization: Bearer anlan_...``; `request.auth` and `request.user` are its owner."""

    openapi_description = "A key of a person, narrowed to some permissions and an area. Pages of the centre issue it."

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Recognise the key."""
        owner = owner_of(token)
        if owner is not None:
            request.user = owner
        return owner


class SignedIn(SessionAuth):
    """The session of a person who signed in by hand; changes need the token against forged requests as well."""

    def __call__(self, request: HttpRequest) -> User | None:
        """Return who is signed in; nobody where a key was sent, even one that does not hold."""
        if request.headers.get("Authorization") or not isinstance(request.user, User):
            return None
        return cast("User | None", super().__call__(request))


AUTHENTICATION = (TokenAuth(), SignedIn())
"""For `NinjaAPI(auth=...)`: a key, else a session."""
