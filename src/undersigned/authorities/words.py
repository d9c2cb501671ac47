"""Weighs words and cues of a petition by learned weights: how likely each ask is, and each kind of it."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from undersigned.kit import facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from undersigned.authorities.cues import Hit, Petition

FURTHER = 0.3  # what a second cue for the same ask in the same part of the text counts
CUE, KIND, FIRST, WORD, PAIR, BODY = 0.4, 0.1, 0.7, 3.0, 2.0, 2.1  # how large features are beside one another
TOP, SECOND = 1.0, 0.5
ENDINGS = ("ing", "ed", "es", "s")
SHORTEST_STEM = 4
TELLING = 0.15  # a word that counts for an ask at least this much is shown as evidence
#: Words that say nothing to a person, whatever they count: none is shown as evidence.
_SMALL_WORD = re.compile(
    "an?|all|and|are|as|at|be|been|but|by|can|for|from|ha[ds]|have|he|her|hi[ms]|how|i[fnst]?|into|its|let|me|my|no|not"
    "|o[fnr]|our|out|she|so|than|that|the|their|them|they|this|to|us|was|we|were|what|when|which|who|why|will|with"
    "|you|your"
)
_WORD = re.compile(r"@?[a-z][a-z']+")

#: An ask and its kind, which is empty for asks that have none.
Meaning = tuple[str, str]


@dataclass(frozen=True)
class Weights:
    """What each feature counts for each meaning; features that are not in it count nothing."""

    meanings: tuple[Meaning, ...]
    bias: tuple[float, ...]
    features: Mapping[str, tuple[tuple[int, float], ...]]

    def likelihoods(self, features: Mapping[str, float]) -> dict[Meaning, float]:
        """How likely each meaning is, together 1."""
        scores = list(self.bias)
        for name, value in features.items():
            for index, weight in self.features.get(name, ()):
                scores[index] += weight * value
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers)
        return {meaning: power / total for meaning, power in zip(self.meanings, powers, strict=True)}


@cache
def weights() -> Weights:
    """The weights of `data/authorities/reading/weights.json`, written by `bench/learning.py --write`."""
    data = json.loads(facts.path("authorities", "reading", "weights.json").read_text("utf-8"))
    return Weights(
        tuple((ask, kind) for ask, kind in data["meanings"]),
        tuple(data["bias"]),
        {name: tuple((index, weight) for index, weight in row) for name, row in data["features"].items()},
    )


def cue_scores(found: Iterable[Hit]) -> Counter[str]:
    """What the cues say for each ask: in each part of the text the strongest in full, further ones a little."""
    parts: dict[tuple[str, str], list[float]] = defaultdict(list)
    for hit in found:
        parts[(hit.cue.ask, hit.zone)].append(hit.weight)
    scores: Counter[str] = Counter()
    for (ask, _), counted in parts.items():
        scores[ask] += max(counted) + FURTHER * (sum(counted) - max(counted))  # type: ignore[assignment]
    return scores


def features_of(text: Petition, found: Sequence[Hit]) -> dict[str, float]:
    """A text as numbers: what its cues say, its words as stems and in pairs, and whether it speaks of places."""
    words = [stem(word) for word in _WORD.findall(text.title.plain)]
    title, pairs = set(words), {f"{one} {next}" for one, next in pairwise(words)}
    body = {stem(word) for word in _WORD.findall(text.body.plain)}
    features = _of_cues(found)
    features.update(dict.fromkeys((f"title:{word}" for word in title), WORD / math.sqrt(len(title) or 1)))
    features.update(dict.fromkeys((f"pair:{pair}" for pair in pairs), PAIR / math.sqrt(len(pairs) or 1)))
    features.update(dict.fromkeys((f"body:{word}" for word in body), BODY / math.sqrt(len(body) or 1)))
    first = _WORD.search(text.title.plain, text.start)
    if first:
        features[f"first:{stem(first[0])}"] = FIRST
    features["abroad"] = float(text.abroad)
    features["names abroad"] = min(3, len(text.body.of("abroad"))) / 3
    features["places at home"] = min(2, len(text.title.of("state", "place", "district"))) / 2
    return features


def _of_cues(found: Sequence[Hit]) -> dict[str, float]:
    """What the cues say for each ask and kind, and which two asks they say most for."""
    scores = cue_scores(found)
    features = {f"cue:{ask}": score * CUE for ask, score in scores.items()}
    for hit in found:
        if hit.cue.kind:
            name = f"kind:{hit.cue.ask}:{hit.cue.kind}"
            features[name] = max(features.get(name, 0.0), hit.weight * KIND)
    ranked = [ask for ask, _ in scores.most_common(2)]
    if ranked:
        features[f"top:{ranked[0]}"] = TOP
    if len(ranked) > 1:
        features[f"top:{ranked[0]}:{ranked[1]}"] = SECOND
    return features


def telling(text: Petition, ask: str) -> tuple[str, ...]:
    """The words of the title that count most for an ask, where no cue explains it."""
    learned = weights()
    meant = {index for index, (one, _kind) in enumerate(learned.meanings) if one == ask}
    counted: dict[str, float] = {}
    for match in _WORD.finditer(text.title.plain):
        if _SMALL_WORD.fullmatch(match[0]):
            continue
        row = learned.features.get(f"title:{stem(match[0])}", ())
        counted[text.title.words(*match.span())] = max((weight for at, weight in row if at in meant), default=0.0)
    best = sorted(counted, key=lambda word: -counted[word])
    return tuple(word for word in best if counted[word] >= TELLING)


def stem(word: str) -> str:
    """The word without its usual endings."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word
