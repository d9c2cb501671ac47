"""How long to wait before a letter, a mail domain or the mail server is tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

_FIRST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=6)
GIVE_UP: Final = timedelta(days=3)

#: A domain rests after this many refusals in a row, from a minute up to half an hour.
REFUSALS: Final = 3


def _attempts() -> int:
    waited, attempt = timedelta(0), 1
    while waited < GIVE_UP:
        waited += wait_after(attempt)
        attempt += 1
    return attempt


def wait_after(attempt: int) -> timedelta:
    """How long a letter waits after its n-th refusal (from 1): 1, 2, 4 … minutes, at most 6 hours."""
    doubled: int = 2 ** min(attempt - 1, 20)
    return min(_FIRST * doubled, _LONGEST)


#: With the waits of `wait_after`, this many refusals take three days. Counted in attempts, not from the letter's
#: date: days in which staff held a campaign back, or the mail server was away, do not count against a letter.
ATTEMPTS: Final = _attempts()
