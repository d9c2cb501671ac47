"""One-time sign-in links: made, and used once within 24 hours."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from undersigned.staff.models import Link, User

LINK_LIFE: Final = timedelta(hours=24)
SECRET_BYTES: Final = 32


def _sha256(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def make_link(user: User, now: datetime) -> str:
    """The address of a new one-time link; links made before for this person stop working."""
    Link.objects.filter(user=user, used_at__isnull=True).delete()
    token = secrets.token_urlsafe(SECRET_BYTES)
    Link.objects.create(user=user, sha256=_sha256(token), made_at=now, expires_at=now + LINK_LIFE)
    return f"{settings.UNDERSIGNED_URL}/desk/enter/{token}"


def holder(token: str, now: datetime) -> User | None:
    """Whose link this is; None when it was used, outlived, replaced or never made. Changes nothing."""
    link = Link.objects.usable(now).select_related("user").filter(sha256=_sha256(token)).first()
    return link.user if link else None


def use(token: str, now: datetime) -> User | None:
    """Use the link up and return whose it was; None as for `holder`. Of two at once, one gets the person."""
    if not Link.objects.usable(now).filter(sha256=_sha256(token)).update(used_at=now):
        return None
    return Link.objects.select_related("user").get(sha256=_sha256(token)).user
