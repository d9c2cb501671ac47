"""Says what the office a petition is addressed to can do about a power: all of it, part of it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undersigned.authorities.powers import PLACE, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from undersigned.authorities.powers import Office, Power

YES, PARTLY, NO = "yes", "partly", "no"
DISCRETION, ELSEWHERE, NO_POWER = "discretion", "elsewhere", "no_power"


def standing(power: Power, addressee: Office, office_at: Callable[[str], Office] | None = None) -> Role:
    """What the addressee can do: the role the catalogue gives it, or what follows from who the holders are.

    `office_at` turns an office's id into the office of the petition's place; without it only the role and
    the ids as written count.
    """
    held = [(office_at(step.office) if office_at else None, step.office) for step in power.holders]
    ids = {office.id if office else id for office, id in held}
    role = power.roles.get(addressee.id) or _as_template(power, addressee, office_at)
    if role is not None:
        return role
    if addressee.id in ids:
        alone = len(held) == 1 or power.mode == "any"
        return Role(YES if alone else PARTLY, DISCRETION if alone else "")
    if addressee.id in power.also:
        return Role(PARTLY, ELSEWHERE)
    if any(PLACE in id and office and office.kind == addressee.kind for office, id in held) and not power.kind:
        return Role(YES, DISCRETION)
    same = any(office and office.government == addressee.government for office, _ in held)
    return Role(NO, ELSEWHERE if same else NO_POWER)


def _as_template(power: Power, addressee: Office, office_at: Callable[[str], Office] | None) -> Role | None:
    """The role written for any place's office (`{place}.governor`), if the addressee is that place's office."""
    for id, role in power.roles.items():
        if PLACE in id and addressee.id.endswith(id.removeprefix(PLACE)):
            own = office_at(id).id if office_at else addressee.id
            if own in (addressee.id, id.replace(PLACE, "state")):
                return role
    return None


def merged(answers: Iterable[str]) -> str:
    """One answer for several parts: all yes is yes, all no is no, anything between is partly."""
    found = set(answers)
    return found.pop() if len(found) == 1 else PARTLY
