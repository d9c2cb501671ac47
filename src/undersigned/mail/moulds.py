"""A letter's templates are rendered once per kind and language; what differs from person to person is filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

# A slot stands in the rendered template where a value goes. Both ends are private-use characters, which are taken
# out of everything that people write before it gets here.
_OPEN, _SHUT = "\ue000", "\ue001"
_SLOT: Final = re.compile(f"{_OPEN}([a-z_]+){_SHUT}")
_BLANK_LINES: Final = re.compile(r"\n{3,}")

# Control characters, line and paragraph separators, marks that turn the direction of writing, and our slot marks.
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ue000\ue001]+")
_UNFIT_IN_TEXT: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ue000\ue001]+"
)


class Mould:
    """A template rendered with slots: fixed pieces and the names of what goes between them."""

    def __init__(self, rendered: str, fit: Callable[[str], str]) -> None:
        pieces = _SLOT.split(rendered)
        self._pieces = pieces
        self._names = pieces[1::2]
        self._fit = fit

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with every slot filled; raises KeyError when a value is missing."""
        if not self._names:
            return self._pieces[0]
        pieces = self._pieces.copy()
        pieces[1::2] = [self._fit(values[name]) for name in self._names]
        return "".join(pieces)


@dataclass(frozen=True)
class Moulds:
    """One letter's subject, text and HTML, in one language."""

    subject: Mould
    text: Mould
    html: Mould


@dataclass(frozen=True)
class Body:
    """What a campaign's letter says in one language: plain words for the title, plain text, clean HTML."""

    title: str
    text: str
    html: str


def one_line(value: str) -> str:
    """The value on one line, without control characters, fit for a header or a sentence."""
    return _UNFIT.sub(" ", value).strip()


def _many_lines(value: str) -> str:
    return _UNFIT_IN_TEXT.sub("", value.replace("\r\n", "\n")).strip()


def cleaned(body: Body) -> Body:
    """The body without control characters and such, its title on one line."""
    return Body(one_line(body.title), _many_lines(body.text), _many_lines(body.html))


@lru_cache(maxsize=512)
def moulds(kind: str, language: str, given: frozenset[str], body: Body | None = None) -> Moulds:
    """The moulds of a letter of this kind, for letters that are given these values; `body` only for campaigns.

    Templates are `letters/<kind>.txt`, whose first line is the subject, and `letters/<kind>.html`. Around a body in
    a language that the site does not speak, the letter's own words are in the site's.
    """
    frame = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(frame):
        context: dict[str, object] = {name: f"{_OPEN}{name}{_SHUT}" for name in given}
        context |= {
            "site": settings.UNDERSIGNED_NAME,
            "site_link": settings.UNDERSIGNED_URL,
            "language": frame,
            "direction": _direction(frame),
            "body_language": language,
            "body_direction": _direction(language),
        }
        if body is not None:
            clean = cleaned(body)
            context |= {"title": clean.title, "body_text": clean.text, "body_html": clean.html}
        text = get_template(f"letters/{kind}.txt").render(context)
        html = get_template(f"letters/{kind}.html").render(context)
    subject, _, text = text.partition("\n")
    return Moulds(Mould(subject.strip(), str), Mould(_tidied(text), str), Mould(html, _escaped))


def _direction(language: str) -> str:
    return "rtl" if translation.get_language_info(language)["bidi"] else "ltr"


def _tidied(text: str) -> str:
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def _escaped(value: str) -> str:
    return escape(value, quote=True)
