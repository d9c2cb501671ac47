"""The language model knows every ask, loads at once, and reads any text in bounded time."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.authorities.cues import petition
from undersigned.authorities.encoder import LONGEST, Encoder, adapted, base, encoder, vocabulary
from undersigned.authorities.suggest import Reader, by_ask
from undersigned.authorities.wordpiece import pieces
from undersigned.authorities.words import Weights, weights

KNOWN = vocabulary()
SMALL = {name: number for number, name in enumerate(["[CLS]", "[SEP]", "[UNK]", "par", "##don", "##s", "the", "!"])}


def _likeliest(title: str, body: str = "") -> str:
    likely = encoder().likelihoods(title, body)
    assert sum(likely.values()) == pytest.approx(1.0, abs=1e-5)
    return by_ask(likely).most_common(1)[0][0]


def test_it_knows_every_meaning_that_the_weights_know() -> None:
    assert set(encoder().meanings) == set(weights().meanings)


@pytest.mark.parametrize(
    ("title", "ask"),
    [
        ("Let my sister out of federal prison, where she serves twenty years", "commute"),
        ("Clear the name of the two brothers who never did it: they deserve a pardon", "pardon"),
        ("Let a new jury hear the case of my son", "retry"),
        ("Honor the crew that landed on the river with the nation's highest medal", "appoint"),
    ],
)
def test_it_reads_sentences_that_no_cue_was_written_for(title: str, ask: str) -> None:
    assert _likeliest(title) == ask


def test_it_loads_in_under_a_second() -> None:
    encoder.cache_clear()
    began = time.thread_time()
    encoder()
    assert time.thread_time() - began < 1.0


@given(st.text(max_size=400), st.text(max_size=2000))
def test_any_text_becomes_few_pieces_that_the_model_has(title: str, body: str) -> None:
    found = pieces(title, body, KNOWN, LONGEST)
    assert len(found.ids) == len(found.halves) <= LONGEST
    assert found.ids.count(101) == 1
    assert found.ids.count(102) == 2


def test_words_are_split_into_their_longest_pieces() -> None:
    assert pieces("Pàrdons the", "!", SMALL, 20) == ([0, 3, 4, 5, 6, 1, 7, 1], [0, 0, 0, 0, 0, 0, 1, 1])
    assert pieces("parting", "x" * 200, SMALL, 20).ids == [0, 2, 1, 2, 1]


def test_of_a_long_text_the_body_is_cut_first() -> None:
    found = pieces("the " * 4, "par " * 100, SMALL, 12)
    assert found.ids == [0, 6, 6, 6, 6, 1, 3, 3, 3, 3, 3, 1]
    assert pieces("the " * 100, "par " * 100, SMALL, 12).ids == [0, *[6] * 6, 1, 3, 3, 3, 1]


def test_adapters_add_to_a_matrix_and_take_the_place_of_other_numbers() -> None:
    known = base()
    name = "encoder.layer.0.attention.output.dense"
    width = known[f"{name}.weight"].shape[0]
    up, down = np.zeros((width, 1), np.float16), np.zeros((1, width), np.float16)
    up[3], down[0, 5] = 2.0, 0.5
    head = {"head.weight": np.zeros((2, width), np.float16), "head.bias": np.zeros(2, np.float16)}
    changed = adapted((("speak", ""), ("deport", "person")), {f"{name}.up": up, f"{name}.down": down, **head})
    difference = changed.tensors[f"{name}.weight"] - known[f"{name}.weight"]
    assert difference[3, 5] == pytest.approx(1.0)
    assert np.count_nonzero(np.abs(difference) > 1e-6) == 1
    assert changed.likelihoods("Any title", "") == {("speak", ""): 0.5, ("deport", "person"): 0.5}


def test_a_reader_goes_by_the_geometric_mean_of_words_and_model() -> None:
    speak, deport = ("speak", ""), ("deport", "person")
    width = base()["embeddings.LayerNorm.bias"].shape[0]
    head = {"head.weight": np.zeros((2, width), np.float16), "head.bias": np.array([0, 2], np.float16)}
    by = Reader(Weights((speak, deport), (1.0, 0.0), {}), adapted((speak, deport), head))
    likely = by.likelihoods(petition("Any title", ""), {})
    assert sum(likely.values()) == pytest.approx(1.0)
    assert likely[deport] / likely[speak] == pytest.approx(np.exp((2 - 1) / 2), rel=1e-4)


def test_the_model_counts_as_pytorch_does() -> None:
    head = {"head.weight": np.zeros((2, 384), np.float16), "head.bias": np.zeros(2, np.float16)}
    head["head.weight"][1, ::7] = 1
    said = adapted((("speak", ""), ("deport", "person")), head).likelihoods(
        "Free the baker of Dane County", "A jury was wrong."
    )
    # The same in PyTorch 2.14, with its own layers and in double precision.
    assert np.log(said["deport", "person"] / said["speak", ""]) == pytest.approx(-1.571054, abs=1e-4)


def test_a_likelihood_follows_the_head() -> None:
    width = base()["embeddings.LayerNorm.bias"].shape[0]
    head = {"head.weight": np.zeros((2, width), np.float16), "head.bias": np.array([0, 2], np.float16)}
    said = adapted((("speak", ""), ("deport", "person")), head).likelihoods("Any title", "and text")
    assert said["deport", "person"] == pytest.approx(1 / (1 + np.exp(-2)), abs=1e-4)
    assert isinstance(adapted((), {}), Encoder)
