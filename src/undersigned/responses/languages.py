"""In which languages an answer is given, and what they call themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import global_settings, settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from undersigned.responses.models import Response

#: The languages that Django knows by name, without the kinds of English.
KNOWN: Final = frozenset(code for code, _name in global_settings.LANGUAGES if not code.startswith("en-"))


@dataclass(frozen=True)
class Words:
    """What an answer says in one language. A language without a title, summary or body is not finished."""

    language: str
    title: str = ""
    summary: str = ""
    body: str = ""

    @property
    def whole(self) -> bool:
        """Nothing is missing."""
        return all(part.strip() for part in (self.title, self.summary, self.body))

    @property
    def own_name(self) -> str:
        """What the language calls itself."""
        return str(get_language_info(self.language)["name_local"]).capitalize()

    @property
    def name(self) -> str:
        """What it is called in the language of the page."""
        return str(get_language_info(self.language)["name_translated"])

    @property
    def direction(self) -> str:
        """`rtl` for languages that are written from right to left, else `ltr`."""
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"


def words_of(response: Response) -> list[Words]:
    """What the response says: in its own language first, then in the others by their codes."""
    others = response.translations.values_list("language", "title", "summary", "body")
    return [
        Words(response.language, response.title, response.summary, response.body),
        *(Words(*row) for row in others),
    ]


def in_language(found: Iterable[Words], language: str) -> Words | None:
    """The words in this language; None where they are not given in it."""
    return next((words for words in found if words.language == language), None)


def frame_for(language: str) -> str:
    """The language of the words around an answer: its own where the site speaks it, else the site's."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def offered(besides: Iterable[str]) -> list[tuple[str, str]]:
    """The languages that can still be added, code and name, by name."""
    taken = set(besides)
    names = [(code, Words(code)) for code in KNOWN - taken]
    told = [(code, _("%(name)s (%(own)s)") % {"name": one.name, "own": one.own_name}) for code, one in names]
    return sorted(told, key=lambda row: row[1])
