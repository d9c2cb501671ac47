"""One letter to everyone who signed: started with the thing it tells, enlisted, sent, watched, held and resumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum

from undersigned.mail.kinds import kind_named
from undersigned.mail.models import Body as BodyRow
from undersigned.mail.models import Campaign, Letter, Stage, State
from undersigned.mail.moulds import Body, cleaned

#: An enlisting that has not ended after this long is taken for dead and may be claimed again.
ENLISTING_AT_MOST: Final = timedelta(minutes=15)
#: A pace is shown as long as letters were marked this recently.
PACE_REMEMBERED: Final = timedelta(seconds=60)


class NotNow(Exception):
    """The campaign is not in a stage in which this can be done."""


class Progress(NamedTuple):
    """Where a campaign stands: letters by what became of them, letters a second, seconds left (None: unknown)."""

    stage: Stage
    total: int
    queued: int
    sent: int
    failed: int
    dropped: int
    rate: float
    seconds_left: float | None


def start(
    kind: str,
    *,
    subject_id: str,
    petitions: Sequence[str],
    title: str,
    text: str,
    html: str,
    now: datetime,
    translations: Mapping[str, Body] | None = None,
    first_wave: int = 0,
    rate: int | None = None,
    survey: bool = False,
) -> Campaign:
    """Insert a campaign to the signers of these petitions, inside the transaction that publishes its subject.

    `subject_id` is the public id of what it tells; a later letter about the same thing adds a colon and a mark of
    its own (`abc:2`). `text` and `html` (clean; see `responses`) are what it says in the deployment's language,
    rendered once; `translations` says it in others. `first_wave` letters go first, then it is held until `resume`;
    `rate` is letters per second. Idempotent: the same kind and subject is one campaign; a second call returns it
    unchanged.
    """
    if not kind_named(kind).campaign:
        raise ValueError(f"{kind} is no letter of a campaign")
    values = {
        "petitions": list(petitions),
        "created_at": now,
        "wave_left": first_wave or None,
        "rate": rate,
        "survey": survey,
    }
    with transaction.atomic():
        campaign, made = Campaign.objects.get_or_create(kind=kind, subject_id=subject_id, defaults=values)
        if made:
            bodies = {**(translations or {}), settings.LANGUAGE_CODE: Body(title, text, html)}
            for language, body in bodies.items():
                says = asdict(cleaned(body))
                BodyRow.objects.create(campaign=campaign, language=language, **says)
    return campaign


def claim_waiting(now: datetime) -> Campaign | None:
    """Take the oldest campaign that waits to be enlisted, or whose enlisting died; None when there is none.

    One short transaction; two callers never get the same campaign. The caller then inserts the letters, which is
    idempotent by the unique constraint on campaign and person, and calls `enlisted`.
    """
    with transaction.atomic():
        campaign = (
            Campaign.objects.filter(
                Q(stage=Stage.WAITING) | Q(stage=Stage.ENLISTING, enlist_until__lte=now),
            )
            .order_by("id")
            .select_for_update(skip_locked=True)
            .first()
        )
        if campaign is not None:
            campaign.stage = Stage.ENLISTING
            campaign.enlist_until = now + ENLISTING_AT_MOST
            campaign.save(update_fields=["stage", "enlist_until"])
    return campaign


def enlisted(campaign: Campaign, now: datetime) -> Campaign:
    """Count the letters of a campaign that was enlisted and let it send; with nobody to write to, it is done.

    Idempotent. May be called in the transaction that inserts the letters, or after it. Raises NotNow when nobody is
    enlisting it.
    """
    with transaction.atomic():
        found = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if found.stage in (Stage.SENDING, Stage.DONE, Stage.PAUSED):
            return found
        if found.stage != Stage.ENLISTING:
            raise NotNow(found.stage)
        ended = found.sent + found.failed + found.dropped
        found.total = max(Letter.objects.filter(campaign=found).count(), ended)
        over = found.total == ended
        found.stage = Stage.DONE if over else Stage.SENDING
        found.ended_at = now if over else None
        found.started_at = found.started_at or now
        found.enlist_until = None
        found.save(update_fields=["stage", "ended_at", "started_at", "enlist_until", "total"])
    return found


def enlist_again(campaign: Campaign) -> bool:
    """Send a campaign back to be enlisted, for people who signed since; False while it is held or under way.

    Those who have their letter do not get another: one letter per person and campaign is a constraint.
    """
    stages = (Stage.SENDING, Stage.DONE)
    return bool(
        Campaign.objects.filter(pk=campaign.pk, stage__in=stages).update(stage=Stage.WAITING, ended_at=None)
    )


def pause(campaign: Campaign) -> None:
    """Hold a campaign that sends; letters in a worker's hands still go. Idempotent; raises NotNow."""
    _move(campaign, Stage.SENDING, Stage.PAUSED)


def resume(campaign: Campaign) -> None:
    """Let a held campaign go on; after a first wave, without limit. Idempotent; raises NotNow."""
    _move(campaign, Stage.PAUSED, Stage.SENDING)


def _move(campaign: Campaign, old: Stage, new: Stage) -> None:
    wave = {"wave_left": None} if new == Stage.SENDING else {}
    with transaction.atomic():
        found = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if found.stage not in (old, new):
            raise NotNow(found.stage)
        Campaign.objects.filter(pk=campaign.pk, stage=old).update(stage=new, **wave)


def limit_rate(campaign: Campaign, rate: int | None) -> None:
    """Let a campaign send at most this many letters a second; None: as fast as it goes. Acts at once."""
    if rate is not None and rate < 1:
        raise ValueError("a campaign that shall not send is paused")
    Campaign.objects.filter(pk=campaign.pk).update(rate=rate, next_at=None)


def progress(campaign: Campaign, now: datetime) -> Progress:
    """Where the campaign stands at this moment; reads one row."""
    return progress_of(Campaign.objects.get(pk=campaign.pk), now)


def progress_of(found: Campaign, now: datetime) -> Progress:
    """Where a campaign stands, of a row that was just read."""
    queued = found.total - found.sent - found.failed - found.dropped
    rate = _rate(found, now)
    left: float | None = None
    if found.stage == Stage.DONE:
        left = 0.0
    elif found.stage == Stage.SENDING and rate:
        left = queued / rate
    return Progress(Stage(found.stage), found.total, queued, found.sent, found.failed, found.dropped, rate, left)


def _rate(campaign: Campaign, now: datetime) -> float:
    since = campaign.pace_from
    if since is None or campaign.stage == Stage.DONE or now - since > PACE_REMEMBERED:
        return 0.0
    if campaign.pace:
        return campaign.pace
    return campaign.pace_count / max((now - since).total_seconds(), 1.0)


def not_delivered(campaign: Campaign) -> list[tuple[str, str, int]]:
    """Why letters of a campaign did not arrive: state, reason, how many; the most frequent first."""
    reasons = (
        Letter.objects.filter(campaign=campaign, state__in=(State.FAILED, State.DROPPED))
        .values_list("state", "why")
        .annotate(count=Count("id"))
        .order_by("-count", "state", "why")
    )
    return [(state, why, count) for state, why, count in reasons]


def sent_about(subject_id: str) -> int:
    """How many signers a response (or another subject) was sent to, for the pages that say so."""
    return int(Campaign.objects.about(subject_id).aggregate(sent=Sum("sent"))["sent"] or 0)
