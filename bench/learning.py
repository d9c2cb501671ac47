"""Learns what each word of a petition counts for each ask, and scores that in folds beside two plainer ways.

`.venv/bin/python bench/learning.py [--folds N]` scores on the learning set of shared data, each petition by weights
that never saw it: (1) the reader as it ships: cues and words; (2) the cues alone, weighed; (3) words alone, TF-IDF
and logistic regression from the learning set, without cues or catalogue. `--write` learns from everything and
writes `data/authorities/reading/weights.json`. The labels are `learning/labels.csv` (petitions of We the People by
id, labelled by the codebook; none of the learning or scoring set), `learning/examples.csv` (our own sentences for
asks that petitions seldom make) and the learning set. No text of a petition is kept here, and no word that is
written as a name: such words are left out unless the catalogue or the cues use them.
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
from pathlib import Path
from typing import Any

import django
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")  # noqa: TID251  what Django starts from
django.setup()

from undersigned.authorities.ask import ASKS
from undersigned.authorities.cues import hits, petition
from undersigned.authorities.evaluate import Case, Share, as_table, cases, read_lines, score
from undersigned.authorities.words import Weights, features_of, stem
from undersigned.kit import facts
from undersigned.kit.progress import bar

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared" / "data"
RARE = 3  # words in fewer texts are left out
SMALL = 0.2  # a word written small less often than this is a name
SMALLEST = 0.04  # weights below this are left out of the file
STRENGTH = 1.0  # C of the regression: how far the labels may pull the weights
ROUNDS = 1000
WORDS = ("title:", "body:", "first:")
Text = tuple[str, str]
Example = tuple[Mapping[str, float], str]
Row = Mapping[str, Any]


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


def examples(labelled: Iterable[tuple[Text, str]]) -> list[Example]:
    """Each text as features, with its ask."""
    found = []
    for text, ask in bar(list(labelled), label="Reading"):
        read = petition(*text)
        found.append((features_of(read, list(hits(read))), ASKS[ask].code))
    return found


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
    counted = Counter(name for features, _ in found for name in features)
    kept = {name for name, count in counted.items() if count >= RARE and _word_of(name) not in left_out}
    vectors = DictVectorizer()
    table = vectors.fit_transform([{n: v for n, v in features.items() if n in kept} for features, _ in found])
    model = LogisticRegression(C=STRENGTH, max_iter=ROUNDS).fit(table, [ask for _, ask in found])
    names = vectors.get_feature_names_out()
    rows = {str(name): tuple(enumerate(map(float, row))) for name, row in zip(names, model.coef_.T, strict=True)}
    return Weights(tuple(map(str, model.classes_)), tuple(map(float, model.intercept_)), rows)


def _word_of(feature: str) -> str:
    return feature.partition(":")[2] if feature.startswith(WORDS) else ""


def in_folds(
    petitions: Mapping[str, Row], labels: Mapping[str, Row], beside: Sequence[Example], names: set[str],
    folds: int, *, with_words: bool,
) -> list[Case]:  # fmt: skip
    """The reader's answers to each petition, by weights learned from the others and from `beside`."""
    keys = [key for key in petitions if key in labels]
    own = examples(((petitions[key]["title"], petitions[key]["body"]), labels[key]["ask"]) for key in keys)
    answers = []
    for fold in bar(range(folds), label="Folds", total=folds):
        rest = [*beside, *(one for place, one in enumerate(own) if place % folds != fold)]
        if not with_words:
            rest = [({n: v for n, v in found.items() if not n.startswith(WORDS)}, ask) for found, ask in rest]
        held = {key: petitions[key] for place, key in enumerate(keys) if place % folds == fold}
        answers += cases(held, labels, learn(rest, names))
    return answers


def baseline(petitions: Mapping[str, Row], labels: Mapping[str, Row], folds: int) -> dict[str, Share]:
    """Words alone: TF-IDF and logistic regression, each column learned in the same folds."""
    keys = [key for key in petitions if key in labels]
    texts = [" ".join([petitions[key]["title"]] * 3 + [petitions[key]["body"]]) for key in keys]
    told = {
        "ask": [labels[key]["ask"] for key in keys],
        "first holder": [labels[key]["holders"][0] for key in keys],
        "addressee": [labels[key]["addressee"] for key in keys],
    }
    accepted = [labels[key]["holders"] for key in keys]
    found = {}
    for name, column in told.items():
        right = 0
        for fold in range(folds):
            rest = [place for place in range(len(keys)) if place % folds != fold]
            held = [place for place in range(len(keys)) if place % folds == fold]
            model = _words_alone().fit([texts[i] for i in rest], [column[i] for i in rest])
            said = model.predict([texts[i] for i in held])
            right += sum(
                answer in accepted[i] if name == "first holder" else answer == column[i]
                for answer, i in zip(said, held, strict=True)
            )
        found[name] = Share(right, len(keys))
    return found


def _words_alone() -> Pipeline:
    return make_pipeline(
        TfidfVectorizer(sublinear_tf=True),
        LogisticRegression(C=10.0, max_iter=ROUNDS, class_weight="balanced"),
    )


def write(learned: Weights, file: Path) -> None:
    """The weights as JSON, one feature a line, without those that are next to nothing."""
    lines = []
    for name, row in sorted(learned.features.items()):
        kept = [[index, round(weight, 2)] for index, weight in row if abs(weight) >= SMALLEST]
        if kept:
            lines.append(f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(kept, separators=(',', ':'))}")
    bias = [round(weight, 3) for weight in learned.bias]
    head = f'"asks":{json.dumps(learned.asks)},\n"bias":{json.dumps(bias)},\n"features":{{\n'
    file.write_text("{" + head + ",\n".join(lines) + "\n}}\n", "utf-8")


def main() -> int:
    """Score in folds, or write the weights; 2 where shared data is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=9)
    parser.add_argument("--write", action="store_true", help="learn from everything and write the weights")
    args = parser.parse_args()
    if not SHARED.exists():
        print(f"learning: the petitions are not at {SHARED}", file=sys.stderr)
        return 2
    texts = texts_of(SHARED)
    petitions = read_lines(SHARED / "labels" / "learn-petitions.jsonl")
    labels = read_lines(SHARED / "labels" / "learn-labels.jsonl")
    listed = rows_of(HERE / "learning" / "labels.csv")
    beside = examples((texts[row["key"]], row["ask"]) for row in listed)
    beside += examples(((row["title"], ""), row["ask"]) for row in rows_of(HERE / "learning" / "examples.csv"))
    names = names_in(texts.values()) - own_words()
    if args.write:
        asked = [((row["title"], row["body"]), labels[key]["ask"]) for key, row in petitions.items()]
        file = facts.path("authorities", "reading", "weights.json")
        learned = learn([*beside, *examples(asked)], names)
        write(learned, file)
        print(f"{len(beside) + len(asked)} labelled petitions, {len(learned.features)} features: {file.name}")
        return 0
    for title, with_words in (("cues and words", True), ("cues alone, weighed", False)):
        report = score(in_folds(petitions, labels, beside, names, args.folds, with_words=with_words))
        shown = as_table(report) if with_words else "\n".join(as_table(report).split("\n\n")[:1])
        print(f"{title}, {args.folds} folds of the learning set\n{shown}\n")
    print(f"words alone (TF-IDF, logistic regression), {args.folds} folds of the learning set")
    for name, share in baseline(petitions, labels, args.folds).items():
        print(f"{name:<14}{share}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
