"""Which letters there are, what each needs to be written, and which of them anyone can cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: The subject that every letter has by itself: its own id.
LETTER = "letter"


class UnknownKind(KeyError):
    """There is no such letter."""


@dataclass(frozen=True)
class Kind:
    """A letter: its name (and its template's), its links, what its context must hold.

    `links` maps a link of `links.PATHS` to the key of the context that names its subject. `limited` letters can be
    caused by anyone who types an address: they carry no name, they offer "never write to me again", and a person
    gets only so many of them a day.
    """

    name: str
    needs: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    limited: bool = False
    campaign: bool = False


_UNASKED = {"never": LETTER}
_ANSWER = {"response": "subject", "unsubscribe": LETTER}
_ABOUT = {"petition": "petition"}

_ALL = (
    Kind(
        "confirm-signature",
        ("submission",),
        {"confirm": "submission", "receipt": "submission", "withdraw": "submission"} | _ABOUT | _UNASKED,
        limited=True,
    ),
    Kind("already-signed", ("signature",), {"withdraw": "signature"} | _ABOUT | _UNASKED, limited=True),
    Kind("confirm-petition", ("submission",), {"confirm": "submission"} | _UNASKED, limited=True),
    Kind("withdraw", ("signature",), {"withdraw": "signature"} | _ABOUT | _UNASKED, limited=True),
    Kind("erase", (), {"erase": LETTER} | _UNASKED, limited=True),
    Kind("gathering", ("petition",), {"gather": "petition"}),
    Kind("approved", ("petition",), _ABOUT),
    Kind("rejected", ("petition", "reason"), {"gather": "petition"}),
    Kind("reached", ("petition",), _ABOUT),
    Kind("due", ("petition", "title", "due_at"), _ABOUT),
    Kind("response", ("subject",), _ANSWER | {"survey": "survey"}, campaign=True),
    Kind("news", ("subject",), _ANSWER, campaign=True),
)
KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _ALL}
LIMITED: Final[list[str]] = [kind.name for kind in _ALL if kind.limited]


def kind_named(name: str) -> Kind:
    """The kind of this name; raises UnknownKind."""
    try:
        return KINDS[name]
    except KeyError as error:
        raise UnknownKind(name) from error
