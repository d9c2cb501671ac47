"""A signature is withdrawn by its own link, or by a letter to the address that made it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction

from undersigned.ledger import append
from undersigned.mail import letters
from undersigned.mail.models import Campaign
from undersigned.petitions.models import Petition, State
from undersigned.signatures import tally
from undersigned.signatures.models import PERSONAL, Signature, Submission
from undersigned.signatures.people import Address


class Withdrawn(Enum):
    """What withdrawing did: the count goes down; the person is forgotten but the closed count stays; or nothing."""

    UNCOUNTED = "uncounted"
    FORGOTTEN = "forgotten"
    ALREADY = "already"
    UNKNOWN = "unknown"


def find(subject: UUID) -> Signature | None:
    """The signature a link of a letter speaks of: by its own key, or by the submission whose letter it was."""
    signature = Signature.objects.select_related("petition").filter(key=subject).first()
    if signature is not None:
        return signature
    submission = Submission.objects.filter(pk=subject).first()
    if submission is None:
        return None
    return (
        Signature.objects.select_related("petition")
        .filter(petition=submission.petition_id, person=bytes(submission.person))
        .first()
    )


@transaction.atomic
def withdraw(subject: UUID, now: datetime) -> Withdrawn:
    """Take a signature back. Atomic and idempotent.

    Before closing the count goes down by a public entry of the log. After closing the count stays as it was
    published, no further letter is sent, and the person is erased (design section 3).
    """
    found = find(subject)
    if found is None:
        return Withdrawn.UNKNOWN
    petition = Petition.objects.select_for_update(no_key=True).get(pk=found.petition_id)
    signature = Signature.objects.select_for_update().get(pk=found.pk)
    if petition.state in (State.CLOSED, State.REMOVED) or not _still_open(petition, now):
        return forget(signature, now)
    if not Signature.objects.standing().filter(pk=signature.pk).update(withdrawn_at=now):
        return Withdrawn.ALREADY
    append.remove(petition.pk, signature.pk, "withdrawn", now)
    _stop_letters(signature, now)
    tally.take([tally.Counted(petition.pk, signature.country, signature.state, signature.confirmed_at)])
    return Withdrawn.UNCOUNTED


def _still_open(petition: Petition, now: datetime) -> bool:
    return petition.takes_signatures(now) or petition.opened_at is None


def _stop_letters(signature: Signature, now: datetime) -> None:
    """Take the person out of answers under way, unless another signature of theirs is answered there too."""
    for campaign in Campaign.objects.unfinished().covering(signature.petition_id):
        others = Signature.objects.reachable().filter(person=signature.person, petition__in=campaign.petitions)
        if signature.person is not None and not others.exclude(pk=signature.pk).exists():
            letters.drop(bytes(signature.person), [campaign], "withdrawn", now)


def forget(signature: Signature, now: datetime) -> Withdrawn:
    """Erase the person of a signature, whatever it counts for; the log keeps its entry. Idempotent.

    Runs in the caller's transaction, which holds the petition's row.
    """
    if signature.person is None:
        return Withdrawn.ALREADY
    _stop_letters(signature, now)
    _erase([signature.pk], [signature.key])
    return Withdrawn.FORGOTTEN


@transaction.atomic
def forget_some(petition_id: str, at_most: int) -> int:
    """Erase the persons of a petition's signatures, so many of them at once; how many. Atomic and idempotent.

    For a petition whose signers are written to no more. The log keeps its entries, and the count stays.
    """
    Petition.objects.select_for_update(no_key=True).get(pk=petition_id)
    kept = Signature.objects.filter(petition=petition_id, person__isnull=False)
    chosen = list(kept.select_for_update().values_list("pk", "key")[:at_most])
    _erase([number for number, _key in chosen], [key for _number, key in chosen])
    return len(chosen)


def _erase(numbers: list[int], keys: list[UUID]) -> None:
    append.forget(numbers)
    Submission.objects.filter(pk__in=keys).delete()
    Signature.objects.filter(pk__in=numbers).update(**dict.fromkeys(PERSONAL), zip3="")


def follow_logs(now: datetime) -> int:
    """Let signatures stand or be withdrawn as their logs say, where a restored backup knew no better; how many.

    For after the logs were reclaimed. Idempotent; one transaction for each.
    """
    return sum(_follow(number, counts, now) for number, counts in append.changed())


@transaction.atomic
def _follow(number: int, counts: bool, now: datetime) -> bool:
    petition = Signature.objects.filter(pk=number).values_list("petition_id", flat=True).first()
    Petition.objects.select_for_update(no_key=True).filter(pk=petition).first()
    found = Signature.objects.filter(pk=number, withdrawn_at__isnull=not counts).first()
    if found is None:
        return False
    Signature.objects.filter(pk=number).update(withdrawn_at=None if counts else now)
    moved = [tally.Counted(found.petition_id, found.country, found.state, found.confirmed_at)]
    if counts:
        tally.add(moved)
    else:
        _stop_letters(found, now)
        tally.take(moved)
    return True


def ask_by_letter(petition_id: str, address: Address, now: datetime) -> None:
    """Send the second letter, by which the owner of an address withdraws; nothing when nothing stands.

    What the asker sees is the same either way.
    """
    standing = (
        Signature.objects.standing()
        .select_related("petition")
        .filter(petition=petition_id, person=address.person)
        .first()
    )
    if standing is not None:
        letters.post(
            "withdraw",
            to=standing.opened_email(),
            person=address.person,
            context={"signature": str(standing.key), "petition": petition_id},
            now=now,
        )
