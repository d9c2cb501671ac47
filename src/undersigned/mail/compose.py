"""A letter from the outbox becomes the bytes that go to the mail server."""

from __future__ import annotations

import binascii
import json
from base64 import b32encode, urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache, lru_cache
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format, number_format

from undersigned.kit import tokens
from undersigned.kit.crypto import Unreadable, sealer
from undersigned.mail.addresses import BadAddress, ascii_address
from undersigned.mail.claim import Claimed
from undersigned.mail.kinds import LETTER, UnknownKind, kind_named
from undersigned.mail.letters import context_bound_to, email_bound_to, name_bound_to
from undersigned.mail.links import link
from undersigned.mail.moulds import Body, moulds, one_line

SUBJECT_LENGTH: Final = 200


class Unwritable(Exception):
    """This letter cannot be written, now or later; the reason names no person."""


@dataclass(frozen=True)
class CampaignBody:
    """What a campaign writes: the subject of its links, whether it asks the survey, its bodies by language."""

    subject_id: str
    survey: bool
    bodies: Mapping[str, Body]

    def in_language(self, language: str) -> tuple[str, Body]:
        """The body in this language, or else in the deployment's, or else in any, with the language it has."""
        for tried in (language, settings.LANGUAGE_CODE, *self.bodies):
            if tried in self.bodies:
                return tried, self.bodies[tried]
        raise Unwritable("the campaign says nothing")


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter as it goes to the mail server: envelope, and content that ends in CRLF and is dot-stuffed."""

    sender: str
    recipient: str
    content: bytes


def compose(letter: Claimed, campaign: CampaignBody | None, now: datetime) -> Composed:
    """Open, write and encode a letter. The same letter always has the same Message-ID.

    Raises Unwritable: the ciphertext does not open, the address cannot be written in ASCII, a value is missing.
    """
    try:
        seal = sealer().open
        address = seal(letter.email, email_bound_to(letter.sealed_for))
        name = seal(letter.name, name_bound_to(letter.sealed_for)) if letter.name else ""
        context = json.loads(seal(letter.context, context_bound_to(letter.id))) if letter.context else {}
        recipient = ascii_address(address)
        subject, text, html = write(letter.id, letter.kind, letter.language, name, context, campaign)
    except Unreadable as error:
        raise Unwritable(f"sealed: {error}") from error
    except BadAddress as error:
        raise Unwritable(f"address: {error}") from error
    except UnknownKind as error:
        raise Unwritable(f"no letter of the kind {letter.kind}") from error
    except (KeyError, ValueError) as error:
        raise Unwritable(f"context: {error}") from error
    unsubscribe = link("unsubscribe", letter.id) if kind_named(letter.kind).campaign else ""
    content = encode(letter.id, recipient, subject, text, html, unsubscribe, now)
    return Composed(bounce_address(letter.id), recipient, content)


def write(
    letter: UUID, kind: str, language: str, name: str, context: Mapping[str, object], campaign: CampaignBody | None
) -> tuple[str, str, str]:
    """Subject, plain text and HTML of a letter; raises UnknownKind, KeyError, ValueError, Unwritable.

    A single letter of a campaign's kind (a test letter) brings its body in its context.
    """
    written = kind_named(kind)
    subjects = {**context, LETTER: letter}
    body = None
    if campaign is not None:
        language, body = campaign.in_language(language)
        # A later letter about the same thing has a mark of its own after a colon.
        subjects["subject"] = in_its_language(campaign.subject_id.partition(":")[0], language)
        if campaign.survey:
            subjects["survey"] = letter
    elif written.campaign:
        body = Body(*(str(context[key]) for key in ("title", "text", "html")))
        if context.get("survey"):
            subjects["survey"] = letter
    values = {
        f"{link_name.replace('-', '_')}_link": link(link_name, str(subjects[key]))
        for link_name, key in written.links.items()
        if subjects.get(key)
    }
    if name:
        values["name"] = one_line(name)
    if body is None:
        for key, value in context.items():
            if shown := _shown(key, value, language):
                values.setdefault(key, shown)
    mould = moulds(kind, language, frozenset(values), body)
    return mould.subject.fill(values)[:SUBJECT_LENGTH], mould.text.fill(values), mould.html.fill(values)


def in_its_language(subject: str, language: str) -> str:
    """A campaign's subject as its link names it: in the site's own language plainly, in others with their code."""
    return subject if language == settings.LANGUAGE_CODE else f"{subject}/{language}"


def _shown(key: str, value: object, language: str) -> str:
    if value is None or value == "" or isinstance(value, bool):
        return "yes" if value else ""
    if key.endswith("_at") or isinstance(value, int):
        return _formatted(str(value), language, key.endswith("_at"))
    return one_line(str(value))


@lru_cache(maxsize=4096)
def _formatted(value: str, language: str, moment: bool) -> str:
    with translation.override(language):
        if not moment:
            return number_format(int(value), use_l10n=True, force_grouping=True)
        at = datetime.fromisoformat(value).astimezone(UTC)
        return f"{date_format(at, 'DATE_FORMAT')}, {date_format(at, 'H:i')} UTC"


@lru_cache(maxsize=64)
def _header(value: str) -> str:
    """A header's value, folded, as encoded words (RFC 2047) where it is not ASCII; control characters are gone."""
    return Header(
        one_line(value), None if value.isascii() else "utf-8", maxlinelen=76, header_name="Subject"
    ).encode(linesep="\r\n")


@cache
def _from(address: str) -> str:
    name, email = parseaddr(address)
    return formataddr((one_line(name), ascii_address(email)))


def bounce_address(letter: UUID) -> str:
    """The return path of one letter: `bounces+<token>@host`, in letters that survive a change of case."""
    local, _, host = settings.UNDERSIGNED_BOUNCE_ADDRESS.rpartition("@")
    token = tokens.make("bounce", letter)
    raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return f"{local}+{b32encode(raw).rstrip(b'=').decode().lower()}@{host}"


def message_id(letter: UUID) -> str:
    """The Message-ID of a letter, the same each time it is written."""
    return f"<{letter.hex}@{settings.UNDERSIGNED_BOUNCE_ADDRESS.rpartition('@')[2]}>"


def encode(
    letter: UUID, recipient: str, subject: str, text: str, html: str, unsubscribe: str, now: datetime
) -> bytes:
    """A message (RFC 5322, MIME) of lines in ASCII that end in CRLF, dot-stuffed for SMTP (RFC 5321 4.5.2)."""
    # Quoted-printable never yields "=_", so the boundary cannot stand in a part.
    boundary = f"=_{letter.hex}"
    headers = [
        f"From: {_from(settings.UNDERSIGNED_MAIL_FROM)}",
        f"To: {recipient}",
        f"Subject: {_header(subject)}",
        f"Date: {format_datetime(now)}",
        f"Message-ID: {message_id(letter)}",
        "Auto-Submitted: auto-generated",
    ]
    if unsubscribe:
        headers += [f"List-Unsubscribe: <{unsubscribe}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    headers += ["MIME-Version: 1.0", f'Content-Type: multipart/alternative; boundary="{boundary}"', "", ""]
    parts = [b"\r\n".join(line.encode("ascii") for line in headers)]
    for subtype, part in (("plain", text), ("html", html)):
        parts.append(
            f"--{boundary}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode("ascii")
        )
        parts.append(binascii.b2a_qp(part.replace("\n", "\r\n").encode(), istext=True))
    parts.append(f"--{boundary}--\r\n".encode("ascii"))
    return b"".join(parts).replace(b"\r\n.", b"\r\n..")
