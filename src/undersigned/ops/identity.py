"""A wrong key or another origin stops the start, before it can do harm that cannot be undone."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from undersigned.kit.crypto import key_check
from undersigned.ops.models import Identity


class WrongIdentity(Exception):
    """The settings are not those this database was begun with; the message holds the remedy."""


def fix(now: datetime) -> None:
    """Write down the origin and the person key's mark at the first run; afterwards, compare. Idempotent.

    Raises WrongIdentity.
    """
    Identity.objects.get_or_create(
        defaults={"origin": settings.UNDERSIGNED_ORIGIN, "person_key_check": key_check(), "fixed_at": now}, pk=1
    )
    verify()


def verify() -> None:
    """Raise WrongIdentity when the settings are not those of the first run, or there was none."""
    begun = Identity.objects.filter(pk=1).first()
    if begun is None:
        raise WrongIdentity("This database was never set up. Run `undersigned migrate` first.")
    if bytes(begun.person_key_check) != key_check():
        raise WrongIdentity(
            "UNDERSIGNED_PERSON_KEY is not the key this database was begun with: with another one, people could "
            "sign twice. Set the old key again."
        )
    if begun.origin != settings.UNDERSIGNED_ORIGIN:
        raise WrongIdentity(
            f"The public logs here are named {begun.origin}, and UNDERSIGNED_ORIGIN says "
            f"{settings.UNDERSIGNED_ORIGIN}. The name cannot change: set UNDERSIGNED_ORIGIN={begun.origin}."
        )
