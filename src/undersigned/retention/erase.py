"""A person is erased at their own wish: from signatures, forms and letters, wherever their keyed mark stands."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from undersigned.mail import forget as outbox
from undersigned.mail import letters, unsubscribe
from undersigned.petitions.models import Petition
from undersigned.retention import journal
from undersigned.signatures import withdraw
from undersigned.signatures.models import Signature, Submission
from undersigned.signatures.people import Address
from undersigned.signatures.withdraw import Withdrawn


class Erased(NamedTuple):
    """What went: signatures by what their petitions' counts do, forms, and letters that named the person."""

    uncounted: int
    still_counted: int
    forms: int
    letters: int


class Unknown(Exception):
    """The link is not one of ours, or its letter has gone, as it does when the person is erased."""


@transaction.atomic
def erase(person: bytes, now: datetime) -> Erased:
    """Erase a person (32 bytes) everywhere. Atomic and idempotent; what is left of them is a suppression, if any.

    Where a petition still takes signatures, the signature is withdrawn by an entry of its log, since otherwise one
    person could count twice; where it closed, the count stays as it was published (design section 3). The log's
    commitments stay: without the salt, which goes, nobody can open them. Noted in the journal, so that a restored
    backup can be made to forget them again. Reads forms and single letters once from
    end to end. A letter that a worker holds at this moment may still arrive.
    """
    uncounted = still_counted = 0
    signed = Signature.objects.filter(person=person).order_by("petition_id")
    theirs = list(signed.values_list("pk", "key", "petition_id"))
    journal.note(key for _number, key, _petition in theirs)
    for number, key, petition in theirs:
        Petition.objects.select_for_update(no_key=True).get(pk=petition)
        done = withdraw.withdraw(key, now)
        withdraw.forget(Signature.objects.get(pk=number), now)
        uncounted += done is Withdrawn.UNCOUNTED
        still_counted += done is Withdrawn.FORGOTTEN
    forms, _by_model = Submission.objects.filter(person=person).delete()
    return Erased(uncounted, still_counted, forms, outbox.forget(person, now))


@transaction.atomic
def withdraw_one(subject: UUID, now: datetime) -> Withdrawn:
    """Withdraw the signature a link speaks of, as signatures.withdraw does; erase a person who so leaves for good.

    A person leaves for good when the petition was closed and no other signature or form of theirs is here. Atomic
    and idempotent.
    """
    found = withdraw.find(subject)
    done = withdraw.withdraw(subject, now)
    if found is not None and found.person is not None and done is Withdrawn.FORGOTTEN:
        journal.note([found.key])
        person = bytes(found.person)
        if not any(rows.objects.filter(person=person).exists() for rows in (Signature, Submission)):
            outbox.forget(person, now)
    return done


def ask_by_letter(address: Address, now: datetime) -> None:
    """Send the letter by which the owner of an address has themselves erased; nothing when they signed nothing.

    It goes to the address that was confirmed, not to the way it was typed. What the asker sees is the same either
    way. A form nobody confirmed goes by itself.
    """
    signed = Signature.objects.filter(person=address.person).order_by("-pk").first()
    if signed is not None:
        letters.post("erase", to=signed.opened_email(), person=address.person, context={}, now=now)


def person_behind(token: str, now: datetime) -> bytes:
    """The person to whom the letter with this link went; raises Unknown."""
    try:
        return unsubscribe.person_behind("erase", token, now)
    except unsubscribe.Unknown as error:
        raise Unknown from error


def petitions_of(person: bytes) -> list[Petition]:
    """The petitions that the person's signatures stand on, for the page that asks once more."""
    return list(Petition.objects.defer("search").filter(signatures__person=person).order_by("-opened_at", "pk"))
