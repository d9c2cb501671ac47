"""Scores the reading of petitions against labels: how often ask, holder and addressee are right, and how surely."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from undersigned.authorities.understand import understand
from undersigned.authorities.who_can_grant import CONVICTIONS, as_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from undersigned.authorities.suggest import Reader

NINETY_FIVE = 1.959963984540054  # normal quantile of a 95 % interval


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with its 95 % interval (Wilson, 1927)."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share itself; 0 of nothing."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Between what and what the true share lies, 19 times in 20."""
        if not self.of:
            return 0.0, 1.0
        square = NINETY_FIVE**2
        middle = (self.value + square / (2 * self.of)) / (1 + square / self.of)
        spread = NINETY_FIVE * math.sqrt(self.value * (1 - self.value) / self.of + square / (4 * self.of**2))
        return max(0.0, middle - spread / (1 + square / self.of)), min(
            1.0, middle + spread / (1 + square / self.of)
        )

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.3f} [{low:.3f} to {high:.3f}] {self.hits}/{self.of}"


@dataclass(frozen=True)
class Report:
    """The scores by name, and what was taken for what."""

    scores: Mapping[str, Share]
    confusions: Mapping[str, Counter[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Case:
    """A petition's line of answers beside its label."""

    said: Mapping[str, Any]
    label: Mapping[str, Any]

    @property
    def first(self) -> str:
        """The first holder named."""
        return str(self.said["holders"][0])

    @property
    def is_right(self) -> bool:
        """Whether the first holder is one that the label accepts."""
        return self.first in self.label["holders"]

    @property
    def is_confident(self) -> bool:
        """Whether the finding is sure and asks nothing."""
        return self.said["sure"] == "high" and self.said["question"] is None

    @property
    def is_conviction(self) -> bool:
        """Whether the label speaks of clemency or a retrial."""
        return self.label["ask"] in CONVICTIONS


def read_lines(file: Path) -> dict[str, dict[str, Any]]:
    """The JSON lines of a file by their key; raises ValueError or KeyError where a line is not one."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return {row["key"]: row for row in rows}


def cases(
    petitions: Mapping[str, Mapping[str, Any]],
    labels: Mapping[str, Mapping[str, Any]],
    by: Reader | None = None,
) -> list[Case]:
    """What the reader says of each labelled petition from its text alone, no question answered.

    `by` is another reader than the one that ships, so that folds can be scored.
    """
    return [
        Case(as_line(key, understand(row["title"], row["body"], by=by)), labels[key])
        for key, row in petitions.items()
        if key in labels
    ]


def score(found: Sequence[Case]) -> Report:
    """The shares that are right, for all, for those whose label is sure, and for convictions; and how surely."""
    firm = [case for case in found if case.label.get("sure") != "low"]
    convictions = [case for case in found if case.is_conviction]
    scores = {
        **_right("", found),
        **_right(" (labels not marked low)", firm),
        **_right(", convictions", convictions),
        "conviction: the court is right where one is said": _court(convictions),
        "conviction: asks instead of guessing where none is said": _asked(convictions),
        "confident": Share(sum(case.is_confident for case in found), len(found)),
        "confident and first holder right": _sure(found),
        "confident, convictions": Share(sum(case.is_confident for case in convictions), len(convictions)),
        "confident and first holder right, convictions": _sure(convictions),
    }
    confusions = {
        "ask": Counter((case.label["ask"], case.said["ask"]) for case in found),
        "first holder": Counter((case.label["holders"][0], case.first) for case in found),
        "addressee": Counter((case.label["addressee"], case.said["addressee"]) for case in found),
    }
    return Report(scores, confusions)


def _right(name: str, found: Sequence[Case]) -> dict[str, Share]:
    total = len(found)
    return {
        f"ask{name}": Share(sum(case.said["ask"] == case.label["ask"] for case in found), total),
        f"first holder{name}": Share(sum(case.is_right for case in found), total),
        f"addressee{name}": Share(sum(case.said["addressee"] == case.label["addressee"] for case in found), total),
    }


def _court(found: Iterable[Case]) -> Share:
    said = [case for case in found if case.said["convicted_in"] not in ("", "unknown")]
    return Share(sum(case.said["convicted_in"] == case.label["convicted_in"] for case in said), len(said))


def _asked(found: Iterable[Case]) -> Share:
    unsaid = [case for case in found if case.said["convicted_in"] == "unknown"]
    return Share(sum(case.said["question"] is not None for case in unsaid), len(unsaid))


def _sure(found: Iterable[Case]) -> Share:
    confident = [case for case in found if case.is_confident]
    return Share(sum(case.is_right for case in confident), len(confident))


def as_table(report: Report) -> str:
    """The scores and confusions as text, the most frequent confusions first."""
    width = max(map(len, report.scores))
    lines = [f"{name:<{width}}  {share}" for name, share in report.scores.items()]
    for name, counts in report.confusions.items():
        lines += ["", f"{name}: labelled -> said"]
        lines += [f"  {is_} -> {said}: {count}" for (is_, said), count in counts.most_common()]
    return "\n".join(lines)


def as_dict(report: Report) -> dict[str, Any]:
    """The same, ready for JSON."""
    return {
        "scores": {
            name: {"value": share.value, "interval": share.interval, "hits": share.hits, "of": share.of}
            for name, share in report.scores.items()
        },
        "confusions": {
            name: [{"labelled": is_, "said": said, "count": count} for (is_, said), count in counts.most_common()]
            for name, counts in report.confusions.items()
        },
    }
