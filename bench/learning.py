"""Learns what the words and cues of a petition count for each meaning, and scores that in folds.

`.venv/bin/python bench/learning.py [--folds N]` scores labelled petitions of We the People by weights that never
saw them, nor ones nearly like them: (1) cues and words, without the language model that the reader asks too
(`tuning.py` scores both together); (2) the cues alone, weighed; (3) words alone, TF-IDF and logistic regression,
without cues or catalogue. `--write` learns from everything and writes `data/authorities/reading/weights.json`. The
labels are the learning set of shared data and `learning/labels.csv` (further petitions, by id, read by the same
codebook; none of the scoring set); `learning/examples.csv` are our own sentences for asks that petitions seldom
make. No text of a petition is kept here, and no word that is written as a name: such words are left out unless the
catalogue or the cues use them.
"""
# ruff: noqa: E402  the rooms can only be imported once Django is set up

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import django
import numpy as np
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")  # noqa: TID251  what Django starts from
django.setup()

from undersigned.authorities.ask import KINDS
from undersigned.authorities.cues import Petition, hits, petition
from undersigned.authorities.evaluate import Case, Share, as_table, cases, read_lines, score
from undersigned.authorities.fact import UNKNOWN
from undersigned.authorities.resolve import resolve
from undersigned.authorities.suggest import Reader, facts_shown
from undersigned.authorities.understand import first_holder
from undersigned.authorities.words import Meaning, Weights, features_of, stem
from undersigned.kit import facts
from undersigned.kit.progress import bar

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared" / "data"
RARE = 3  # words in fewer texts are left out
SMALL = 0.2  # a word written small less often than this is a name
SMALLEST = 0.05  # weights below this are left out of the file
STRENGTH = 1.0  # C of the regression: how far the labels may pull the weights
ROUNDS, NEAR_ENOUGH = 150, 3e-3
ALIKE = 0.6  # texts more alike than this (cosine of their words) are in one fold
COUNTS = {"high": 1.0, "medium": 0.8, "low": 0.4}  # what a label counts, by how sure its reader was
WORDS = ("title:", "body:", "first:", "pair:")
TO = "us.president"
Text = tuple[str, str]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """A text, also as features, what it means, who holds that power, what the addressee can do; what it counts."""

    text: Text
    features: Mapping[str, float]
    meaning: Meaning
    holder: str
    addressee: str
    counts: float


@dataclass(frozen=True)
class Weighed:
    """A reader without a language model: it goes by the weights alone."""

    weights: Weights

    def likelihoods(self, _text: Petition, features: Mapping[str, float]) -> dict[Meaning, float]:
        """How likely each meaning is, together 1."""
        return self.weights.likelihoods(features)


@dataclass(frozen=True)
class Material:
    """What there is to learn from: petitions with their labels, our own sentences, and the stems that are names."""

    texts: Sequence[Text]
    labels: Sequence[Row]
    examples: Sequence[Example]
    ours: Sequence[Example]
    names: set[str]

    def cases(self, places: Iterable[int], by: Reader | Weighed) -> list[Case]:
        """What a reader says of some of the petitions, beside their labels."""
        rows = {str(place): {"title": self.texts[place][0], "body": self.texts[place][1]} for place in places}
        return cases(rows, {key: self.labels[int(key)] for key in rows}, by)


def material() -> Material:
    """Every labelled petition of shared data that is in no scoring set, and our own sentences."""
    every = texts_of(SHARED)
    petitions = read_lines(SHARED / "labels" / "learn-petitions.jsonl")
    told = {**labels_in(HERE / "learning" / "labels.csv"), **read_lines(SHARED / "labels" / "learn-labels.jsonl")}
    texts = [(petitions[key]["title"], petitions[key]["body"]) if key in petitions else every[key] for key in told]
    examples = [example(text, told[key]) for text, key in bar(list(zip(texts, told, strict=True)), label="Reading")]
    ours = [own_example(row) for row in rows_of(HERE / "learning" / "examples.csv")]
    return Material(texts, list(told.values()), examples, ours, names_in(every.values()) - own_words())


def texts_of(shared: Path) -> dict[str, Text]:
    """Title and body of every petition of We the People in shared data, by key."""
    found = {}
    for page in sorted((shared / "wtp").glob("petitions-*.json")):
        for row in json.loads(page.read_text("utf-8"))["results"]:
            id = str(row["id"])
            found[id if len(id) == 24 else f"serial-{id}"] = (row["title"], row["body"])
    return found


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a table of ours."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def labels_in(file: Path) -> dict[str, Row]:
    """Our own labels by key, in the form of the learning set's."""
    return {row["key"]: {**row, "holders": row["holders"].split()} for row in rows_of(file)}


def example(text: Text, label: Row) -> Example:
    """A labelled text; where the label tells no kind, or one by which others decide, the kind that fits."""
    read = petition(*text)
    found = list(hits(read))
    features = features_of(read, found)
    ask, by_cues = label["ask"], _kind_by_cues(label["ask"], features)

    def fits(kind: str) -> float:
        told, _evidence = facts_shown(ask, kind, read, found)
        finding = resolve(ask, told, TO)
        holder = first_holder(finding)
        by_holder = 2.0 * (holder == label["holders"][0]) + (holder in label["holders"])
        by_words = 0.5 * (kind == label.get("kind")) + 0.2 * (kind == by_cues)
        return by_holder + (finding.addressee == label["addressee"]) + by_words

    meaning = ask, max(_kinds(ask), key=fits)
    return Example(
        _written(read), features, meaning, label["holders"][0], label["addressee"], COUNTS[label["sure"]]
    )


def own_example(row: Row) -> Example:
    """A sentence of our own; where it tells no kind, the cues do."""
    read = petition(row["title"], "")
    found = list(hits(read))
    features = features_of(read, found)
    ask, kind = row["ask"], row["kind"] or _kind_by_cues(row["ask"], features)
    finding = resolve(ask, facts_shown(ask, kind, read, found)[0], TO)
    return Example(_written(read), features, (ask, kind), first_holder(finding), finding.addressee, 1.0)


def _written(read: Petition) -> Text:
    return read.title.written, read.body.written


def _kinds(ask: str) -> list[str]:
    return [choice.code for choice in KINDS[ask].choices if choice.code != UNKNOWN] if ask in KINDS else [""]


def _kind_by_cues(ask: str, features: Mapping[str, float]) -> str:
    return max(_kinds(ask), key=lambda kind: features.get(f"kind:{ask}:{kind}", 0.0))


def names_in(texts: Iterable[Text]) -> set[str]:
    """The stems that are written with a capital inside sentences: names, and what never stands inside one."""
    seen: Counter[str] = Counter()
    small: Counter[str] = Counter()
    every: set[str] = set()
    for text in texts:
        for half in text:
            every.update(stem(word.lower()) for word in re.findall(r"[A-Za-z][A-Za-z']+", half))
            for match in re.finditer(r"(?<=[a-z,;] )[A-Za-z][A-Za-z']+", half):
                word = stem(match[0].lower())
                seen[word] += 1
                small[word] += match[0].islower()
    return {word for word in every if small[word] < SMALL * seen[word] or not seen[word]}


def own_words() -> set[str]:
    """The stems of the words that our federal offices and our cues use: none is a person's name."""
    files = [facts.path("authorities", "us", name) for name in ("offices.toml", "powers.toml")]
    files += [facts.path("authorities", "reading", name) for name in ("cues.toml", "agencies.toml")]
    return {stem(word) for file in files for word in re.findall(r"[a-z][a-z']+", file.read_text("utf-8").lower())}


def learn(found: Sequence[Example], left_out: set[str]) -> Weights:
    """The weights that make the labels likeliest, held small by a penalty."""
    counted = Counter(name for one in found for name in one.features)
    kept = {name for name, count in counted.items() if count >= RARE and not _words_of(name) & left_out}
    vectors = DictVectorizer()
    table = vectors.fit_transform([{n: v for n, v in one.features.items() if n in kept} for one in found])
    model = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, tol=NEAR_ENOUGH).fit(
        table, [":".join(one.meaning) for one in found], sample_weight=[one.counts for one in found]
    )
    names = vectors.get_feature_names_out()
    rows = {str(name): tuple(enumerate(map(float, row))) for name, row in zip(names, model.coef_.T, strict=True)}
    meanings = tuple((ask, kind) for ask, _colon, kind in (str(one).partition(":") for one in model.classes_))
    return Weights(meanings, tuple(map(float, model.intercept_)), rows)


def _words_of(feature: str) -> set[str]:
    return set(feature.partition(":")[2].split()) if feature.startswith(WORDS) else set()


def folds_of(texts: Sequence[Text], folds: int) -> list[tuple[Sequence[int], Sequence[int]]]:
    """Which texts to learn from and which to score; each is scored once, and texts alike stay together."""
    table = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform(
        [f"{title} {title} {body}" for title, body in texts]
    )
    _count, groups = connected_components((table @ table.T) > ALIKE, directed=False)
    return [(list(rest), list(held)) for rest, held in GroupKFold(folds).split(groups, groups=groups)]


def in_folds(all: Material, folds: int, *, with_words: bool) -> list[Case]:
    """What weights alone say of each text, without the language model; learned from the others and our own."""
    examples, ours = (
        [one if with_words else _without_words(one) for one in some] for some in (all.examples, all.ours)
    )
    answers = []
    for rest, held in bar(folds_of(all.texts, folds), label="Folds", total=folds):
        weights = learn([*ours, *(examples[place] for place in rest)], all.names)
        answers += all.cases(held, Weighed(weights))
    return answers


def _without_words(one: Example) -> Example:
    return replace(one, features={n: v for n, v in one.features.items() if not n.startswith(WORDS)})


def baseline(texts: Sequence[Text], labels: Sequence[Row], folds: int) -> dict[str, Share]:
    """Words alone: TF-IDF and logistic regression, each column learned in the same folds."""
    whole = np.array([" ".join([title] * 3 + [body]) for title, body in texts])
    columns = {
        "ask": [label["ask"] for label in labels],
        "first holder": [label["holders"][0] for label in labels],
        "addressee": [label["addressee"] for label in labels],
    }
    right: Counter[str] = Counter()
    for rest, held in bar(folds_of(texts, folds), label="Words alone", total=folds):
        for name, column in columns.items():
            said = _words_alone().fit(whole[rest], np.array(column)[rest]).predict(whole[held])
            right[name] += sum(
                answer in labels[place]["holders"] if name == "first holder" else answer == column[place]
                for answer, place in zip(said, held, strict=True)
            )
    return {name: Share(right[name], len(texts)) for name in columns}


def _words_alone() -> Pipeline:
    return make_pipeline(
        TfidfVectorizer(sublinear_tf=True),
        LogisticRegression(C=10.0, max_iter=ROUNDS, tol=NEAR_ENOUGH, class_weight="balanced"),
    )


def write(learned: Weights, file: Path) -> None:
    """The weights as JSON, one feature a line, without those that are next to nothing."""
    lines = []
    for name, row in sorted(learned.features.items()):
        kept = [[index, round(weight, 2)] for index, weight in row if abs(weight) >= SMALLEST]
        if kept:
            lines.append(f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(kept, separators=(',', ':'))}")
    bias = [round(weight, 3) for weight in learned.bias]
    head = f'"meanings":{json.dumps(learned.meanings)},\n"bias":{json.dumps(bias)},\n"features":{{\n'
    file.write_text("{" + head + ",\n".join(lines) + "\n}}\n", "utf-8")


def main() -> int:
    """Score in folds, or write the weights; 2 where shared data is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="learn from everything and write the weights")
    args = parser.parse_args()
    if not SHARED.exists():
        print(f"learning: the petitions are not at {SHARED}", file=sys.stderr)
        return 2
    all = material()
    if args.write:
        learned = learn([*all.ours, *all.examples], all.names)
        file = facts.path("authorities", "reading", "weights.json")
        write(learned, file)
        print(f"{len(all.examples) + len(all.ours)} labelled texts, {len(learned.features)} features: {file.name}")
        return 0
    for title, with_words in (("cues and words", True), ("cues alone, weighed", False)):
        report = score(in_folds(all, args.folds, with_words=with_words))
        shown = "\n".join(as_table(report).split("\n\n")[:1])
        print(f"{title}, {args.folds} folds of {len(all.texts)} labelled petitions\n{shown}\n")
    print(f"words alone (TF-IDF, logistic regression), {args.folds} folds of the same")
    for name, share in baseline(all.texts, all.labels, args.folds).items():
        print(f"{name:<14}{share}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
