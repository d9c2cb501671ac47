"""Text becomes pieces of words that a language model knows by number (WordPiece, as BERT reads English)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

LONGEST_WORD = 100  # characters; a longer one is unknown
_PIECE = re.compile(r"[^\W_]+|[^\w\s]|_")


class Pieces(NamedTuple):
    """The numbers of a text's pieces, and for each whether it is of the title (0) or the body (1)."""

    ids: list[int]
    halves: list[int]


def pieces(title: str, body: str, vocabulary: Mapping[str, int], at_most: int) -> Pieces:
    """Title and body as pieces, with the marks around them; what is too long is cut, the body first.

    `vocabulary` is that of an uncased BERT (Devlin and others, 2019): a piece that continues a word begins with
    `##`, and `[CLS]`, `[SEP]` and `[UNK]` are in it.
    """
    begin, end = vocabulary["[CLS]"], vocabulary["[SEP]"]
    first = [begin, *_up_to(at_most // 2, title, vocabulary), end]
    second = [*_up_to(at_most - len(first) - 1, body, vocabulary), end]
    return Pieces(first + second, [0] * len(first) + [1] * len(second))


def _up_to(at_most: int, text: str, vocabulary: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    for match in _PIECE.finditer(_plain(text)):
        if len(found) >= at_most:
            break
        found.extend(_of_word(match[0], vocabulary))
    return found[:at_most]


def _plain(text: str) -> str:
    """Lower case, without accents."""
    return "".join(
        sign for sign in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(sign) != "Mn"
    )


def _of_word(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    """The longest pieces that make up a word, from its beginning; unknown as a whole where they do not."""
    if len(word) > LONGEST_WORD:
        return [vocabulary["[UNK]"]]
    found = list(_split(word, vocabulary))
    return [vocabulary["[UNK]"]] if None in found else [one for one in found if one is not None]


def _split(word: str, vocabulary: Mapping[str, int]) -> Iterator[int | None]:
    start = 0
    while start < len(word):
        for end in range(len(word), start, -1):
            known = vocabulary.get(word[start:end] if not start else f"##{word[start:end]}")
            if known is not None:
                break
        else:
            yield None
            return
        yield known
        start = end
