"""Petitions on the same case as those an answer covers are suggested here, each with the reasons why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from undersigned.authorities.places import place_of
from undersigned.petitions.models import Petition
from undersigned.petitions.similar import Similar, similar
from undersigned.petitions.whereabouts import places_of

SUGGESTED = 8
#: So many of the covered petitions are compared with all others.
COMPARED = 5


@dataclass(frozen=True)
class Suggestion:
    """A petition that the same answer might serve, and why: names, words, places and what is asked."""

    petition: Petition
    reasons: tuple[str, ...]


def suggestions(authority: str, covered: Sequence[Petition]) -> list[Suggestion]:
    """At most eight, those on the same case first; open, closed, below the threshold and recorded elsewhere."""
    chosen = {petition.pk for petition in covered}
    best: dict[str, tuple[Similar, Petition]] = {}
    for petition in covered[:COMPARED]:
        for one in similar(petition.title, petition.body, authority, without=chosen, limit=SUGGESTED):
            if one.petition.pk not in best or one.score > best[one.petition.pk][0].score:
                best[one.petition.pk] = one, petition
    ordered = sorted(best.values(), key=lambda found: (not found[0].same_case, -found[0].score))
    return [Suggestion(one.petition, tuple(_reasons(one, like))) for one, like in ordered[:SUGGESTED]]


def _reasons(one: Similar, like: Petition) -> list[str]:
    names = [word for word in one.shared_words if word[:1].isupper()]
    words = [word for word in one.shared_words if word not in names]
    both = places_of(one.petition.title, one.petition.body) & places_of(like.title, like.body)
    places = [place.name for code in sorted(both) if (place := place_of(code))]
    found = [
        _("the same names: %(names)s") % {"names": ", ".join(names)} if names else "",
        _("the same words: %(words)s") % {"words": ", ".join(words)} if words else "",
        _("the same place: %(places)s") % {"places": ", ".join(places)} if places else "",
        _("another place") if one.elsewhere else "",
    ]
    if one.petition.ask and like.ask:
        found.append(_("the same ask") if one.petition.ask == like.ask else _("another ask in the same matter"))
    return [reason for reason in found if reason]
