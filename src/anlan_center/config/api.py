"""The programming interface: who may call it, how it refuses, and one router a part."""

import json
from typing import Any

from django.core.cache import caches
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.throttling import AuthRateThrottle

from anlan_center.accounts.scope import SecondFactorRequiredError
from anlan_center.accounts.tokens.authentication import AUTHENTICATION
from anlan_center.alerts.deliveries.actions.resending import NotResendableError
from anlan_center.alerts.deliveries.api import router as deliveries
from anlan_center.alerts.ingest.api import router as ingest
from anlan_center.alerts.release.api import router as alerts
from anlan_center.audit.api import router as audit
from anlan_center.directory.api import router as directory
from anlan_center.directory.proposals.actions import DecidedError
from anlan_center.outbox.api import router as outbox
from anlan_center.outbox.board import NotDeadError

DETAIL = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}]}
REFUSAL = {
    "description": "Refused; `detail` says why and what to do, or lists what is wrong with each part of the request.",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}]}
                },
            }
        }
    },
}


class Throttle(AuthRateThrottle):
    """Limits how often one person calls, in each process by itself: a row a call would cost more than the call."""

    cache = caches["process"]

    def get_cache_key(self, request: HttpRequest) -> str:
        """Name the person by number: two may have the same name."""
        user = request.user
        ident = f"user-{user.pk}" if user.is_authenticated else str(self.get_ident(request))
        return str(self.cache_format % {"scope": self.scope, "ident": ident})


class WithoutNul(Parser):
    """Reads bodies, and refuses the character NUL in them: no name holds it, and PostgreSQL keeps no text with it.

    What sinks tell is taken all the same, and kept without it: for a word of one message that came over a bad line the
    receipts of hundreds would be lost.
    """

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what JSON says."""
        match = request.resolver_match
        from_sink = match is not None and match.url_name == "receipts"
        if not from_sink and b"\\u0000" in request.body and _holds_nul(json.loads(request.body)):
            raise ValueError("NUL")  # answered with 400
        return super().parse_body(request)


def _holds_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_nul(one) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return any(map(_holds_nul, value))
    return isinstance(value, str) and "\0" in value


class Interface(NinjaAPI):
    """A programming interface whose every operation says how it refuses."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the schema, with refusals among the answers of each operation."""
        described = super().get_openapi_schema(**kwargs)
        for operations in described["paths"].values():
            for operation in operations.values():
                operation["responses"].setdefault("4XX", REFUSAL)
        return described


api = Interface(
    title="Anlan",
    version="1",
    description="What the pages of the centre do, for programs. Times are UTC.",
    urls_namespace="api",
    docs_url=None,
    auth=AUTHENTICATION,
    throttle=[Throttle("100/s")],
    parser=WithoutNul(),
)


def _refuse(request: HttpRequest, status: int, detail: str, **more: object) -> HttpResponse:
    return api.create_response(request, {"detail": detail, **more}, status=status)


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """Say which permission is missing where, and whether a second factor would help."""
    second = isinstance(error, SecondFactorRequiredError)
    return _refuse(request, 403, str(error) or _("You may not do this."), second_factor_required=second)


@api.exception_handler(ObjectDoesNotExist)
def missing(request: HttpRequest, _error: ObjectDoesNotExist) -> HttpResponse:
    """Say the same of what does not exist and of what the caller may not see."""
    return _refuse(request, 404, _("There is no such thing, or it lies outside your jurisdiction."))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say what is wrong with what was sent."""
    return _refuse(request, 422, " ".join(error.messages))


@api.exception_handler(NotDeadError)
@api.exception_handler(NotResendableError)
@api.exception_handler(DecidedError)
def conflicting(request: HttpRequest, error: NotDeadError | NotResendableError | DecidedError) -> HttpResponse:
    """Say that the row is in another state than the caller thought."""
    return _refuse(request, 409, str(error.message) if isinstance(error, DecidedError) else str(error))


api.add_router("/accounts", directory)
api.add_router("/alerts", alerts)
api.add_router("/deliveries", deliveries)
api.add_router("/ingest", ingest)
api.add_router("/audit", audit)
api.add_router("/outbox", outbox)
