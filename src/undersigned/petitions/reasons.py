"""Why a petition may be rejected or removed: the published list of `data/rejection-reasons.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache

from undersigned.kit import facts


@dataclass(frozen=True)
class Reason:
    """One reason: its code for the record, its label for staff, its text for the public, and the acts it is for."""

    code: str
    label: str
    public: str
    acts: tuple[str, ...]


class UnknownReason(LookupError):
    """A reason that is not on the published list, or not for this act."""


@cache
def reasons() -> dict[str, Reason]:
    """Every reason by its code, in the order of the list."""
    with facts.path("rejection-reasons.toml").open("rb") as file:
        rows = tomllib.load(file)["reason"]
    return {row["code"]: Reason(row["code"], row["label"], row["public"], tuple(row["acts"])) for row in rows}


def reasons_for(act: str) -> list[Reason]:
    """The reasons for an act: `reject` or `remove`."""
    return [reason for reason in reasons().values() if act in reason.acts]


def reason_for(act: str, code: str) -> Reason:
    """The reason with this code; raises UnknownReason when the list has none such for the act."""
    reason = reasons().get(code)
    if reason is None or act not in reason.acts:
        raise UnknownReason(f"{code!r} is no published reason to {act} a petition")
    return reason
