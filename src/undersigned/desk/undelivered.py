"""Why letters did not arrive is told in words; the code of the mail server stays beside them."""

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: What the outbox writes of letters that it dropped.
_DROPPED: Final[dict[str, "StrPromise"]] = {
    "declined": lazy("The person declined letters"),
    "withdrawn": lazy("The person withdrew the signature"),
    "erased": lazy("The person was erased, as they asked"),
    "bounces": lazy("Their address refused letters again and again"),
}
#: The second number of a status code (RFC 3463): what it is about.
_ABOUT: Final[dict[str, "StrPromise"]] = {
    "1": lazy("there is no such address"),
    "2": lazy("the mailbox is full, closed or too small"),
    "3": lazy("their mail server cannot take it"),
    "4": lazy("there is no way to their mail server"),
    "5": lazy("the mail servers did not understand each other"),
    "6": lazy("their mail server did not like its form"),
    "7": lazy("their mail server refuses letters like this one, perhaps as unwanted"),
}
_STATUS: Final = re.compile(r"\b[45]\.(\d{1,3})\.\d{1,3}\b", re.ASCII)


def in_words(why: str) -> str:
    """A reason of the outbox as staff read it; one that is not known stands as it is."""
    if why in _DROPPED:
        return str(_DROPPED[why])
    about = _about(why)
    if why.startswith("gave up"):
        return _("Given up after three days: %(why)s") % {"why": about}
    if why.startswith("returned"):
        return _("It came back: %(why)s") % {"why": about}
    return _("Refused: %(why)s") % {"why": about} if about != why else why


def code_of(why: str) -> str:
    """What the mail server said in figures; empty where no mail server said anything."""
    return "" if why in _DROPPED else why


def _about(why: str) -> str:
    status = _STATUS.search(why)
    if status and status[1] in _ABOUT:
        return str(_ABOUT[status[1]])
    if "connection lost" in why:
        return _("the connection broke")
    if status or re.search(r"\b[45]\d\d\b", why, re.ASCII):
        return _("their mail server gave no reason")
    return why
