"""A petition's text becomes the words by which it is searched and compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from django.db import connection, transaction

from undersigned.kit import sql
from undersigned.petitions.models import Petition

#: Characters of a text that are read; no petition is longer, an imported one might be.
READ_AT_MOST = 20_000

#: How words are weighed (Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009,
#: section 3.1): how soon more of the same word adds nothing, how much a long text is discounted, the words of a
#: usual text, and as how many more mentions it counts that a word stands in the title.
WEIGHING = {"soon": 1.2, "discount": 0.75, "usual": 90.0, "title_counts": 2.0}

#: Letters that Unicode does not take apart, and signs that PostgreSQL would read as markup or as a file's path.
_FOLDED = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
    }
    | dict.fromkeys("<>/\\\0", " ")
)


def folded(text: str) -> str:
    """The text as it is searched: without accents, without what PostgreSQL would take for markup or cannot store.

    Idempotent. Both the texts and what people search for pass through here, so that they meet.
    """
    apart = unicodedata.normalize("NFKD", text[:READ_AT_MOST].translate(_FOLDED))
    kept = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", kept).encode("utf-8", "replace").decode("utf-8").translate(_FOLDED)


@transaction.atomic
def index(petitions: Sequence[Petition]) -> None:
    """Make these petitions findable by the text they have now. Atomic and idempotent."""
    queries = sql.load(__package__)
    said = {
        "ids": [petition.pk for petition in petitions],
        "titles": [folded(petition.title) for petition in petitions],
        "bodies": [folded(petition.body) for petition in petitions],
    }
    with connection.cursor() as cursor:
        cursor.execute(queries["index_search"], said)
        cursor.execute(queries["forget_words"], said)
        cursor.execute(queries["index_words"], {"ids": said["ids"], **WEIGHING})
