"""A petition goes from draft to closed here: one function per verb, the only writer of its state."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from undersigned.ledger import append
from undersigned.petitions import indexing
from undersigned.petitions.models import Change, Issue, Petition, State, WordUse
from undersigned.petitions.policy import Policy, policy_of
from undersigned.staff.models import Decision


class WrongState(Exception):
    """The petition was not in the state from which this verb goes out: someone was faster, or it never could."""

    def __init__(self, petition: str, wanted: str) -> None:
        super().__init__(f"petition {petition} is not {wanted}")
        self.petition = petition


@transaction.atomic
def draft(petition: Petition, issues: Sequence[Issue], now: datetime) -> Petition:
    """Keep a new draft under today's policy. Atomic.

    Raises policy.NoPolicy when the authority takes no petitions.
    """
    policy = policy_of(petition.authority_id, now.date())
    petition.state, petition.step, petition.stated_at, petition.created_at = State.DRAFT, 0, now, now
    petition.lapses_at = now + timedelta(days=policy.days_lapse)
    _under(petition, policy)
    petition.save(force_insert=True)
    petition.issues.set(issues)
    _begin(petition, now)
    return petition


def support(petition_id: str, now: datetime) -> Petition:
    """The petitioner confirmed: the text is fixed and supporters may come. Atomic. Raises WrongState."""
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        indexing.index([petition])
        digest = hashlib.sha256(petition.published_text).digest()
        supported = _change(petition, State.DRAFT, State.SUPPORTING, now, text_sha256=digest)
        append.prepare(petition_id)
        indexing.index([supported])
        return supported


def moderate(petition_id: str, now: datetime) -> Petition:
    """Supporters enough: it waits for a moderator. Atomic. Raises WrongState."""
    return _change(_get(petition_id), State.SUPPORTING, State.MODERATING, now)


def open_for_signatures(petition_id: str, now: datetime, decision: Decision) -> Petition:
    """A moderator approved: the policy is frozen, the log begins, anyone may sign. Atomic. Raises WrongState."""
    with transaction.atomic():
        petition = _get(petition_id)
        policy = policy_of(petition.authority_id, now.date())
        _under(petition, policy)
        opened = _change(
            petition,
            State.MODERATING,
            State.OPEN,
            now,
            decision=decision,
            supporters_needed=petition.supporters_needed,
            threshold=petition.threshold,
            days_open=petition.days_open,
            days_answer=petition.days_answer,
            opened_at=now,
            closes_at=now + timedelta(days=policy.days_open),
        )
        append.open_log(opened.pk, bytes(opened.text_sha256 or b""), now)
        return opened


def reject(petition_id: str, reason: str, now: datetime, decision: Decision) -> Petition:
    """A moderator rejected it, for a published reason (its code). Atomic. Raises WrongState."""
    return _change(
        _get(petition_id),
        State.MODERATING,
        State.REJECTED,
        now,
        decision=decision,
        reason=reason,
        rejection=reason,
    )


def lapse(petition_id: str, now: datetime) -> Petition:
    """Time is up before moderation: text and unpublished log go, the row stays. Atomic. Raises WrongState."""
    petition = _get(petition_id)
    before = State.DRAFT if petition.state == State.DRAFT else State.SUPPORTING
    with transaction.atomic():
        lapsed = _change(
            petition,
            before,
            State.LAPSED,
            now,
            title="",
            body="",
            facts={},
            finding=None,
            text_sha256=None,
            search=None,
        )
        lapsed.issues.clear()
        WordUse.objects.filter(petition=lapsed).delete()
        append.discard(petition_id)
        return lapsed


def close(petition_id: str, now: datetime) -> Petition:
    """Its last moment has passed: nobody can sign any more, and the log is closed once drained. Atomic.

    Raises WrongState when it is not open.
    """
    with transaction.atomic():
        closed = _change(_get(petition_id), State.OPEN, State.CLOSED, now)
        append.close_log(closed.pk, now)
        return closed


def remove(petition_id: str, reason: str, now: datetime, decision: Decision) -> Petition:
    """A decision takes a public petition off the site; its log stays. Atomic. Raises WrongState."""
    with transaction.atomic():
        petition = _get(petition_id)
        before = State.OPEN if petition.state == State.OPEN else State.CLOSED
        removed = _change(petition, before, State.REMOVED, now, decision=decision, reason=reason)
        if before == State.OPEN:
            append.close_log(removed.pk, now)
        return removed


def reach(petition_id: str, published_count: int, published_at: datetime) -> bool:
    """The published count is at the threshold: an answer is owed by a date that follows from the publication.

    Idempotent; returns True for the call that made it so. Withdrawals never undo it.
    """
    reached = Petition.objects.filter(
        pk=petition_id, reached_at__isnull=True, opened_at__isnull=False, threshold__lte=published_count
    ).exclude(state=State.REMOVED)
    for petition in reached:
        due = published_at + timedelta(days=petition.days_answer)
        return bool(reached.filter(pk=petition.pk).update(reached_at=published_at, due_at=due))
    return False


def respond(petition_id: str, now: datetime) -> bool:
    """A published response covers it. Idempotent: the first response's moment stays; True for that call."""
    return bool(
        Petition.objects.public().filter(pk=petition_id, responded_at__isnull=True).update(responded_at=now)
    )


def refer(petition_id: str, now: datetime) -> bool:
    """It was referred to another office. Idempotent: the first referral's moment stays; True for that call."""
    return bool(Petition.objects.public().filter(pk=petition_id, referred_at__isnull=True).update(referred_at=now))


def move_due(petition_id: str, due_before: datetime, due_after: datetime) -> bool:
    """Move the date by which the answer is due; False when it is another one by now, or an answer was given."""
    owed = Petition.objects.public().filter(pk=petition_id, due_at=due_before, responded_at__isnull=True)
    return bool(owed.update(due_at=due_after))


@transaction.atomic
def record(petitions: Sequence[Petition], issues: Mapping[str, Sequence[str]], now: datetime) -> None:
    """Keep petitions recorded elsewhere, as closed ones with the count they had there. Atomic.

    Those whose `recorded_status` is "removed" are closed and removed: their address says so, nothing shows them.
    `issues`: slugs by petition id. Raises IntegrityError when one was recorded before.
    """
    history: list[Change] = []
    for petition in petitions:
        petition.state, petition.step, petition.stated_at = State.CLOSED, 0, now
        history.append(Change(petition=petition, step=0, to_state=State.CLOSED, made_at=now))
        if petition.recorded_status == State.REMOVED:
            petition.state, petition.step = State.REMOVED, 1
            history.append(_removed_elsewhere(petition, now))
    Petition.objects.bulk_create(petitions, batch_size=500)
    Change.objects.bulk_create(history, batch_size=1000)
    filed = Petition.issues.through
    filed.objects.bulk_create(
        [filed(petition_id=petition, issue_id=slug) for petition, slugs in issues.items() for slug in slugs],
        batch_size=2000,
    )
    indexing.index(petitions)


def _removed_elsewhere(petition: Petition, now: datetime) -> Change:
    return Change(
        petition=petition,
        step=1,
        step_before=0,
        from_state=State.CLOSED,
        to_state=State.REMOVED,
        made_at=now,
        reason="elsewhere",
    )


def _get(petition_id: str) -> Petition:
    return Petition.objects.get(pk=petition_id)


def _under(petition: Petition, policy: Policy) -> None:
    petition.supporters_needed = policy.supporters
    petition.threshold = policy.threshold
    petition.days_open = policy.days_open
    petition.days_answer = policy.days_answer


def _begin(petition: Petition, now: datetime) -> None:
    Change.objects.create(petition=petition, step=0, to_state=petition.state, made_at=now)


@transaction.atomic
def _change(
    petition: Petition,
    before: State,
    after: State,
    now: datetime,
    *,
    decision: Decision | None = None,
    reason: str = "",
    **columns: Any,
) -> Petition:
    """Compare and set: only the one who finds the petition in the state before makes the change and its history."""
    held = Petition.objects.filter(pk=petition.pk, state=before)
    if not held.update(state=after, step=F("step") + 1, stated_at=now, **columns):
        raise WrongState(petition.pk, before)
    changed = _get(petition.pk)
    Change.objects.create(
        petition=changed,
        step=changed.step,
        step_before=changed.step - 1,
        from_state=before,
        to_state=after,
        made_at=now,
        reason=reason,
        decision=decision,
    )
    return changed
