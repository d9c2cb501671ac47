"""A figure, the floor beside it, and whether the run that gave them can be trusted; as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

#: A generator that works harder than this may itself be what is measured, as a share of one core.
GENERATOR_AT_MOST = 0.60


@dataclass(frozen=True)
class Figure:
    """What one benchmark measured.

    `unit`: `/s` (more is better) or `ms`, `s`, `min` (less is better). `floor`: the least that can be done, in the
    same unit and run. `errors`: requests without the answer they should have had. `generator_cpu`: the share of one
    core that made the load. `faults`: why the figure cannot stand. `notes`: what else was seen.
    """

    name: str
    unit: str
    figure: float
    floor: float | None = None
    p99_ms: float | None = None
    errors: int = 0
    generator_cpu: float | None = None
    faults: Sequence[str] = ()
    notes: Sequence[str] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """The share of the floor that was reached: 1 is as good as the floor."""
        if not self.floor or not self.figure:
            return None
        share = self.figure / self.floor if self.unit == "/s" else self.floor / self.figure
        return round(share, 3)

    def wrong(self) -> list[str]:
        """Everything that forbids to believe the figure."""
        found = list(self.faults)
        if self.generator_cpu is not None and self.generator_cpu > GENERATOR_AT_MOST:
            found.append(f"the generator took {self.generator_cpu:.0%} of a core, above {GENERATOR_AT_MOST:.0%}")
        return found

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "name": self.name,
            "unit": self.unit,
            "figure": self.figure,
            "floor": self.floor,
            "ratio": self.ratio,
            "p99_ms": self.p99_ms,
            "errors": self.errors,
            "generator_cpu": self.generator_cpu,
            "faults": self.wrong(),
            "notes": list(self.notes),
            **self.more,
        }


def to_json(figures: Iterable[Figure]) -> str:
    """The figures as a JSON list."""
    return json.dumps([one.as_dict() for one in figures], indent=1)


def table(figures: Iterable[dict[str, Any]]) -> str:
    """One line for each figure, as `as_dict` gives them, and below it what is to be said of it."""
    widths = (12, 5, 11, 8, 9, 8, 11)
    heads = ("figure", "unit", "floor", "ratio", "p99 ms", "errors", "generator")
    lines = [_line("", heads, widths)]
    for one in figures:
        generator = "" if one["generator_cpu"] is None else f"{one['generator_cpu']:.0%}"
        cells = [_number(one["figure"]), one["unit"], _number(one["floor"]), _number(one["ratio"])]
        cells += [_number(one["p99_ms"]), str(one["errors"]), generator]
        lines.append(_line(one["name"], cells, widths))
        lines += [f"    {note}" for note in one["notes"]]
        lines += [f"    NOT VALID: {fault}" for fault in one["faults"]]
    return "\n".join(lines)


def _line(name: str, cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"{name:<14}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
