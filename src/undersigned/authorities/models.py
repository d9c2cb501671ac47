"""The bodies that take petitions here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuthorityQuerySet(models.QuerySet["Authority"]):
    """Questions about authorities."""

    def taking_petitions(self) -> AuthorityQuerySet:
        """Those a petition can be addressed to now."""
        return self.filter(takes_petitions=True)


class Authority(models.Model):
    """A body that takes petitions here; `office` names who acts for it in the catalogue of powers."""

    slug = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    office = models.CharField(max_length=64)
    takes_petitions = models.BooleanField(default=False)
    url = models.URLField(blank=True)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-z0-9]+([.-][a-z0-9]+)*$"), name="authority_slug_form"
            ),
            models.UniqueConstraint(fields=["name"], name="authority_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
