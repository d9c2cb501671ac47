"""Petitions are browsed and searched: by where they stand, by issue, by authority, by words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from undersigned.authorities.models import Authority
from undersigned.kit import access, clock
from undersigned.kit.paging import page_of
from undersigned.pages.cards import cards
from undersigned.pages.memory import EVERY_SECOND
from undersigned.petitions.models import Issue
from undersigned.petitions.search import LONGEST_QUESTION, Tab, search

TABS = (Tab.OPEN, Tab.AWAITING, Tab.RESPONDED, Tab.CLOSED, Tab.ALL)


@dataclass(frozen=True)
class Asked:
    """What someone looks for: words, tab, issue and authority, as they stand in the address."""

    words: str
    tab: Tab
    issue: str
    authority: str

    @property
    def narrowed(self) -> bool:
        """More than a tab was chosen."""
        return bool(self.words or self.issue or self.authority)


@access.public
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """A page of twenty; open petitions first, or all of them when words were given and no tab."""
    now, asked = clock.now(), _asked(request)
    found = search(asked.words, asked.tab, asked.issue, asked.authority, now=now).select_related("authority")
    page = page_of(found, request.GET.get("page"))
    context = {
        "asked": asked,
        "tabs": TABS,
        "page": page,
        "cards": cards(page.rows),
        "issues": Issue.objects.all(),
        "authorities": Authority.objects.order_by("name"),
        "longest": LONGEST_QUESTION,
        "now": now,
    }
    return HttpResponse(render_to_string("browse.html", context, request), headers={"Cache-Control": EVERY_SECOND})


def _asked(request: HttpRequest) -> Asked:
    words = request.GET.get("q", "")[:LONGEST_QUESTION].replace("\0", " ").strip()
    named = request.GET.get("tab")
    tab = Tab.named(named) if named else Tab.ALL if words else Tab.OPEN
    return Asked(words, tab, request.GET.get("issue", ""), request.GET.get("authority", ""))
