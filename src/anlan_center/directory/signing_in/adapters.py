"""What allauth asks of this house: who may join, what mail leaves, how secrets are kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.audit.recording import record
from anlan_center.directory.signing_in.secrets import fernet_key


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators; wrong passwords are counted by axes, for a person at an address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: nobody joins unasked."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to axes; a limit by name alone would let anybody lock anybody out."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send only where mail is set up."""
        if settings.ANLAN_MAIL:
            super().send_mail(template_prefix, email, context)

    def clean_password(self, password: str, user: Any = None) -> str:
        """Refuse a weak password, and the one of use that others know in place of one's own."""
        checked: str = super().clean_password(password, user)
        if isinstance(user, User) and user.must_change_password and user.check_password(checked):
            raise ValidationError(_("This is the password that was shown to someone else. Choose another one."))
        return checked

    def set_password(self, user: User, password: str) -> None:
        """Set a password that its owner chose; from then on the account is open, and other sign-ins end."""
        with transaction.atomic():
            user.must_change_password = False
            super().set_password(user, password)
            record(user, "account.password", user, exercise=False)

    def login(self, request: HttpRequest, user: User) -> None:
        """Let a person in, and record it."""
        with transaction.atomic():
            super().login(request, user)
            record(user, "account.sign_in", user, exercise=False)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Send a person on, in that person's language where this browser was told none."""
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=request.is_secure())
        return answer

    def logout(self, request: HttpRequest) -> None:
        """Let a person out, and record it."""
        user = request.user
        with transaction.atomic():
            if isinstance(user, User):
                record(user, "account.sign_out", user, exercise=False)
            super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Record a change of what a person signs in with, and tell that person where mail is set up."""
        part, _slash, change = template_prefix.partition("/email/")
        with transaction.atomic():
            record(user, f"{'second_factor' if part == 'mfa' else 'account'}.{change}", user, exercise=False)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who signs in elsewhere gets an account here only where the installation says so, and never a role."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say whether a person unknown here may come in; without grants such a person sees nothing."""
        return bool(settings.ANLAN_OIDC_NEW_ACCOUNTS)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of authenticator apps encrypted, under a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret."""
        return Fernet(fernet_key("second-factor")).encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret.

        Raises
        ------
        ImproperlyConfigured
            If the key is not the one it was encrypted with.
        """
        try:
            return Fernet(fernet_key("second-factor")).decrypt(encrypted_text.encode("ascii")).decode()
        except InvalidToken:
            raise ImproperlyConfigured(
                "a second factor cannot be read with the key 'second-factor' in the data folder; put back the key"
            ) from None

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name this installation to security keys."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Anlan 安澜"}
