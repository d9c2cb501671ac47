"""The weights of words know every ask, load at once, and hold no name of a person."""

import json
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from undersigned.authorities import words
from undersigned.authorities.ask import ASKS
from undersigned.authorities.cues import hits, petition
from undersigned.authorities.fact import KINDS, UNKNOWN
from undersigned.authorities.suggest import by_ask
from undersigned.authorities.words import Weights, features_of, stem, telling, weights
from undersigned.kit import facts

BENCH = Path(__file__).parents[2] / "bench" / "learning"
OWN = ("us/offices.toml", "us/powers.toml", "reading/cues.toml", "reading/agencies.toml")


def _likeliest(title: str) -> str:
    text = petition(title, "")
    likely = weights().likelihoods(features_of(text, list(hits(text))))
    assert sum(likely.values()) == pytest.approx(1.0)
    return by_ask(likely).most_common(1)[0][0]


def _words_learned() -> set[str]:
    kinds = ("title:", "body:", "first:", "pair:")
    learned = (name.partition(":")[2] for name in weights().features if name.startswith(kinds))
    return {word for words in learned for word in words.split()}


def test_the_weights_know_every_ask_and_every_kind_of_it() -> None:
    kinds = {ask: [one.code for one in KINDS[ask].choices if one.code != UNKNOWN] for ask in KINDS}
    assert set(weights().meanings) == {(ask, kind) for ask in ASKS for kind in kinds.get(ask, [""])}
    assert _likeliest("Recall the mayor of our town") == "remove"


def test_they_load_in_under_a_second() -> None:
    weights.cache_clear()
    began = time.process_time()
    weights()
    assert time.process_time() - began < 1.0


def test_no_word_learned_is_written_as_a_name(shared_data: Path) -> None:
    texts = [facts.path("authorities", file).read_text("utf-8").lower() for file in OWN]
    own = {stem(word) for text in texts for word in re.findall(r"[a-z][a-z']+", text)}
    seen: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for page in (shared_data / "wtp").glob("petitions-*.json"):
        for row in json.loads(page.read_text("utf-8"))["results"]:
            for found in re.finditer(r"(?<=[a-z,;] )[A-Za-z][A-Za-z']+", row["body"]):
                seen[stem(found[0].lower())] += 1
                small[stem(found[0].lower())] += found[0].islower()
    names = {word for word in seen if seen[word] >= 5 and small[word] < 0.1 * seen[word]}
    assert {"snowden", "johnson", "obama"} <= names
    assert _words_learned() & names <= own


def test_no_label_of_the_sets_for_learning_and_scoring_is_in_ours(shared_data: Path) -> None:
    ours = {line.split(",")[0] for line in (BENCH / "labels.csv").read_text("utf-8").splitlines()}
    for name in ("learn", "score"):
        rows = (shared_data / "labels" / f"{name}-labels.jsonl").read_text("utf-8").splitlines()
        assert not ours & {json.loads(row)["key"] for row in rows}


def test_what_no_weight_counts_for_changes_nothing() -> None:
    speak, deport = ("speak", ""), ("deport", "person")
    own = Weights((speak, deport), (0.0, 0.0), {"title:boat": ((1, 2.0),)})
    assert own.likelihoods({"title:tree": 1.0}) == {speak: 0.5, deport: 0.5}
    assert own.likelihoods({"title:boat": 1.0})[deport] > 0.8


def test_words_without_a_cue_are_still_evidence() -> None:
    assert "taxes" in telling(petition("Fewer taxes", ""), "legislate")


def test_words_that_say_nothing_to_a_person_are_no_evidence() -> None:
    shown = telling(petition("Let a new jury hear the case of my son", ""), "retry")
    assert "jury" in shown
    assert "the" not in shown


@pytest.mark.parametrize(
    ("word", "root"), [("prisons", "prison"), ("jailed", "jail"), ("asking", "asking"), ("gas", "gas")]
)
def test_endings_are_dropped_where_a_stem_is_left(word: str, root: str) -> None:
    assert stem(word) == root
    assert words.SHORTEST_STEM == 4
