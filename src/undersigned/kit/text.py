"""What people type is brought to one plain form, and what cannot be plain text is refused."""

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: Signs that turn the direction of what follows: they can make a text read as another one.
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


class BadText(ValueError):
    """The text cannot be taken; the message says why, to the person who typed it."""


def line(text: str, at_most: int) -> str:
    """One line: NFC, white space folded, with something to see, at most so many characters; raises BadText."""
    return _checked(" ".join(text.split()), at_most)


def lines(text: str, at_most: int) -> str:
    """Several lines: NFC, line ends as \\n, tabs as spaces, at most one empty line in a row; raises BadText."""
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "\n".join(row.replace("\t", " ").rstrip() for row in normal.split("\n"))
    return _checked(re.sub(r"\n{3,}", "\n\n", kept).strip(), at_most)


def _checked(text: str, at_most: int) -> str:
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable() or not text.strip():
        _look_at_signs(text)
    if len(text) > at_most:
        over = len(text) - at_most
        raise BadText(
            ngettext(
                "This is %(over)d character too long; at most %(most)d fit.",
                "This is %(over)d characters too long; at most %(most)d fit.",
                over,
            )
            % {"over": over, "most": at_most}
        )
    return text


def _look_at_signs(text: str) -> None:
    """Raises BadText for signs that no text has. In what prints there are none: no C, and no Z but spaces."""
    if all(unicodedata.category(sign)[0] in "CZ" for sign in text):
        raise BadText(_("This must not be empty."))
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} and sign != "\n" for sign in text):
        raise BadText(_("This holds characters that are not text. Type it again, or paste it as plain text."))
    if _OVERRIDES.search(text):
        raise BadText(_("This holds invisible signs that change the direction of reading. Remove them."))
