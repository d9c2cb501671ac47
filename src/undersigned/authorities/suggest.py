"""Reads a petition's text and suggests what it asks and the facts it shows, each with the words that led there."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING

from undersigned.authorities.ask import ASKS, facts_for
from undersigned.authorities.cues import Hit, Petition, hits, petition
from undersigned.authorities.encoder import Encoder, encoder
from undersigned.authorities.fact import KINDS
from undersigned.authorities.words import Meaning, Weights, cue_scores, features_of, telling, weights
from undersigned.kit import facts as files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from undersigned.authorities.fact import Fact

ENOUGH = 3.0  # signs of a fact that make it shown rather than hinted
LEAD = 1.0
FAR_FETCHED = 0.01  # a reading less likely than this is not looked at
SHOWN = 3  # words of evidence that are shown for one thing
TITLE_SIGN, BODY_SIGN = 1.5, 1.0
LATER = frozenset({"law_broken", "sentence", "felonies", "nation"})  # of no use before what they hang on


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why something is suggested: the fact (or `ask`), the answer, and the words; no words: the usual case."""

    fact: str
    answer: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One reading of a text: an ask of a kind, the facts it shows, and the words that led there.

    `likelihood` is what the learned weights give it (all readings together 1), `score` what the cues give its ask.
    `hints` are answers that the text makes likelier than others without showing them: they are asked for.
    """

    ask: str
    facts: Mapping[str, str]
    evidence: tuple[Evidence, ...]
    likelihood: float
    score: float
    hints: Mapping[str, str] = field(default_factory=dict)


def suggest(title: str, body: str = "") -> Suggestion | None:
    """What a petition seems to ask and the facts it shows, or None when nothing was understood.

    Only a suggestion, to be confirmed by the person. Never raises, whatever the text is; reads the first
    500 characters of the title and 3,000 of the body. A fact only hinted at is left out, so that it is asked for.
    """
    return next(readings(title, body), None)


@dataclass(frozen=True)
class Reader:
    """What was learned of petitions: what words and cues count, and what a language model makes of sentences."""

    weights: Weights
    encoder: Encoder

    def likelihoods(self, text: Petition, features: Mapping[str, float]) -> dict[Meaning, float]:
        """How likely each meaning is by both together (their geometric mean), in all 1."""
        one, other = (
            self.weights.likelihoods(features),
            self.encoder.likelihoods(text.title.written, text.body.written),
        )
        both = {meaning: math.sqrt(one.get(meaning, 0.0) * other[meaning]) for meaning in other}
        total = sum(both.values())
        return {meaning: likely / total for meaning, likely in both.items()}


@cache
def reader() -> Reader:
    """The reader with what it has learned, as it ships."""
    return Reader(weights(), encoder())


def readings(title: str, body: str = "", by: Reader | None = None) -> Iterator[Suggestion]:
    """Every reading of a text that is not far-fetched; none where no word says anything.

    The likeliest ask first, and of each ask the likeliest kind. `by` is another reader than the one that ships, to
    try it.
    """
    by = by or reader()
    text = petition(title, body)
    found = list(hits(text))
    scores = cue_scores(found)
    features = features_of(text, found)
    if not scores and not any(name in by.weights.features for name in features if ":" in name):
        return
    likely = by.likelihoods(text, features)
    asks = by_ask(likely)
    shown = cache(partial(_shown, text=text))
    for place, (ask, kind) in enumerate(sorted(likely, key=lambda one: (-asks[one[0]], -likely[one]))):
        if likely[ask, kind] >= FAR_FETCHED or not place:
            facts, evidence = facts_shown(ask, kind, text, found, shown)
            hints = {code: hint for code in ASKS[ask].facts if code not in facts and (hint := _hint(code, text))}
            evidence = (_ask_shown(ask, text, found), *evidence)
            yield Suggestion(ask, facts, evidence, likely[ask, kind], scores[ask], hints)


def by_ask(likely: Mapping[Meaning, float]) -> Counter[str]:
    """How likely each ask is, whatever its kind."""
    asks: Counter[str] = Counter()
    for (ask, _kind), likelihood in likely.items():
        asks[ask] += likelihood  # type: ignore[assignment]
    return asks


def suggest_as(ask: str, title: str, body: str = "") -> Suggestion:
    """The facts a text shows for an ask that a person has chosen; raises KeyError for one not in ASKS."""
    text = petition(title, body)
    found = list(hits(text))
    likely = reader().likelihoods(text, features_of(text, found))
    kind = max((one for one in likely if one[0] == ask), key=lambda one: likely[one])[1] if ask in KINDS else ""
    facts, evidence = facts_shown(ask, kind, text, found)
    return Suggestion(ask, facts, (_ask_shown(ask, text, found), *evidence), 1.0, math.inf)


def facts_shown(
    ask: str, kind: str, text: Petition, found: Sequence[Hit], shown: Callable[[str], Evidence | None] | None = None
) -> tuple[dict[str, str], tuple[Evidence, ...]]:
    """The facts a text shows for an ask of this kind, and the words that show them.

    `shown` finds one fact in the text; where several readings of one text are made, it may remember.
    """
    shown = shown or partial(_shown, text=text)
    evidence: list[Evidence] = []
    known: dict[str, str] = {}
    for fact in facts_for(ask):
        seen = _of_kind(ask, kind, found) if fact.code == "kind" else shown(fact.code)
        if seen and fact.matters(known) and _is_due(fact, known, ask):
            evidence.append(seen)
            known[fact.code] = seen.answer
    return known, tuple(evidence)


def _is_due(fact: Fact, known: Mapping[str, str], ask: str) -> bool:
    """Whether what this fact hangs on is known: a sentence means nothing before the court does."""
    return fact.code not in LATER or all(code in known for code in fact.only_if if code in ASKS[ask].facts)


def _of(ask: str, found: Iterable[Hit]) -> list[Hit]:
    return [hit for hit in found if hit.cue.ask == ask]


def _ask_shown(ask: str, text: Petition, found: Iterable[Hit]) -> Evidence:
    """The cues that speak for an ask, the strongest first; without a cue, the words of the title that do."""
    words = tuple(dict.fromkeys(hit.words for hit in sorted(_of(ask, found), key=lambda hit: -hit.weight)))
    return Evidence("ask", ask, (words or telling(text, ask))[:SHOWN])


def _of_kind(ask: str, kind: str, found: Iterable[Hit]) -> Evidence:
    """The answer to the ask's first question, with the cues that speak for it."""
    words = dict.fromkeys(hit.words for hit in _of(ask, found) if hit.cue.kind == kind)
    return Evidence("kind", kind, tuple(words)[:SHOWN])


@dataclass(frozen=True, slots=True)
class _Sign:
    fact: str
    answer: str
    weight: float
    pattern: re.Pattern[str]


@cache
def _signs() -> Mapping[str, tuple[_Sign, ...]]:
    data = tomllib.loads(files.path("authorities", "reading", "signs.toml").read_text("utf-8"))
    found: dict[str, list[_Sign]] = defaultdict(list)
    for row in data["sign"]:
        pattern = re.compile(r"(?<![\w@])(?:" + "|".join(row["any"]) + r")(?!\w)")
        found[row["fact"]].append(_Sign(row["fact"], row["answer"], float(row["weight"]), pattern))
    return {fact: tuple(signs) for fact, signs in found.items()}


def _shown(fact: str, *, text: Petition) -> Evidence | None:
    """A fact the text shows, or None where it does not, or only hints."""
    if fact == "state":
        return _state(text)
    scores, words = _answers(fact, text)
    ranked = scores.most_common(2)
    if not ranked or ranked[0][1] < ENOUGH:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < LEAD:
        return None
    answer = ranked[0][0]
    return Evidence(fact, answer, tuple(dict.fromkeys(words[answer]))[:SHOWN])


def _hint(fact: str, text: Petition) -> str:
    """The answer for which most signs speak, however few; empty where none does."""
    scores, _words = _answers(fact, text)
    return next((answer for answer, _score in scores.most_common(1)), "")


def _answers(fact: str, text: Petition) -> tuple[Counter[str], Mapping[str, list[str]]]:
    """What the signs in a text say for each answer to a fact, and their words."""
    scores: Counter[str] = Counter()
    words: dict[str, list[str]] = defaultdict(list)
    for sign in _signs().get(fact, ()):
        for half, worth in ((text.title, TITLE_SIGN), (text.body, BODY_SIGN)):
            match = sign.pattern.search(half.plain)
            if match:
                scores[sign.answer] += sign.weight * worth  # type: ignore[assignment]
                words[sign.answer].append(half.words(*match.span()))
    return scores, words


def _state(text: Petition) -> Evidence | None:
    """The one state the text speaks of; None where it names none, or several."""
    for half in (text.title, text.body):
        named = [name for name in half.of("state", "place", "district") if name.value]
        counted = Counter(name.value for name in named).most_common(2)
        if counted and (len(counted) == 1 or counted[0][1] > counted[1][1]):
            state = counted[0][0]
            words = dict.fromkeys(half.written[name.start : name.end] for name in named if name.value == state)
            return Evidence("state", state, tuple(words)[:SHOWN])
        if counted:
            return None
    return None
