"""What an authority promises to petitioners (threshold, days, supporters), by the date from which it holds."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from undersigned.kit import facts


@dataclass(frozen=True)
class Policy:
    """One authority's promise from one date on; frozen into a petition when it opens."""

    authority: str
    since: date
    supporters: int
    threshold: int
    days_open: int
    days_answer: int
    days_lapse: int
    source: str


class NoPolicy(LookupError):
    """The authority had no policy on that day."""


@cache
def policies() -> dict[str, tuple[Policy, ...]]:
    """Every authority's policies, the oldest first, as `data/policy.toml` states them."""
    with facts.path("policy.toml").open("rb") as file:
        rows = tomllib.load(file)
    return {
        authority: tuple(
            sorted(
                (Policy(authority=authority, since=row.pop("from"), **row) for row in stated),
                key=lambda policy: policy.since,
            )
        )
        for authority, stated in rows.items()
    }


def policy_of(authority: str, on: date) -> Policy:
    """The policy in force for an authority on a day; raises NoPolicy."""
    in_force = [policy for policy in policies().get(authority, ()) if policy.since <= on]
    if not in_force:
        raise NoPolicy(f"{authority} had no policy on {on}; data/policy.toml states them")
    return in_force[-1]
