"""What the engine concludes about an ask, with its reasons, in a form that can be stored and shown again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

VERSION = 1


@dataclass(frozen=True, slots=True)
class Holder:
    """An office that must act, or may: who, its kind in the codebook, what it does and how."""

    office: str
    name: str
    kind: str
    act: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A law the finding rests on; `url` only when it is an official address."""

    id: str
    cite: str
    says: str
    url: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Advice:
    """Something the petitioner can do besides, with an official link where there is one."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """What the finding would be under some answers to the open question."""

    answers: tuple[str, ...]
    labels: tuple[str, ...]
    holders: tuple[Holder, ...]
    addressee: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Who can grant an ask under the facts given.

    `addressee`: whether the addressed office can (`yes`, `partly`, `no`, or `unknown` while an answer is
    missing). `no`: the kind of no (`no_power`, `elsewhere`, `restraint`, `discretion`). `question`: the code
    of the fact to ask for next, or empty; `open` the one that the branches answer, which may be one that a
    person does not know. `mode`: the holders act in `sequence`, `any` alone, or `each` for
    its part. `assumed`: facts taken where nothing was said. `sure`: `high`, `medium` or `low`. Stored with
    the petition, so every name and sentence is the one of the day.
    """

    ask: str
    facts: Mapping[str, str]
    to: str
    to_name: str
    holders: tuple[Holder, ...]
    also: tuple[Holder, ...]
    mode: str
    addressee: str
    no: str
    why: str
    question: str
    branches: tuple[Branch, ...]
    because: tuple[Citation, ...]
    instead: tuple[str, ...]
    advice: tuple[Advice, ...]
    apply: Advice | None
    limits: tuple[str, ...]
    unverified: tuple[str, ...]
    assumed: Mapping[str, str]
    sure: str
    powers: tuple[str, ...] = ()
    open: str = ""
    version: int = field(default=VERSION)

    def as_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists and strings, ready for JSON."""
        return asdict(self)


def from_dict(data: Mapping[str, Any]) -> Finding:
    """A stored finding as a value again; raises KeyError or TypeError where `data` is not one."""
    known = {one.name for one in fields(Finding)}
    plain = {name: value for name, value in data.items() if name in known}
    return Finding(
        **{
            **plain,
            "holders": tuple(Holder(**one) for one in data["holders"]),
            "also": tuple(Holder(**one) for one in data["also"]),
            "branches": tuple(
                Branch(
                    tuple(one["answers"]),
                    tuple(one["labels"]),
                    tuple(Holder(**holder) for holder in one["holders"]),
                    one["addressee"],
                )
                for one in data["branches"]
            ),
            "because": tuple(Citation(**one) for one in data["because"]),
            "advice": tuple(Advice(**one) for one in data["advice"]),
            "apply": Advice(**data["apply"]) if data["apply"] else None,
            **{name: tuple(data[name]) for name in ("instead", "limits", "unverified", "powers")},
        }
    )
