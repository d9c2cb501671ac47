"""What was done about the matter of an answer is added here, by us or by others, and told to who asked for news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from undersigned.mail import campaigns
from undersigned.responses import render
from undersigned.responses.drafting import Stale, own
from undersigned.responses.models import Action, Response
from undersigned.staff.decisions import Member, record
from undersigned.staff.roles import Verb


class Told(Exception):
    """The same was added before, and stands."""


@dataclass(frozen=True)
class Done:
    """Something that was done: what kind, by whom, what, when, and where it can be read."""

    deed: str
    title: str
    done_on: date
    by_others: bool = False
    url: str = ""


@transaction.atomic
def add(member: Member, response_id: str, done: Done, now: datetime, *, tell: bool = False) -> Action:
    """Add an action to a response in any state. Atomic, and a decision.

    With `tell`, and once the response is published, everyone who asked for news of its petitions gets a letter.
    Raises Response.DoesNotExist for another authority's, staff.NotAllowed; Told when the same stands there already,
    as when a form comes twice; IntegrityError for what has no title.
    """
    response = Response.objects.select_for_update(no_key=True).get(pk=own(member, response_id).pk)
    if response.actions.standing().filter(**vars(done)).exists():
        raise Told
    decision = record(Verb.ADD_ACTION, member, subject=f"response:{response.pk}", now=now, note=done.title)
    action = Action.objects.create(response=response, added_at=now, decision=decision, **vars(done))
    if tell and response.is_published:
        _tell(response, action, now)
    return action


@transaction.atomic
def withdraw(member: Member, response_id: str, action_id: int, why: str, now: datetime) -> Action:
    """Take an action back that was not so; it stays in the record with the decision. Atomic.

    Raises Response.DoesNotExist, Stale when there is no such action or it was taken back, staff.NotAllowed.
    """
    response = own(member, response_id)
    decision = record(Verb.WITHDRAW_ACTION, member, subject=f"response:{response.pk}", now=now, note=why)
    if not response.actions.standing().filter(pk=action_id).update(withdrawn=decision):
        raise Stale
    return response.actions.get(pk=action_id)


@dataclass(frozen=True)
class Course:
    """How the matter went: what was done before the answer, what since, and for how long nothing."""

    before: list[Action]
    since: list[Action]
    silent_days: int | None


def course(response: Response, now: datetime) -> Course:
    """The standing actions of a response, parted by its publication; `silent_days` counts from the latest one."""
    actions = list(response.actions.standing())
    published = response.published_at.date() if response.published_at else None
    before = [action for action in actions if published is None or action.done_on <= published]
    since = [action for action in actions if action not in before]
    if published is None:
        return Course(before, since, None)
    latest = max([published, *(action.done_on for action in since)])
    return Course(before, since, max(0, (now.date() - latest).days))


def _tell(response: Response, action: Action, now: datetime) -> None:
    markdown = f"{action.get_deed_display()}: {action.title}"
    text = f"{markdown}\n{action.url}" if action.url else markdown
    campaigns.start(
        "news",
        # Each piece of news is a campaign of its own; the link in its letter leads to its place on the page.
        subject_id=f"{response.pk}#action-{action.pk}",
        petitions=list(response.coverage.values_list("petition_id", flat=True)),
        title=action.title,
        text=text,
        html=render.plain_html(text),
        now=now,
    )
