"""Who is one person: an address is checked, brought to one form, and becomes a keyed mark."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from undersigned.kit.crypto import person_of
from undersigned.mail import addresses

#: Mail providers that ignore dots in the local part, and the name under which their domains are one.
DOTS_IGNORED = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
#: Providers with several domains for one mailbox.
SAME_MAILBOX = {
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
    "ya.ru": "yandex.ru",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
}


class BadAddress(ValueError):
    """The text is no e-mail address that we can write to; the message says what is wrong."""


class Address(NamedTuple):
    """An e-mail address: as we write to it, and the person it stands for (32 bytes)."""

    email: str
    person: bytes

    @property
    def domain(self) -> str:
        """The part after the @, as A-labels."""
        return self.email.rpartition("@")[2]


def read_address(text: str) -> Address:
    """The address in a form field; raises BadAddress with a message for the person.

    The local part stays as it was typed; the domain is lower-cased and brought to A-labels (IDNA 2008, RFC 5891).
    Addresses with a local part outside ASCII (RFC 6531) cannot be written to everywhere and are refused.
    """
    try:
        email = addresses.ascii_address(unicodedata.normalize("NFC", text.strip()))
    except addresses.BadAddress as error:
        raise BadAddress(_("Enter an e-mail address like name@example.org.")) from error
    if "." not in email.rpartition("@")[2]:
        raise BadAddress(_("Enter an e-mail address like name@example.org."))
    return Address(email, person_of(canonical(email)))


def canonical(email: str) -> str:
    """One form for all ways to write one mailbox: case, sub-address, and dots where the provider ignores them.

    Takes an address as `read_address` leaves it. Never shown, never written to: only its keyed mark is kept.
    """
    local, _at, domain = email.rpartition("@")
    local = local.lower()
    local = local.split("+", 1)[0] or local
    domain = SAME_MAILBOX.get(domain, domain)
    if domain in DOTS_IGNORED:
        local, domain = local.replace(".", ""), DOTS_IGNORED[domain]
    return f"{local}@{domain}"
