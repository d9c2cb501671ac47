"""Says what the office a petition is addressed to can do about a power: all of it, part of it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undersigned.authorities.fact import UNKNOWN
from undersigned.authorities.places import place_of
from undersigned.authorities.powers import PLACE, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from undersigned.authorities.powers import Office, Power

YES, PARTLY, NO = "yes", "partly", "no"
DISCRETION, ELSEWHERE, NO_POWER = "discretion", "elsewhere", "no_power"
LOW = "low"  # how sure a power is that says only that nothing is known
ANY_PLACE = "state."  # how the id of a template's office begins while its place is not known


def standing(power: Power, addressee: Office, office_at: Callable[[str], Office]) -> Role:
    """What the addressee can do: the role the catalogue gives it, or what follows from who the holders are.

    `office_at` turns an office's id into the office of the petition's place. `unknown` where the catalogue does
    not say who could.
    """
    role = power.roles.get(addressee.id) or _as_template(power, addressee, office_at)
    if role is not None:
        return role
    if not power.holders and power.sure == LOW:
        return Role(UNKNOWN)
    holders = [office_at(step.office) for step in power.holders]
    held = [_acts_for(addressee, office) for office in holders]
    if held and (all(held) or (power.mode == "any" and any(held))):
        return Role(YES, DISCRETION)
    if any(held) or any(addressee.part_of == office.id for office in holders if addressee.part_of):
        return Role(PARTLY)
    same = any(office.government == addressee.government for office in holders)
    no = ELSEWHERE if same else NO_POWER
    if any(_acts_for(addressee, office_at(id)) for id in power.also):
        return Role(PARTLY, ELSEWHERE if same else "")
    return Role(NO, no)


def _acts_for(addressee: Office, office: Office) -> bool:
    """Whether what is this office's to do is the addressee's: itself, its chamber, or its whole government."""
    if office.id == addressee.id or office.part_of == addressee.id:
        return True
    if office.id.startswith(ANY_PLACE) and addressee.id.endswith(f".{office.id.removeprefix(ANY_PLACE)}"):
        return True
    here = office.government in ("", addressee.government) or place_of(addressee.government) is None
    return office.whole and office.kind == addressee.kind and here


def _as_template(power: Power, addressee: Office, office_at: Callable[[str], Office]) -> Role | None:
    """The role written for any place's office (`{place}.governor`), if the addressee is that place's office."""
    for id, role in power.roles.items():
        ours = PLACE in id and addressee.id.endswith(id.removeprefix(PLACE))
        if ours and office_at(id).id in (addressee.id, id.replace(PLACE, "state")):
            return role
    return None


def merged(answers: Iterable[str]) -> str:
    """One answer for several parts: all yes is yes, all no is no, anything between is partly."""
    found = set(answers)
    return found.pop() if len(found) == 1 else PARTLY
