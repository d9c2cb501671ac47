"""Addresses as mail servers want them, and the keyed mark of a mail domain."""

from __future__ import annotations

import re
from functools import lru_cache

import idna

from undersigned.kit.crypto import person_of
from undersigned.mail.models import DOMAIN_BYTES

# RFC 5321 dot-string, ASCII only: no quoted local parts, so no spaces and no angle brackets to be escaped.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
LOCAL_LENGTH = 64
DOMAIN_LENGTH = 253


class BadAddress(ValueError):
    """No letter can be sent to this address."""


def ascii_address(address: str) -> str:
    """The address as it stands in an SMTP command: the domain as A-labels (IDNA 2008), the local part as given.

    Raises BadAddress when either part cannot be written in ASCII (RFC 6531 is not asked of anyone's server).
    """
    local, at, domain = address.rpartition("@")
    if not at or len(local) > LOCAL_LENGTH or not _LOCAL.fullmatch(local):
        raise BadAddress("the part before the @ has a form that not every mail server takes")
    return f"{local}@{ascii_domain(domain)}"


@lru_cache(maxsize=4096)
def ascii_domain(domain: str) -> str:
    """The domain in lower case as A-labels; raises BadAddress."""
    name = domain.lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode("ascii")
        except idna.IDNAError as error:
            raise BadAddress("the part after the @ is no domain name") from error
    if len(name) > DOMAIN_LENGTH or not _DOMAIN.fullmatch(name):
        raise BadAddress("the part after the @ is no domain name")
    return name


@lru_cache(maxsize=4096)
def domain_mark(domain: str) -> bytes:
    """8 bytes that stand for a mail domain, so that letters to it can rest together; raises BadAddress.

    Made under the person key; no person's address begins with an @.
    """
    return person_of("@" + ascii_domain(domain))[:DOMAIN_BYTES]


def domain_of(address: str) -> bytes:
    """The `domain_mark` of an address; raises BadAddress."""
    return domain_mark(address.rpartition("@")[2])
