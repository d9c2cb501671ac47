"""Plain builders: the petitions, signers and staff that tests speak of."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from undersigned.authorities.catalogue import load_authorities
from undersigned.kit.crypto import sealer
from undersigned.ledger import sequencer
from undersigned.mail import letters
from undersigned.mail.models import Letter
from undersigned.petitions import lifecycle
from undersigned.petitions.issues import load_issues
from undersigned.petitions.models import Issue, Petition, State
from undersigned.signatures import confirm, form, intake
from undersigned.signatures.models import Signature, Submission
from undersigned.staff.decisions import record_operator
from undersigned.staff.models import Decision, Role, User
from undersigned.staff.roles import Verb

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CITY = "example.city"
WHITE_HOUSE = "us.white-house"


def facts() -> None:
    """The authorities and issues of the example deployment."""
    load_authorities()
    load_issues()


def fields(email: str = "ana@example.org", **changed: str) -> dict[str, str]:
    """A filled-in form, as a browser sends it."""
    return {"name": "Ana Signer", "email": email, "zip": "53703", "country": "US", **changed}


def filled(email: str = "ana@example.org", **changed: str) -> form.Filled:
    """A checked form."""
    return form.read(fields(email, **changed))


def decision(verb: Verb = Verb.APPROVE, authority: str = CITY) -> Decision:
    """A decision by the operator, enough to move a petition on."""
    return record_operator(verb, authority, subject="petition:x", now=NOW)


def petition(
    state: str = "open",
    *,
    authority: str = CITY,
    title: str = "Keep the library open on Sundays",
    body: str = "Many of us can come on no other day.",
    ask: str = "local_matter",
    issues: Sequence[str] = (),
    now: datetime = NOW,
    petitioner: str = "ben@example.org",
) -> Petition:
    """A petition that went its real way up to a state; its petitioner is its first supporter."""
    facts()
    drafted = Petition(authority_id=authority, title=title, body=body, ask=ask)
    chosen = list(Issue.objects.filter(pk__in=issues)) if issues else list(Issue.objects.all()[:1])
    submission = intake.start(drafted, chosen, filled(petitioner, name="Ben Petitioner"), now, None)
    if state == State.DRAFT:
        return drafted
    confirm.confirm([confirm.Press(submission, now)])
    if state != State.SUPPORTING:
        _move_on(drafted.pk, state, now)
    return Petition.objects.get(pk=drafted.pk)


def _move_on(petition_id: str, state: str, now: datetime) -> None:
    lifecycle.moderate(petition_id, now)
    if state == State.REJECTED:
        lifecycle.reject(petition_id, "duplicate", now, decision(Verb.REJECT))
    elif state in (State.OPEN, State.CLOSED, State.REMOVED):
        lifecycle.open_for_signatures(petition_id, now, decision())
        if state == State.CLOSED:
            lifecycle.close(petition_id, now)
        elif state == State.REMOVED:
            lifecycle.remove(petition_id, "law", now, decision(Verb.REMOVE))


def submission(petition: Petition, email: str = "ana@example.org", now: datetime = NOW, **changed: str) -> UUID:
    """A form handed in for a petition; the id of the submission."""
    before = set(Submission.objects.values_list("pk", flat=True))
    intake.take([intake.Submitted(petition.pk, filled(email, **changed), now, gathering=not petition.is_public)])
    return next(key for key in Submission.objects.values_list("pk", flat=True) if key not in before)


def signature(petition: Petition, email: str = "ana@example.org", now: datetime = NOW, **changed: str) -> Signature:
    """A confirmed signature."""
    done = confirm.confirm([confirm.Press(submission(petition, email, now, **changed), now)])[0]
    return Signature.objects.get(key=done.key)


def published(now: datetime = NOW) -> None:
    """Put everything that waits into the logs."""
    while sequencer.step(now, timedelta(0), 1, random.SystemRandom()):
        pass


def letters_to(email: str) -> list[Letter]:
    """The letters in the outbox for an address, the oldest first."""
    person = filled(email).address.person
    return list(Letter.objects.filter(person=person).order_by("created_at", "pk"))


def kinds_to(email: str) -> list[str]:
    """The kinds of the letters in the outbox for an address, sorted."""
    return sorted(letter.kind for letter in letters_to(email))


def context_of(letter: Letter) -> str:
    """What a letter in the outbox is filled with, opened."""
    assert letter.context is not None
    return sealer().open(bytes(letter.context), letters.context_bound_to(letter.pk))


def staff(email: str, *roles: str, authority: str = CITY, now: datetime = NOW) -> User:
    """A member of staff with these roles."""
    facts()
    user = User.objects.create(email=email, joined_at=now)
    for role in roles:
        Role.objects.create(user=user, authority_id=authority, role=role)
    return user
