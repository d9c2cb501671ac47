"""Every link that stands in a letter: its path, and the token that opens it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.conf import settings

from undersigned.kit import tokens

#: Name of a link → its path on the site. A name that is a purpose of `kit.tokens` gets a token, else the id itself.
PATHS: Final[dict[str, str]] = {
    "confirm": "/confirm/{}",
    "withdraw": "/withdraw/{}",
    "erase": "/erase/{}",
    "receipt": "/receipt/{}",
    "unsubscribe": "/unsubscribe/{}",
    "never": "/never/{}",
    "gather": "/gather/{}",
    "survey": "/survey/{}",
    "petition": "/petitions/{}",
    "response": "/responses/{}",
}
UUID_LENGTH = 36


def link(name: str, subject: UUID | str) -> str:
    """The full address of a link of `PATHS`; its subject is a row's UUID (or that written out) or a public id."""
    if name not in tokens.LIVES:
        return settings.UNDERSIGNED_URL + PATHS[name].format(subject)
    if isinstance(subject, str) and len(subject) == UUID_LENGTH:
        subject = UUID(subject)
    return settings.UNDERSIGNED_URL + PATHS[name].format(tokens.make(name, subject))
