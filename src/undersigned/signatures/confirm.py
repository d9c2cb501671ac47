"""A confirmed link becomes a signature: here, and only here, one person can sign a petition but once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction

from undersigned.kit import sql
from undersigned.kit.crypto import sealer
from undersigned.ledger import append
from undersigned.mail import letters
from undersigned.mail.addresses import domain_of
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition, State
from undersigned.signatures import tally
from undersigned.signatures.models import Signature, Submission
from undersigned.tlog import entry

QUERIES = sql.load("undersigned.signatures")
SALT_BYTES = 32


class Result(Enum):
    """What pressing the button did."""

    COUNTED = "counted"
    ALREADY = "already"
    TOO_LATE = "too late"
    GONE = "gone"


@dataclass(frozen=True)
class Confirmed:
    """The result, with the petition and the signature's key (of the standing one, when there was one already)."""

    result: Result
    petition: Petition | None = None
    key: UUID | None = None


class Press(NamedTuple):
    """Someone pressed the button of a letter: the submission it belongs to, and when."""

    submission: UUID
    now: datetime


def confirm(batch: Sequence[Press]) -> list[Confirmed]:
    """Turn submissions into signatures, with their places in the log's queue, in one transaction; in order.

    Atomic. Idempotent: pressing again finds the signature standing. A signature that was withdrawn stands again,
    unless the person was erased: then it is a new one. The petitioner's own confirmation sets the petition
    gathering, and the one that completes the supporters sends it to the moderators.
    """
    with transaction.atomic():
        submissions = Submission.objects.in_bulk({press.submission for press in batch})
        petitions = _held({submission.petition_id for submission in submissions.values()})
        _begin_gathering(batch, submissions, petitions)
        chosen: dict[tuple[str, bytes], Submission] = {}
        moments: dict[UUID, datetime] = {}
        for press in batch:
            submission = submissions.get(press.submission)
            if submission and _takes(petitions.get(submission.petition_id), press.now):
                chosen.setdefault(_pair(submission), submission)
                moments.setdefault(submission.pk, press.now)
        counted = _make([chosen[pair] for pair in sorted(chosen)], moments)
        _send_to_moderators({petition for petition, _person in counted}, petitions, batch[-1].now)
        standing = _standing({_pair(submission) for submission in submissions.values()} - set(counted))
    return [_confirmed(submissions.get(press.submission), petitions, counted, standing) for press in batch]


def _pair(submission: Submission) -> tuple[str, bytes]:
    return submission.petition_id, bytes(submission.person)


def _held(petitions: set[str]) -> dict[str, Petition]:
    """The petitions, locked in one order, so that none closes between the look at its date and the commit."""
    rows = Petition.objects.defer("search", "finding").filter(pk__in=petitions).order_by("pk")
    return {petition.pk: petition for petition in rows.select_for_update(no_key=True)}


def _takes(petition: Petition | None, now: datetime) -> bool:
    return petition is not None and (petition.takes_signatures(now) or petition.takes_supporters(now))


def _begin_gathering(
    batch: Sequence[Press], submissions: Mapping[UUID, Submission], petitions: dict[str, Petition]
) -> None:
    for press in batch:
        submission = submissions.get(press.submission)
        if submission is None or not submission.starts_petition:
            continue
        petition = petitions[submission.petition_id]
        if petition.state == State.DRAFT and petition.lapses_at and press.now < petition.lapses_at:
            petitions[petition.pk] = lifecycle.support(petition.pk, press.now)
            letters.post(
                "gathering",
                to=sealer().open(bytes(submission.email), b"email:" + submission.pk.bytes),
                name=sealer().open(bytes(submission.name), b"name:" + submission.pk.bytes),
                person=bytes(submission.person),
                context={"petition": petition.pk, "needed": petition.supporters_needed},
                now=press.now,
            )


def _make(chosen: Sequence[Submission], moments: Mapping[UUID, datetime]) -> dict[tuple[str, bytes], UUID]:
    """Signatures for these submissions, one per petition and person; the keys of those that count from now on."""
    if not chosen:
        return {}
    salts = {submission.pk: secrets.token_bytes(SALT_BYTES) for submission in chosen}
    emails = {one.pk: sealer().open(bytes(one.email), b"email:" + one.pk.bytes) for one in chosen}
    of_key = {submission.pk: submission for submission in chosen}
    made = sql.run(QUERIES["insert_signatures"], _columns(chosen, emails, salts, moments)).fetchall()
    now = max(moments.values())
    adds: dict[str, list[object]] = {"petitions": [], "signatures": [], "commitments": []}
    counted: list[tally.Counted] = []
    for number, key, petition, _person, country, state, confirmed_at, is_new in made:
        counted.append(tally.Counted(petition, country, state, confirmed_at))
        if not is_new:
            append.restore(petition, number, now)
            continue
        adds["petitions"].append(petition)
        adds["signatures"].append(number)
        adds["commitments"].append(_commitment(of_key[key], emails[key], salts[key]))
    if sql.run(append.APPEND_ADDS, {**adds, "now": now}).rowcount != len(adds["signatures"]):
        raise append.NotAccepted("a log refused an add of a petition that still takes signatures")
    tally.add(counted)
    return {(petition, bytes(person)): key for _number, key, petition, person, *_rest in made}


def _columns(
    chosen: Sequence[Submission],
    emails: Mapping[UUID, str],
    salts: Mapping[UUID, bytes],
    moments: Mapping[UUID, datetime],
) -> dict[str, list[object]]:
    seal = sealer().seal
    return {
        "key": [one.pk for one in chosen],
        "petition_id": [one.petition_id for one in chosen],
        "person": [bytes(one.person) for one in chosen],
        "email": [bytes(one.email) for one in chosen],
        "name": [bytes(one.name) for one in chosen],
        "salt": [seal(salts[one.pk].hex(), b"salt:" + one.pk.bytes) for one in chosen],
        "domain": [domain_of(emails[one.pk]) for one in chosen],
        "country": [one.country for one in chosen],
        "state": [one.state for one in chosen],
        "zip3": [one.zip3 for one in chosen],
        "declines_answer": [one.declines_answer for one in chosen],
        "wants_news": [one.wants_news for one in chosen],
        "is_petitioner": [one.starts_petition for one in chosen],
        "confirmed_at": [moments[one.pk] for one in chosen],
    }


def _commitment(submission: Submission, email: str, salt: bytes) -> bytes:
    place = f"{submission.country}-{submission.state}" if submission.state else submission.country
    return entry.commitment(append.origin_of(submission.petition_id), email, place, salt)


def _send_to_moderators(touched: set[str], petitions: Mapping[str, Petition], now: datetime) -> None:
    gathering = {one for one in touched if petitions[one].state == State.SUPPORTING}
    for petition, supporters in tally.standing(gathering).items() if gathering else ():
        if supporters >= petitions[petition].supporters_needed:
            lifecycle.moderate(petition, now)


def _standing(pairs: set[tuple[str, bytes]]) -> dict[tuple[str, bytes], UUID]:
    """Keys of the signatures that stood already."""
    if not pairs:
        return {}
    found = Signature.objects.standing().filter(
        petition__in={petition for petition, _person in pairs}, person__in={person for _petition, person in pairs}
    )
    return {(row.petition_id, bytes(row.person)): row.key for row in found if row.person is not None}


def _confirmed(
    submission: Submission | None,
    petitions: Mapping[str, Petition],
    counted: Mapping[tuple[str, bytes], UUID],
    standing: Mapping[tuple[str, bytes], UUID],
) -> Confirmed:
    petition = petitions.get(submission.petition_id) if submission else None
    if submission is None or petition is None or petition.state == State.REMOVED:
        return Confirmed(Result.GONE)
    pair = _pair(submission)
    if pair in counted:
        return Confirmed(Result.COUNTED, petition, counted[pair])
    if pair in standing:
        return Confirmed(Result.ALREADY, petition, standing[pair])
    return Confirmed(Result.TOO_LATE, petition)


def publish_delay_minutes() -> int:
    """Within how many minutes a confirmed signature appears in the public number: what the page promises."""
    return max(1, -(-settings.UNDERSIGNED_PUBLISH_DELAY // 60))
