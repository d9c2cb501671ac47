"""The form a signer fills in becomes a checked value here, or messages beside its fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from django_countries import countries

from undersigned.kit import facts, text
from undersigned.signatures.people import Address, BadAddress, read_address

NAME_LENGTH = 100
HOME = "US"

_ZIP = re.compile(r"([0-9]{5})(-?[0-9]{4})?")


class BadForm(ValueError):
    """The form cannot be taken: `errors` holds a message for each field at fault."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


class Filled(NamedTuple):
    """What a signer told us: who, where (country, state, first three digits of the ZIP), and which letters."""

    address: Address
    name: str
    country: str
    state: str
    zip3: str
    declines_answer: bool
    wants_news: bool


def read(fields: Mapping[str, str]) -> Filled:
    """The checked value of a form (`name`, `email`, `zip`, `country`, `decline`, `news`); raises BadForm."""
    errors: dict[str, str] = {}
    name, address, place = "", None, ("", "", "")
    try:
        name = text.line(fields.get("name", ""), NAME_LENGTH)
    except text.BadText as error:
        errors["name"] = str(error) if fields.get("name", "").strip() else _("Enter your name.")
    try:
        address = read_address(fields.get("email", ""))
    except BadAddress as error:
        errors["email"] = str(error)
    try:
        place = read_place(fields.get("zip", ""), fields.get("country", ""))
    except BadForm as error:
        errors |= error.errors
    if errors or address is None:
        raise BadForm(errors)
    return Filled(address, name, *place, declines_answer="decline" in fields, wants_news="news" in fields)


def read_place(zip_code: str, country: str) -> tuple[str, str, str]:
    """Country, state and ZIP prefix of a signer; raises BadForm.

    At home a ZIP code is needed and tells the state; elsewhere the country alone is kept.
    """
    country = country.strip().upper() or HOME
    if country not in country_names():
        raise BadForm({"country": _("Choose a country from the list.")})
    if country != HOME:
        return country, "", ""
    found = _ZIP.fullmatch(zip_code.strip())
    if not found:
        raise BadForm({"zip": _("Enter a ZIP code of five digits, or choose another country.")})
    prefix = found[1][:3]
    state = states_by_prefix().get(prefix)
    if state is None:
        raise BadForm({"zip": _("There is no such ZIP code. Check the digits, or choose another country.")})
    return country, state, prefix


@cache
def country_names() -> dict[str, str]:
    """Every country's name by its ISO 3166 code."""
    return dict(countries)


@cache
def states_by_prefix() -> dict[str, str]:
    """The state's two letters by the first three digits of a ZIP code."""
    with facts.path("zip3.csv").open(newline="", encoding="utf-8") as file:
        return {
            f"{prefix:03}": row["state"].removeprefix("US-")
            for row in csv.DictReader(file)
            for prefix in range(int(row["first"]), int(row["last"]) + 1)
        }
