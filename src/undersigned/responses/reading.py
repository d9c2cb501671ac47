"""A response is gathered as people read it: the same for its page and for the preview before it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from undersigned.authorities.finding import Finding, from_dict
from undersigned.authorities.resolve import resolve
from undersigned.clemency import exhibits as record
from undersigned.petitions.models import Petition
from undersigned.responses import render
from undersigned.responses.following import Course, course
from undersigned.responses.languages import Words, in_language, words_of
from undersigned.responses.models import Exhibit, Outcome, Referral, Response
from undersigned.responses.referring import referrals_of

#: Covered petitions can ask for different things; so many findings are shown.
FINDINGS_AT_MOST = 3


@dataclass(frozen=True)
class Shown:
    """An exhibit; of a figure also its chart (a query of the record), its sources, and whether it changed since.

    `leaves_out` is the weightiest of what a comparison leaves out, as it was when the figure was frozen.
    """

    exhibit: Exhibit
    changed: bool = False
    chart: str = ""
    leaves_out: str = ""
    sources: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Found:
    """Who can grant what some of the petitions ask."""

    finding: Finding
    titles: list[str]


@dataclass(frozen=True)
class Reading:
    """What stands on the page of a response in one language."""

    response: Response
    words: Words
    languages: list[Words]
    body: SafeString
    exhibits: list[Shown]
    findings: list[Found]
    course: Course
    referrals: list[Referral]


def read(response: Response, covered: Sequence[Petition], now: datetime, language: str = "") -> Reading | None:
    """The response, published or not, in this language or its own; None when it is not given in it.

    `covered` are the petitions it answers, as far as the reader may see them, with their authorities.
    """
    found = words_of(response)
    words = in_language(found, language or response.language)
    if words is None:
        return None
    referred = [petition.pk for petition in covered if petition.referred_at]
    return Reading(
        response=response,
        words=words,
        languages=found,
        body=render.html(words.body),
        exhibits=[_shown(exhibit, now) for exhibit in response.exhibits.all()],
        findings=findings_of(covered) if response.outcome == Outcome.NO_POWER else [],
        course=course(response, now),
        referrals=referrals_of(referred) if referred else [],
    )


def findings_of(covered: Sequence[Petition]) -> list[Found]:
    """Who can grant what was asked, each different finding once, with the petitions that asked so."""
    found: list[Found] = []
    for petition in covered:
        finding = finding_of(petition)
        same = next((one for one in found if one.finding == finding), None)
        if same:
            same.titles.append(petition.title)
        elif finding:
            found.append(Found(finding, [petition.title]))
    return found[:FINDINGS_AT_MOST]


def finding_of(petition: Petition) -> Finding | None:
    """Who can grant it, as stored with the petition; of one recorded elsewhere, as it comes to today."""
    if petition.finding:
        return from_dict(petition.finding)
    if petition.is_recorded_elsewhere and petition.ask:
        return resolve(petition.ask, petition.facts, petition.authority.office)
    return None


def _shown(exhibit: Exhibit, now: datetime) -> Shown:
    if exhibit.record is None:
        return Shown(exhibit)
    frozen = record.restored(exhibit.record)
    # As the record was known when the figure was frozen, so that the picture stays what the answer rests on.
    chart = frozen.pinned() if frozen.answer.get("members") else ""
    return Shown(
        exhibit,
        changed=bool(record.changes(frozen, now.date())),
        chart=chart,
        leaves_out=next(iter(frozen.answer.get("leaves_out", ())), ""),
        sources=tuple(frozen.answer.get("sources", ())),
    )
