"""Django's settings; what differs from one installation to the next comes from `installation`."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from anlan_center.config.connections import mail, openid, pages_elsewhere, profile_of, tiles_of
from anlan_center.config.installation import database, installation, zone_of
from anlan_center.config.logs import logging_settings

HERE = installation(os.environ)
PACKAGE = Path(__file__).resolve().parents[1]

SECRET_KEY = os.environ.get("ANLAN_SECRET_KEY") or HERE.secret("django")
DEBUG = False
ALLOWED_HOSTS = list(HERE.hosts)
CSRF_TRUSTED_ORIGINS = [HERE.origin]
ROOT_URLCONF = "anlan_center.config.urls"
ASGI_APPLICATION = "anlan_center.config.asgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "anlan_center.accounts.apps.AccountsConfig",
    "anlan_center.audit.apps.AuditConfig",
    "anlan_center.outbox.apps.OutboxConfig",
    "anlan_center.alerts.release.apps.ReleaseConfig",
    "anlan_center.alerts.subscriptions.apps.SubscriptionsConfig",
    "anlan_center.alerts.deliveries.apps.DeliveriesConfig",
    "anlan_center.alerts.ingest.apps.IngestConfig",
    "anlan_center.alerts.bulletins.apps.BulletinsConfig",
    "anlan_center.directory.apps.DirectoryConfig",
    "anlan_center.overview.apps.OverviewConfig",
]

MIDDLEWARE = [
    "anlan_center.config.middleware.Told",
    "anlan_center.overview.policy.content_policy",
    "django.middleware.security.SecurityMiddleware",
    "anlan_center.config.static.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "anlan_center.accounts.signing_in.keeping.KeptWriting",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "anlan_center.accounts.signing_in.factors.second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "anlan_center.directory.signing_in.sessions.SessionPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "overview" / "templates", PACKAGE / "directory" / "templates"],  # before those of allauth
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "string_if_invalid": "",
        },
    }
]

DATABASES = {"default": database(HERE.database_url, HERE.data)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "anlan_center.accounts.signing_in.counting.SharedCounts"},  # attempts, used codes
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},  # what each process may count by itself
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "anlan_center.directory.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before a change of what one signs in with
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,50/d/key"}  # codes of a person, at any address: a room shares one
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_DISPLAY = str
MFA_ADAPTER = "anlan_center.directory.signing_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Anlan"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s that a telephone's clock may be off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HERE.secure  # browsers themselves allow it on this machine alone
SOCIALACCOUNT_ADAPTER = "anlan_center.directory.signing_in.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = openid(os.environ)
ANLAN_POLICY = pages_elsewhere(os.environ)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address that another system states proves nothing here
ANLAN_OIDC_NEW_ACCOUNTS = os.environ.get("ANLAN_OIDC_NEW_ACCOUNTS", "") == "1"
ANLAN_MAIL = os.environ.get("ANLAN_MAIL", "")
ANLAN_MAIL_FOLDER = HERE.data / "mail" if HERE.demo and not ANLAN_MAIL else None
globals().update(mail(ANLAN_MAIL, ANLAN_MAIL_FOLDER))
ANLAN_LETTERS_BY_MAIL = bool(ANLAN_MAIL or ANLAN_MAIL_FOLDER)  # a server takes letters to subscribers
ANLAN_CARRIERS = "anlan_center.config.wiring.CARRIERS"  # lists the sinks that carry warnings to subscribers
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("ANLAN_MAIL_FROM", "anlan@localhost")
ANLAN_SESSION_HOURS = 12  # a shift, however busy
ANLAN_SECOND_FACTOR_HOURS = 4  # then strong permissions ask for it again
AXES_LOCKOUT_CALLABLE = "anlan_center.directory.signing_in.views.locked_out"
AXES_USERNAME_CALLABLE = "anlan_center.directory.signing_in.counting.counted_name"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # the record has who came in
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a command room shares one address
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_VERBOSE = False

NINJA_PAGINATION_CLASS = "anlan_center.accounts.bounds.Pages"

LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = zone_of(HERE.city)  # the database keeps UTC; pages show the city's time

STATIC_URL = "/static/"
STATIC_ROOT = HERE.data / "static"
STATICFILES_DIRS = [place for place in (PACKAGE / "static_built",) if place.is_dir()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_AGE = 12 * 3600  # a shift
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HERE.secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HERE.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HERE.proxied else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20

ANLAN_INSTALLATION = HERE
ANLAN_CITY = HERE.city

LOGGING_CONFIG = None
logging_settings()
ANLAN_INNER_HOSTS = tuple(filter(None, os.environ.get("ANLAN_INNER_HOSTS", "").replace(" ", "").split(",")))
ANLAN_WEBSUB_HUB = os.environ.get("ANLAN_WEBSUB_HUB", "")  # told of every change of the feeds
ANLAN_CAP_PROFILE = profile_of(os.environ.get("ANLAN_CAP_PROFILE", ""))
ANLAN_TILES = tiles_of(os.environ.get("ANLAN_TILES", ""))
