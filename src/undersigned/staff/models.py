"""The tables of staff: the people, their roles for an authority, their one-time links, and what they decided."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from undersigned.staff.roles import OPERATOR, RoleName, Verb


class Users(BaseUserManager["User"]):
    """Staff, found by their address."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The person with this address, in any case of letters; raises User.DoesNotExist."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who works here, known by the e-mail address they sign in with; nobody else has an account."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Users()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def called(self) -> str:
        """What colleagues see: the name, or the address where none was given."""
        return self.name or self.email


class Roles(models.QuerySet["Role"]):
    """Who holds what."""

    def held_by(self, user: User) -> Roles:
        """What this person holds, by authority."""
        return self.filter(user=user).select_related("authority").order_by("authority_id", "role")

    def at(self, authority: str) -> Roles:
        """Who works for an authority, by address."""
        return self.filter(authority_id=authority).select_related("user").order_by("user__email", "role")


class Role(models.Model):
    """One person's role for one authority."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    authority = models.ForeignKey("authorities.Authority", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=RoleName.choices)

    objects = Roles.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("user", "authority", "role"), name="role_once"),
            models.CheckConstraint(condition=Q(role__in=RoleName.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.authority_id}"


class Decisions(models.QuerySet["Decision"]):
    """What was decided. Rows are only ever added; a trigger refuses anything else."""

    def at(self, authority: str) -> Decisions:
        """An authority's decisions, the latest first."""
        return self.filter(authority_id=authority).select_related("actor").order_by("-made_at", "-id")

    def about(self, subject: str) -> Decisions:
        """The decisions about one thing, the earliest first."""
        return self.filter(subject=subject).select_related("actor").order_by("made_at", "id")


class Decision(models.Model):
    """One act of staff, for ever: who, in which role, for which authority, about what, why, when.

    `subject` is `petition:<id>`, `response:<id>`, `campaign:<id>` or `user:<id>`. The public sees the role only.
    """

    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=16)
    authority = models.ForeignKey("authorities.Authority", on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=24)
    subject = models.CharField(max_length=80)
    reason = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()

    objects = Decisions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role=OPERATOR, actor__isnull=True) | Q(role__in=RoleName.values, actor__isnull=False),
                name="decision_has_an_actor_or_the_operator",
            ),
            models.CheckConstraint(condition=Q(verb__regex=r"^[a-z-]+$"), name="decision_verb_form"),
        ]
        indexes = [
            models.Index(fields=("authority", "-made_at"), name="decision_by_authority"),
            models.Index(fields=("subject",), name="decision_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    @property
    def did(self) -> str:
        """What was done, in words."""
        return str(Verb(self.verb).label)

    @property
    def role_name(self) -> str:
        """The role in words, as the public history shows it."""
        return str(_("operator")) if self.role == OPERATOR else str(RoleName(self.role).label)


class Links(models.QuerySet["Link"]):
    """One-time sign-in links."""

    def usable(self, now: datetime) -> Links:
        """Those that were not used, taken back or outlived."""
        return self.filter(used_at__isnull=True, expires_at__gt=now, user__is_active=True)


class Link(models.Model):
    """A one-time sign-in link: the database holds the SHA-256 of its secret only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    sha256 = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = Links.as_manager()

    class Meta:
        db_table = "staff_link"
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="link_lives_after_made"),
        ]

    def __str__(self) -> str:
        return f"link for {self.user_id}"
