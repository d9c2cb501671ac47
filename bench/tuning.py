"""Tunes the reader's language model on labelled petitions, and scores the whole reader in folds.

`.venv/bin/python bench/tuning.py [--folds N]` reads each labelled petition by weights and adapters that never saw
it, nor one nearly like it; labels and folds are those of `learning.py`. `--write` learns from everything and writes
`data/authorities/reading/adapters.safetensors`. It needs PyTorch, which nothing else here does:
`.venv/bin/pip install torch==2.14.1`. A fold takes five minutes on two cores with AMX, on others longer.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import learning
import numpy as np
import torch
from learning import Example
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional

from undersigned.authorities.encoder import (
    ADAPTERS,
    HEADS,
    LAYERS,
    LONGEST,
    TINY,
    adapted,
    base,
    vocabulary,
)
from undersigned.authorities.evaluate import Case, as_table, score
from undersigned.authorities.suggest import Reader
from undersigned.authorities.wordpiece import Pieces, pieces
from undersigned.authorities.words import Meaning
from undersigned.kit import facts
from undersigned.kit.progress import bar

#: The matrices of a layer that adapters change.
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
RANK = 16  # of what is added to a matrix (Hu and others, 2021)
EPOCHS, AT_ONCE = 6, 16
FASTEST, FASTEST_HEAD = 1e-3, 2e-3  # learning rates at their highest, after a tenth of the steps
DECAY, CLIP, DROPPED, SMOOTHED = 0.01, 1.0, 0.1, 0.05
TITLES_ALONE = 0.2  # the share of texts of an epoch whose body is hidden: the first step of /start has none
BESIDE = 0.5  # what each further question counts beside the meaning
SEED = 2026


@dataclass(frozen=True)
class Batch:
    """Texts of one length, filled up with pieces that nothing attends to."""

    ids: Tensor
    halves: Tensor
    real: Tensor

    @classmethod
    def of(cls, texts: Sequence[Pieces]) -> Batch:
        """These texts, each as long as the longest."""
        longest = max(len(one.ids) for one in texts)

        def table(rows: Sequence[Sequence[int]]) -> Tensor:
            return torch.tensor([[*row, *([0] * (longest - len(row)))] for row in rows])

        real = table([[1] * len(one.ids) for one in texts]).bool()
        return cls(table([one.ids for one in texts]), table([one.halves for one in texts]), real)


class Tuned(nn.Module):
    """The model of `authorities/encoder.py` with adapters that learn, and an answer for each question."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        """`sizes`: how many answers each question has."""
        super().__init__()
        self.base = {name: torch.from_numpy(value) for name, value in base().items()}
        self.matrices = {name: self.base[f"{name}.weight"].bfloat16() for name in _adapted()}
        self.learned = nn.ParameterDict()
        for name in _adapted():
            out, into = self.base[f"{name}.weight"].shape
            self._learn(f"{name}.down", torch.randn(RANK, into) / math.sqrt(into))
            self._learn(f"{name}.up", torch.zeros(out, RANK))
            self._learn(f"{name}.bias", self.base[f"{name}.bias"].clone())
        for name in _normals():
            for part in ("weight", "bias"):
                self._learn(f"{name}.{part}", self.base[f"{name}.{part}"].clone())
        width = self.base["embeddings.LayerNorm.weight"].shape[0]
        self.answers = nn.ModuleDict({question: nn.Linear(width, count) for question, count in sizes.items()})

    def scores(self, batch: Batch) -> dict[str, Tensor]:
        """The scores of every answer to every question."""
        x = self._normal("embeddings.LayerNorm", self._embedded(batch))
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}."
            attended = self._linear(f"{layer}attention.output.dense", self._attended(layer, x, batch.real))
            x = self._normal(f"{layer}attention.output.LayerNorm", x + attended)
            wide = functional.gelu(self._linear(f"{layer}intermediate.dense", x), approximate="tanh")
            x = self._normal(f"{layer}output.LayerNorm", x + self._linear(f"{layer}output.dense", wide))
        real = batch.real[..., None]
        mean = (x.float() * real).sum(1) / real.sum(1)
        mean = functional.dropout(mean, DROPPED, self.training)
        return {question: answer(mean) for question, answer in self.answers.items()}

    def adapters(self) -> dict[str, Any]:
        """What was learned, by the names that `authorities/encoder.py` knows."""
        learned = {name.replace("/", "."): value for name, value in self.learned.items()}
        learned |= {"head.weight": self.answers["meaning"].weight, "head.bias": self.answers["meaning"].bias}
        return {name: value.detach().numpy().astype(np.float16) for name, value in learned.items()}

    def _embedded(self, batch: Batch) -> Tensor:
        words = self.base["embeddings.word_embeddings.weight"][batch.ids]
        places = self.base["embeddings.position_embeddings.weight"][: batch.ids.shape[1]]
        return words + places + self.base["embeddings.token_type_embeddings.weight"][batch.halves]

    def _attended(self, layer: str, x: Tensor, real: Tensor) -> Tensor:
        query, key, value = (
            self._linear(f"{layer}attention.self.{one}", x).unflatten(-1, (HEADS, -1)).transpose(1, 2)
            for one in ("query", "key", "value")
        )
        found = functional.scaled_dot_product_attention(query, key, value, attn_mask=real[:, None, None, :])
        return found.transpose(1, 2).flatten(2)

    def _linear(self, name: str, x: Tensor) -> Tensor:
        added = functional.linear(functional.linear(x, self._of(f"{name}.down")), self._of(f"{name}.up"))
        return functional.linear(x, self.matrices[name], self._of(f"{name}.bias")) + added

    def _normal(self, name: str, x: Tensor) -> Tensor:
        return functional.layer_norm(
            x.float(), x.shape[-1:], self._of(f"{name}.weight"), self._of(f"{name}.bias"), TINY
        )

    def _learn(self, name: str, value: Tensor) -> None:
        self.learned[name.replace(".", "/")] = nn.Parameter(value)

    def _of(self, name: str) -> Tensor:
        key = name.replace(".", "/")
        return cast(Tensor, self.learned[key]) if key in self.learned else self.base[name]


def _adapted() -> list[str]:
    return [f"encoder.layer.{number}.{matrix}" for number in range(LAYERS) for matrix in MATRICES]


def _normals() -> list[str]:
    parts = ("attention.output.LayerNorm", "output.LayerNorm")
    return [f"encoder.layer.{number}.{part}" for number in range(LAYERS) for part in parts]


@dataclass(frozen=True)
class Questions:
    """What is asked of each text, beside its meaning what follows from it: all answers, and the right ones."""

    answers: Mapping[str, Sequence[Any]]
    right: Mapping[str, Tensor]
    counts: Tensor

    @classmethod
    def about(cls, examples: Sequence[Example]) -> Questions:
        """The questions with the labels of these texts."""
        columns = {
            "meaning": [one.meaning for one in examples],
            "ask": [one.meaning[0] for one in examples],
            "holder": [one.holder for one in examples],
            "addressee": [one.addressee for one in examples],
        }
        answers = {name: sorted(set(column)) for name, column in columns.items()}
        right = {name: torch.tensor([answers[name].index(one) for one in columns[name]]) for name in columns}
        return cls(answers, right, torch.tensor([one.counts for one in examples]))

    def loss(self, scores: Mapping[str, Tensor], places: Any) -> Tensor:
        """How far the scores of the texts at these places are from right."""
        total = torch.zeros(())
        for name, found in scores.items():
            right = self.right[name][places]
            each = functional.cross_entropy(found.float(), right, reduction="none", label_smoothing=SMOOTHED)
            total = total + (each * self.counts[places]).mean() * (1.0 if name == "meaning" else BESIDE)
        return total


def tune(examples: Sequence[Example]) -> tuple[tuple[Meaning, ...], dict[str, Any]]:
    """The meanings and the adapters that make the labels likeliest; the same for the same examples and machine."""
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    asked = Questions.about(examples)
    model = Tuned({name: len(answers) for name, answers in asked.answers.items()})
    groups = [
        {"params": list(model.learned.parameters()), "lr": FASTEST},
        {"params": list(model.answers.parameters()), "lr": FASTEST_HEAD},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=DECAY)
    steps = EPOCHS * math.ceil(len(examples) / AT_ONCE)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, 10 * step / steps) * max(0.0, 1 - step / steps)
    )
    for places, batch in bar(_batches(examples, chance), label="Tuning", total=steps):
        with torch.autocast("cpu", torch.bfloat16):
            scores = model.scores(batch)
        optimizer.zero_grad()
        asked.loss(scores, places).backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        pace.step()
    return tuple(asked.answers["meaning"]), model.adapters()


def _batches(examples: Sequence[Example], chance: np.random.Generator) -> Iterator[tuple[Any, Batch]]:
    """The places of all texts and their pieces, in batches of much the same length, in another order each time."""
    known = vocabulary()
    whole = [pieces(*one.text, known, LONGEST) for one in examples]
    titles = [pieces(one.text[0], "", known, LONGEST) for one in examples]
    longish = 20 * AT_ONCE
    for _epoch in range(EPOCHS):
        shown = [titles[at] if chance.random() < TITLES_ALONE else whole[at] for at in range(len(examples))]
        mixed = chance.permutation(len(shown))
        parts = [mixed[start : start + longish] for start in range(0, len(mixed), longish)]
        sorted_ = [sorted(part, key=lambda at: len(shown[at].ids)) for part in parts]
        every = [part[start : start + AT_ONCE] for part in sorted_ for start in range(0, len(part), AT_ONCE)]
        for at in chance.permutation(len(every)):
            yield every[at], Batch.of([shown[place] for place in every[at]])


def main() -> int:
    """Score the whole reader in folds, or write the adapters; 2 where shared data is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="learn from everything and write the adapters")
    args = parser.parse_args()
    if not learning.SHARED.exists():
        print(f"tuning: the petitions are not at {learning.SHARED}", file=sys.stderr)
        return 2
    all = learning.material()
    if args.write:
        meanings, adapters = tune([*all.ours, *all.examples])
        file = facts.path(*ADAPTERS)
        save_file(adapters, file, metadata={"meanings": json.dumps(meanings)})
        file.chmod(0o644)
        print(f"{sum(value.size for value in adapters.values()):,} numbers: {file.name}")
        return 0
    answers: list[Case] = []
    for rest, held in learning.folds_of(all.texts, args.folds):
        known = [*all.ours, *(all.examples[place] for place in rest)]
        by = Reader(learning.learn(known, all.names), adapted(*tune(known)))
        answers += all.cases(held, by)
        print(f"{len(answers)} petitions read\n{as_table(score(answers))}\n", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
