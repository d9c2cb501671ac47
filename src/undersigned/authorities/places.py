"""The places whose law can decide: states, districts and territories, read from the catalogue's data."""

import tomllib
from dataclasses import dataclass
from functools import cache

from undersigned.kit import facts

HOME = "US"  # the country of offices that name no other


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its ISO 3166 code, its name, and `kind`: whose courts its own are (state, dc, territory).

    `tile` is its column and row in the map of squares.
    """

    code: str
    name: str
    kind: str
    tile: tuple[int, int]

    @property
    def country(self) -> str:
        """The country's code: US."""
        return self.code.partition("-")[0]

    @property
    def short(self) -> str:
        """The code within its country: WI."""
        return self.code.rpartition("-")[2]


@cache
def places() -> tuple[Place, ...]:
    """Every place of `data/authorities/places.toml`, in the file's order."""
    data = tomllib.loads(facts.path("authorities", "places.toml").read_text("utf-8"))
    return tuple(Place(row["code"], row["name"], row["kind"], tuple(row["tile"])) for row in data["place"])


@cache
def nations() -> tuple[tuple[str, str], ...]:
    """Code and name of each tribal nation whose own law the catalogue has."""
    data = tomllib.loads(facts.path("authorities", "nations.toml").read_text("utf-8"))
    return tuple((row["code"], row["name"]) for row in data["nation"])


def place_of(code: str) -> Place | None:
    """The place with this code, or None."""
    return next((place for place in places() if place.code == code), None)
