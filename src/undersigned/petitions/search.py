"""Petitions are found by words, by where they stand, by issue and by authority."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BigIntegerField, F, IntegerField, OrderBy, OuterRef, Q, Subquery, TextChoices
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from undersigned.ledger.models import Log
from undersigned.petitions.indexing import folded
from undersigned.petitions.models import Petition, Petitions, State

LONGEST_QUESTION = 200
#: What a word in the body (B) and in the title (A) is worth; the other two weights are not used.
WEIGHTS = [0.0, 0.0, 0.3, 1.0]


class Tab(TextChoices):
    """Where a petition stands, as people look for it."""

    OPEN = "open", _("Open")
    AWAITING = "awaiting", _("Awaiting an answer")
    RESPONDED = "responded", _("Answered")
    CLOSED = "closed", _("Closed")
    ALL = "all", _("All")

    @classmethod
    def named(cls, name: str | None) -> Tab:
        """The tab of that name; all, for any other."""
        return cls(name) if name in cls.values else cls.ALL


#: The order where no words were given: the newest first, and what is owed longest first.
_ORDER: Mapping[Tab, OrderBy] = {
    Tab.OPEN: F("opened_at").desc(nulls_last=True),
    Tab.AWAITING: F("due_at").asc(),
    Tab.RESPONDED: F("responded_at").desc(nulls_last=True),
    Tab.CLOSED: F("closes_at").desc(nulls_last=True),
    Tab.ALL: F("opened_at").desc(nulls_last=True),
}


def search(
    text: str | None = "", tab: Tab = Tab.ALL, issue: str = "", authority: str = "", *, now: datetime
) -> Petitions:
    """Petitions that are open or closed, by what was asked; lazy, made for kit.paging.page_of.

    `text`: words, "phrases", `or`, `-without`; accents and endings do not matter. With words the best matches come
    first, then the most signed; without them the order of the tab. Any text is safe to pass; an issue or authority
    that there is not finds nothing.
    """
    found = _standing(tab, now).defer("search")
    if issue:
        found = found.filter(issues__in=[_storable(issue)])
    if authority:
        found = found.filter(authority=_storable(authority))
    words = folded((text or "")[:LONGEST_QUESTION]).strip()
    if not words:
        return found.order_by(_ORDER[tab], "id")
    question = SearchQuery(words, config="pg_catalog.english", search_type="websearch")
    return (
        found.filter(search=question)
        .annotate(rank=_rank(question), signed=_signed())
        .order_by("-rank", "-signed", "id")
    )


def _standing(tab: Tab, now: datetime) -> Petitions:
    """What a tab holds: each petition is in one besides `all`, save that an open one may await."""
    listed = Petition.objects.public()
    answered = Q(responded_at__isnull=False) | Q(recorded_status="responded")
    over = Q(state=State.CLOSED) | Q(closes_at__lte=now)
    match tab:
        case Tab.OPEN:
            return listed.open_at(now)
        case Tab.AWAITING:
            return listed.filter(due_at__isnull=False, responded_at__isnull=True)
        case Tab.RESPONDED:
            return listed.filter(answered)
        case Tab.CLOSED:
            return listed.filter(over, due_at__isnull=True).exclude(answered)
        case Tab.ALL:
            return listed


def _rank(question: SearchQuery) -> Cast:
    """How well it matches, in tenths: those that match about equally well stand in the order of their signers."""
    exact = SearchRank(F("search"), question, weights=WEIGHTS)
    return Cast(exact * 10, IntegerField())


def _signed() -> Coalesce:
    """The count recorded elsewhere, or the published one."""
    counted = Log.objects.filter(petition_id=OuterRef("pk")).values("count")
    return Coalesce("recorded_count", Subquery(counted), 0, output_field=BigIntegerField())


def _storable(name: str) -> str:
    """A name that the database can be asked for: no name of ours holds what it cannot store."""
    return name.encode("ascii", "replace").decode("ascii").replace("\0", "?")
