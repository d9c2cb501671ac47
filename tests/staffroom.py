"""A browser of someone who works here: signed in as staff are, second factor and all."""

from __future__ import annotations

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from undersigned.kit import clock
from undersigned.staff.entering import make_link
from undersigned.staff.models import User
from workplace import CITY, works

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, steps: int = 0) -> str:
    """The six digits that an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_app(user: User) -> User:
    """The same person, with an authenticator app."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, SECRET)
    return user


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    browser = Client()
    browser.force_login(with_app(user))
    return browser


def at_work(*roles: str, email: str = "cleo@city.example", at: str = CITY) -> Client:
    """A browser of someone who holds these roles."""
    return signed_in(works(*roles, email=email, at=at))


def link_of(user: User) -> str:
    """The path of a one-time link made at this moment, since a browser's visit is at this moment too."""
    return re.sub(r"^https?://[^/]+", "", make_link(user, clock.now()))
