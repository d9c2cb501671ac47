"""Many signatures at once, as the hot path appends them."""

from django.db import connection

from undersigned.ledger import append


def adds(petition, count, now, first=1):
    """Append adds for signatures first, first + 1, ... whose commitments are their numbers."""
    numbers = list(range(first, first + count))
    append.prepare(petition)
    with connection.cursor() as cursor:
        cursor.execute(
            append.APPEND_ADDS,
            {
                "petitions": [petition] * count,
                "signatures": numbers,
                "commitments": [number.to_bytes(32, "big") for number in numbers],
                "now": now,
            },
        )
        assert cursor.rowcount == count
