"""The programming interface: one router a part."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from anlan_center.accounts.api import router as accounts
from anlan_center.accounts.scope import SecondFactorRequiredError
from anlan_center.accounts.tokens import AUTHENTICATION

api = NinjaAPI(title="Anlan", version="1", urls_namespace="api", docs_url=None, auth=AUTHENTICATION)
api.add_router("/accounts", accounts)


@api.exception_handler(PermissionDenied)
def refused(request: HttpRequest, refusal: PermissionDenied) -> HttpResponse:
    """Answer 403 with the reason."""
    content = {"detail": str(refusal), "second_factor": isinstance(refusal, SecondFactorRequiredError)}
    return api.create_response(request, content, status=403)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer 422 with what is wrong, by field where it is one of them."""
    detail = error.message_dict if hasattr(error, "error_dict") else error.messages
    return api.create_response(request, {"detail": detail}, status=422)
