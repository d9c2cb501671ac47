"""An answer is begun, edited by one person at a time, submitted for approval and taken back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from undersigned.petitions.models import Petition, Petitions
from undersigned.responses.languages import KNOWN, Words, words_of
from undersigned.responses.models import (
    Coverage,
    Exhibit,
    Hold,
    Outcome,
    Referral,
    Response,
    Revision,
    State,
    Translation,
    Way,
)
from undersigned.staff.decisions import Member, NotAllowed, record
from undersigned.staff.roles import Verb

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: How long a draft stays in someone's hands after they last opened or saved it.
HOLD: Final = timedelta(minutes=15)
_ID: Final = re.compile(r"[a-z0-9]{12}")


class Stale(Exception):
    """Someone else saved, submitted or published meanwhile: what was sent began from an older version."""


class NotYours(Exception):
    """A petition that this authority cannot answer: another's, or not public."""


class Kept(Exception):
    """A draft that cannot be thrown away: something is recorded in it that stays."""


class Incomplete(Exception):
    """A draft that lacks what an answer needs: `missing` maps a field to what is wrong with it."""

    def __init__(self, missing: dict[str, str | StrPromise]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@dataclass(frozen=True)
class Shown:
    """One exhibit as it was filled in."""

    title: str
    kind: str = "document"
    publisher: str = ""
    dated: date | None = None
    url: str = ""
    quotation: str = ""
    record: dict[str, Any] | None = None


@dataclass(frozen=True)
class Text:
    """Everything an editor can change about an answer, as it shall be."""

    title: str = ""
    summary: str = ""
    body: str = ""
    outcome: str = ""
    silence: str = ""
    petitions: tuple[str, ...] = ()
    exhibits: tuple[Shown, ...] = field(default=())
    translations: tuple[Words, ...] = ()


def answerable(authority: str) -> Petitions:
    """The petitions this authority can answer: its own public ones, and those referred to it."""
    accepted = Referral.objects.arriving_at(authority).filter(way=Way.ACCEPTED)
    return Petition.objects.public().filter(Q(authority_id=authority) | Q(pk__in=accepted.values("petition_id")))


@transaction.atomic
def begin(member: Member, petitions: Sequence[str], now: datetime) -> Response:
    """A new empty draft for these petitions. Atomic. Raises NotAllowed, NotYours."""
    _may_draft(member)
    response = Response.objects.create(
        authority_id=member.authority,
        author=member.user,
        created_at=now,
        edited_by=member.user,
        edited_at=now,
    )
    _cover(response, petitions)
    _remember(response, member, now)
    Hold.objects.create(response=response, holder=member.user, until=now + HOLD)
    return response


def own(member: Member, response_id: str) -> Response:
    """The authority's own response with this id; raises Response.DoesNotExist for another's."""
    return Response.objects.select_related("author", "edited_by", "submitted_by", "approved_by").get(
        pk=response_id, authority_id=member.authority
    )


def hold(member: Member, response: Response, now: datetime, *, take_over: bool = False) -> Hold:
    """Take the draft in hand for 15 minutes, unless someone else holds it; returns who does. Atomic.

    With `take_over` it changes hands at once; whoever held it will see Stale when they save what they began.
    """
    with transaction.atomic():
        Response.objects.select_for_update(no_key=True).get(pk=response.pk)
        held = Hold.objects.select_related("holder").filter(response=response).first()
        if held and held.holder != member.user and held.lasts(now) and not take_over:
            return held
        return Hold.objects.update_or_create(
            response=response, defaults={"holder": member.user, "until": now + HOLD}
        )[0]


@transaction.atomic
def edit(member: Member, response_id: str, version: int, new: Text, now: datetime) -> Response:
    """Save what the editor wrote, beginning from `version`. Atomic.

    Raises Stale when the draft is at another version, held by another person, or no draft any more; NotYours for
    a petition that cannot be answered here; NotAllowed; ValueError for an unknown language; IntegrityError for
    texts over their limits, or a language twice.
    """
    _may_draft(member)
    response = own(member, response_id)
    if hold(member, response, now).holder != member.user:
        raise Stale
    unchanged = Response.objects.filter(pk=response.pk, state=State.DRAFT, version=version)
    if not unchanged.update(
        version=version + 1,
        title=new.title,
        summary=new.summary,
        body=new.body,
        outcome=new.outcome,
        silence=new.silence if new.outcome == Outcome.NO_COMMENT else "",
        edited_by=member.user,
        edited_at=now,
    ):
        raise Stale
    response = own(member, response_id)
    response.coverage.all().delete()
    _cover(response, new.petitions)
    response.exhibits.all().delete()
    Exhibit.objects.bulk_create(
        [Exhibit(response=response, place=place, **vars(shown)) for place, shown in enumerate(new.exhibits)]
    )
    _translate(response, new.translations)
    _remember(response, member, now)
    return response


@transaction.atomic
def submit(member: Member, response_id: str, version: int, now: datetime) -> Response:
    """Ask for approval; the text is fixed until it is taken back. Atomic, and a decision.

    Raises Incomplete, Stale, NotAllowed.
    """
    response = own(member, response_id)
    if missing := lacking(response):
        raise Incomplete(missing)
    record(Verb.SUBMIT, member, subject=f"response:{response.pk}", now=now)
    unchanged = Response.objects.filter(pk=response.pk, state=State.DRAFT, version=version)
    if not unchanged.update(state=State.SUBMITTED, submitted_by=member.user, submitted_at=now):
        raise Stale
    Hold.objects.filter(response=response).delete()
    return own(member, response_id)


@transaction.atomic
def take_back(member: Member, response_id: str, note: str, now: datetime) -> Response:
    """Back to drafting: the submitter thought again, or the approver wants it changed (`note` says what). Atomic.

    Raises Stale when it was published or taken back meanwhile, NotAllowed.
    """
    record(Verb.TAKE_BACK, member, subject=f"response:{response_id}", now=now, note=note)
    waiting = Response.objects.filter(pk=response_id, authority_id=member.authority, state=State.SUBMITTED)
    if not waiting.update(state=State.DRAFT, submitted_by=None, submitted_at=None):
        raise Stale
    return own(member, response_id)


@transaction.atomic
def discard(member: Member, response_id: str, version: int, now: datetime) -> None:
    """Throw a draft away with all its versions; the decision stays, and holds its title. Atomic.

    Raises Stale when it is no draft any more, at another version or in another's hands; Kept when something was
    said in it to be done, which is never wiped out; NotAllowed.
    """
    response = own(member, response_id)
    record(Verb.DISCARD, member, subject=f"response:{response.pk}", now=now, note=response.title)
    if response.state != State.DRAFT or response.version != version:
        raise Stale
    if hold(member, response, now).holder != member.user:
        raise Stale
    if response.actions.exists():
        raise Kept
    response.delete()


def lacking(response: Response) -> dict[str, str | StrPromise]:
    """What an answer still needs before it can be submitted, by field; empty when nothing."""
    needs: list[tuple[str, bool, str | StrPromise]] = [
        ("title", bool(response.title.strip()), _("Give the answer a title.")),
        ("summary", bool(response.summary.strip()), _("Say the answer in plain words, in at most 500 characters.")),
        ("body", bool(response.body.strip()), _("Write the answer.")),
        ("outcome", bool(response.outcome), _("Choose the outcome.")),
        ("petitions", response.coverage.exists(), _("Choose at least one petition that it answers.")),
        (
            "silence",
            response.outcome != Outcome.NO_COMMENT or bool(response.silence),
            _("Choose the published reason for declining to comment."),
        ),
    ]
    missing = {name: message for name, there, message in needs if not there}
    for words in words_of(response)[1:]:
        if not words.whole:
            missing[words.language] = _unfinished(words)
    return missing


def _unfinished(words: Words) -> str:
    told = translate("Finish the answer in %(language)s, or take that language out.")
    return told % {"language": words.name}


def _may_draft(member: Member) -> None:
    if not member.may(Verb.SUBMIT):
        raise NotAllowed("drafting is for responders and approvers")


def _cover(response: Response, petitions: Sequence[str]) -> None:
    wanted = list(dict.fromkeys(petitions))
    if not all(_ID.fullmatch(petition) for petition in wanted):
        raise NotYours("not an id")
    found = set(answerable(response.authority_id).filter(pk__in=wanted).values_list("pk", flat=True))
    if found != set(wanted):
        raise NotYours(", ".join(sorted(set(wanted) - found)))
    Coverage.objects.bulk_create([Coverage(response=response, petition_id=petition) for petition in wanted])


def _translate(response: Response, translations: Sequence[Words]) -> None:
    if unknown := {words.language for words in translations} - (KNOWN - {response.language}):
        raise ValueError(f"no further language of this answer: {', '.join(sorted(unknown))}")
    response.translations.all().delete()
    Translation.objects.bulk_create([Translation(response=response, **vars(words)) for words in translations])


def _remember(response: Response, member: Member, now: datetime) -> None:
    Revision.objects.create(
        response=response,
        version=response.version,
        made_by=member.user,
        made_at=now,
        title=response.title,
        summary=response.summary,
        body=response.body,
        outcome=response.outcome,
        silence=response.silence,
        petitions=list(response.coverage.values_list("petition_id", flat=True)),
        exhibits=[
            {**row, "dated": row["dated"].isoformat() if row["dated"] else ""}
            for row in response.exhibits.values("kind", "title", "publisher", "dated", "url", "quotation")
        ],
        translations=[vars(words) for words in words_of(response)[1:]],
    )
