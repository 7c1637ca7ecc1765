"""Areas, organisations, people and their grants."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan_center.accounts.proposing import State
from anlan_center.accounts.roles import ROLES, is_strong

STRONG_ROLES = sorted(role for role in ROLES if is_strong(role))
_BY_A_SECOND = [State.CONFIRMED.value, State.REFUSED.value, State.ENDED.value]
_PROPOSAL_STATES = [(one.value, one.value) for one in State]


def area_prefix(code: str) -> str:
    """Return the part of an administrative code that its descendants share: 320700 gives 3207, 320703001000 320703001.

    Parameters
    ----------
    code
        Digits of the code, two to a level up to the county, three to a level below.
    """
    head, tail = code[:6], code[6:]
    while tail.endswith("000"):
        tail = tail[:-3]
    if tail:
        return head + tail
    while len(head) > 2 and head.endswith("00"):
        head = head[:-2]
    return head


class Named(models.Model):
    """Something with a name in both languages."""

    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)

    class Meta:
        """Fields only; no table of its own."""

        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Area(Named):
    """An administrative area of the city package; its outline stays in the package."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    prefix = models.CharField(max_length=12, unique=True)
    level = models.CharField(_("level"), max_length=20)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    population = models.PositiveIntegerField(_("residents"))

    class Meta:
        """By code."""

        ordering: ClassVar = ["code"]

    @property
    def jurisdiction(self) -> str:
        """Prefix of its code, as other rows name where they belong."""
        return self.prefix


def whole_city() -> str:
    """Return the prefix of the topmost area; empty before a city is loaded."""
    return Area.objects.filter(parent=None).values_list("prefix", flat=True).first() or ""


class Organisation(Named):
    """An organisation: government, department, district, community, enterprise or social organisation."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    jurisdiction = models.CharField(max_length=12, db_index=True, help_text=_("Prefix of the area's code"))
    sender = models.CharField(max_length=120, blank=True, help_text=_("Sender of its warnings"))
    active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
    packaged: Any = models.JSONField(default=dict, editable=False)
    """What the city package last said of it: loading it again changes what is new there, not what people changed."""

    class Meta:
        """By key."""

        ordering: ClassVar = ["key"]


@dataclass(frozen=True)
class Narrowed:
    """How far a token lets its owner act: in what, and where.

    Parameters
    ----------
    permissions
        Keys of `roles.PERMISSIONS`.
    jurisdiction
        Prefix of an area's code.
    """

    permissions: frozenset[str]
    jurisdiction: str


class User(AbstractUser):
    """A person with an account.

    Two values belong to how this person came in, not to the row, and are gone when the row is read again:
    `second_factor_at` and `narrowed`. Actions are therefore given the user of the request, never a copy.
    """

    second_factor_at: datetime | None = None
    """When this sign-in was confirmed by a second factor; None where it was not."""
    narrowed: Narrowed | None = None
    """How far a token lets this person act; None at a sign-in by hand."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="people")
    display_name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=12, default="zh-hans")
    must_change_password = models.BooleanField(default=False)
    sign_ins = models.PositiveIntegerField(default=0, help_text=_("A higher number ends all earlier sign-ins"))
    entrusted_by = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="+",
        help_text=_("Everybody who had this account in hand: opened it, or changed what it is opened with"),
    )  # fmt: skip

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def jurisdiction(self) -> str:
        """Prefix of the area that the person's organisation answers for; without one that of the whole city."""
        return self.organisation.jurisdiction if self.organisation else whole_city()

    @property
    def second_factor(self) -> bool:
        """Whether this sign-in was confirmed by a second factor."""
        return self.second_factor_at is not None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must know: a new password or number of sign-ins ends all sessions."""
        salt = "anlan_center.accounts.models.User"
        return salted_hmac(salt, f"{self.password}:{self.sign_ins}", secret=secret, algorithm="sha256").hexdigest()


class RoleSomewhere(models.Model):
    """A role in an area and all that lies in it, with or without an end."""

    role = models.CharField(_("role"), max_length=40)
    jurisdiction = models.CharField(max_length=12, help_text=_("Prefix of the area's code"))
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Fields only; no table of its own."""

        abstract = True

    @property
    def is_strong(self) -> bool:
        """Whether the role has a permission that needs a second factor."""
        return is_strong(self.role)

    @property
    def role_name(self) -> str:
        """The role in words."""
        return str(ROLES[self.role].name)

    @property
    def over(self) -> bool:
        """Whether it has run out."""
        return self.until is not None and self.until <= timezone.now()


class Proposal(RoleSomewhere):
    """A strong role that one administrator asks for and another confirms, or that the machine's operator gave.

    The database holds it: nobody confirms what that person asked for or gains, what was asked for never changes, and a
    strong role without a confirmed proposal cannot be written (`guarding`).
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="proposals")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    operator = models.CharField(max_length=120, blank=True, default="", help_text="Who gave it at the machine")
    state = models.CharField(max_length=9, choices=_PROPOSAL_STATES, default=State.WAITING.value)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        """Two administrators, neither of whom gains; one proposal at a time for a role in an area."""

        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "jurisdiction"],
                condition=models.Q(state=State.WAITING.value),
                name="one_proposal_of_a_role_in_an_area",
            ),
            models.CheckConstraint(condition=models.Q(role__in=STRONG_ROLES), name="proposal_of_a_strong_role"),
            models.CheckConstraint(condition=~models.Q(jurisdiction=""), name="proposal_has_an_area"),
            models.CheckConstraint(
                condition=models.Q(asked_by=None) | ~models.Q(asked_by=models.F("user")),
                name="who_asks_gains_nothing",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=_BY_A_SECOND)
                | (models.Q(asked_by=None, decided_by=None) & ~models.Q(operator=""))
                | (
                    models.Q(asked_by__isnull=False, decided_by__isnull=False, operator="")
                    & ~models.Q(decided_by=models.F("asked_by"))
                    & ~models.Q(decided_by=models.F("user"))
                ),
                name="decided_by_a_second",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.WAITING.value, decided_by=None, decided_at=None, asked_by__isnull=False)
                | (~models.Q(state=State.WAITING.value) & models.Q(decided_at__isnull=False)),
                name="waiting_means_undecided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} in {self.jurisdiction} ({self.state})"


class Grant(RoleSomewhere):
    """A role that a person has within an area and all that lies in it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    proposal = models.OneToOneField(Proposal, models.PROTECT, null=True, blank=True, related_name="grant")

    class Meta:
        """One grant of a role in an area to a person; only roles that exist; strong ones only as confirmed."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "jurisdiction"], name="one_grant_of_a_role_in_an_area"),
            models.CheckConstraint(condition=models.Q(role__in=sorted(ROLES)), name="known_role"),
            models.CheckConstraint(condition=~models.Q(jurisdiction=""), name="grant_has_an_area"),
            models.CheckConstraint(
                condition=~models.Q(role__in=STRONG_ROLES) | models.Q(proposal__isnull=False),
                name="strong_role_was_proposed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} in {self.jurisdiction}"


class ApiToken(models.Model):
    """A key with which a program acts for its owner, in some things and in some area; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField()
    jurisdiction = models.CharField(max_length=12)
    second_factor = models.BooleanField()
    created = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    used = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        """Newest first; a token holds somewhere."""

        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(jurisdiction=""), name="token_has_an_area"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.name}"


class Counted(models.Model):
    """Something that all processes count together: attempts, and codes that were used; see `signing_in.counting`."""

    key = models.CharField(max_length=250, primary_key=True)
    value: Any = models.JSONField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
