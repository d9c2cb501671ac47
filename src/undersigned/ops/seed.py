"""`undersigned seed`: a trial gets staff and example petitions, each made by the same acts as real ones."""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction

from undersigned.authorities.models import Authority
from undersigned.authorities.resolve import resolve
from undersigned.kit import clock, facts, progress
from undersigned.ledger import sequencer
from undersigned.mail.models import Letter
from undersigned.petitions import indexing, lifecycle
from undersigned.petitions.models import Issue, Petition, State
from undersigned.responses import drafting, following, publish, referring
from undersigned.responses.figures import figure
from undersigned.signatures import counts, form, intake
from undersigned.signatures.confirm import Press, confirm
from undersigned.signatures.models import Submission
from undersigned.staff.decisions import Member, member_of, record
from undersigned.staff.entering import make_link
from undersigned.staff.models import User
from undersigned.staff.people import appoint, person
from undersigned.staff.roles import RoleName, Verb

SOURCE = "We the People, retold"
STAFF = {
    "moderator@example.org": ("Moderator", [RoleName.MODERATOR, RoleName.ADMINISTRATOR]),
    "responder@example.org": ("Responder", [RoleName.RESPONDER]),
    "approver@example.org": ("Approver", [RoleName.APPROVER]),
}
ZIPS = ("53703", "94110", "60614", "10025", "78701", "98101", "02139", "30303")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(arguments: argparse.Namespace) -> int:
    """Make staff and examples unless they are there, and print a new sign-in link for each member of staff."""
    now = clock.now()
    with transaction.atomic():
        staff = {email: _member_of_staff(email, now) for email in STAFF}
        if not Petition.objects.exists():
            Examples(staff, now).make()
    for email, user in staff.items():
        print(f"{STAFF[email][0]:<14} {make_link(user, now)}")
    return 0


def _member_of_staff(email: str, now: datetime) -> User:
    name, roles = STAFF[email]
    user = person(email, now)
    User.objects.filter(pk=user.pk, name="").update(name=name)
    for authority in Authority.objects.filter(takes_petitions=True):
        appoint(user, authority.pk, roles, now)
    return user


class Examples:
    """The petitions of `data/examples.toml`, told in the order in which they happened."""

    def __init__(self, staff: Mapping[str, User], now: datetime) -> None:
        """`staff`: who moderates, drafts and approves, by address."""
        self._staff = staff
        self._now = now
        with facts.path("examples.toml").open("rb") as file:
            self._told: dict[str, Any] = tomllib.load(file)
        self._signers = 0

    def make(self) -> None:
        """All of them, with their signatures, logs and answers."""
        self._founding_case()
        for told in progress.bar(self._told["petition"], "example petitions"):
            self._petition(told)
        Letter.objects.filter(campaign__isnull=True).delete()

    def _founding_case(self) -> None:
        answer = self._told["founding_answer"]
        answered_at = datetime.combine(answer["published"], time(17), UTC)
        rows, issues = [], {}
        for told in self._told["recorded"]:
            row = Petition(
                authority_id="us.white-house",
                title=told["title"],
                body=told["body"].strip(),
                ask=told["ask"],
                facts=told["facts"],
                created_at=datetime.combine(told["created"], time(12), UTC) if "created" in told else None,
                recorded_source=SOURCE,
                recorded_id=told["id"],
                recorded_count=told["count"],
                recorded_threshold=told["threshold"],
                recorded_status="responded",
            )
            rows.append(row)
            issues[row.pk] = told["issues"]
        lifecycle.record(rows, issues, answered_at - timedelta(days=1))
        indexing.index(rows)
        self._answer("us.white-house", [row.pk for row in rows], answer, answered_at)
        self._refer(rows[0], answer["referral"], answered_at + timedelta(hours=1))

    def _petition(self, told: Mapping[str, Any]) -> None:
        begun = self._now - timedelta(days=told["days_ago"], hours=5)
        to = Authority.objects.get(pk=told["authority"])
        petition = Petition(
            authority=to,
            title=told["title"],
            body=told["body"].strip(),
            ask=told["ask"],
            facts=told["facts"],
            finding=resolve(told["ask"], told["facts"], to.office).as_dict(),
        )
        issues = list(Issue.objects.filter(pk__in=told["issues"]))
        submission = intake.start(petition, issues, self._signer(), begun - timedelta(hours=1), None)
        confirm([Press(submission, begun)])
        if told["state"] == State.MODERATING:
            self._sign(petition.pk, told["signatures"] - 1, begun, gathering=True)
            return
        lifecycle.moderate(petition.pk, begun + timedelta(minutes=30))
        moderator = self._member("moderator@example.org", told["authority"])
        decision = record(Verb.APPROVE, moderator, subject=f"petition:{petition.pk}", now=begun)
        opened = lifecycle.open_for_signatures(petition.pk, begun + timedelta(hours=2), decision)
        self._sign(petition.pk, told["signatures"] - 1, begun + timedelta(days=1), gathering=False)
        self._publish(begun + timedelta(days=2))
        if told["state"] == "answered" and opened.closes_at:
            answered_at = begun + timedelta(days=30)
            self._answer(told["authority"], [petition.pk], told["answer"], answered_at)

    def _signer(self) -> form.Filled:
        self._signers += 1
        return form.read(
            {
                "name": f"Example Signer {self._signers}",
                "email": f"signer{self._signers}@example.org",
                "zip": ZIPS[self._signers % len(ZIPS)],
            }
        )

    def _sign(self, petition: str, how_many: int, now: datetime, *, gathering: bool) -> None:
        batch = [intake.Submitted(petition, self._signer(), now, gathering=gathering) for _ in range(how_many)]
        intake.take(batch)
        waiting = Submission.objects.filter(petition=petition, starts_petition=False).values_list("pk", flat=True)
        confirm([Press(submission, now) for submission in waiting])

    def _publish(self, now: datetime) -> None:
        while sequencer.step(now, timedelta(0), 1, random.SystemRandom()):
            continue
        counts.notice_reached()

    def _answer(self, authority: str, petitions: Sequence[str], told: Mapping[str, Any], now: datetime) -> None:
        responder = self._member("responder@example.org", authority)
        draft = drafting.begin(responder, petitions, now - timedelta(days=1))
        text = drafting.Text(
            title=told["title"],
            summary=told["summary"],
            body=told["body"].strip(),
            outcome=told["outcome"],
            petitions=tuple(petitions),
            exhibits=tuple(self._exhibit(exhibit) for exhibit in told["exhibits"]),
        )
        edited = drafting.edit(responder, draft.pk, draft.version, text, now - timedelta(days=1))
        for action in told.get("actions", ()):
            following.add(responder, draft.pk, following.Done(**action), now - timedelta(days=1))
        submitted = drafting.submit(responder, draft.pk, edited.version, now - timedelta(hours=3))
        approver = self._member("approver@example.org", authority)
        publish.publish(approver, draft.pk, submitted.version, now)

    def _exhibit(self, told: Mapping[str, Any]) -> drafting.Shown:
        """A document or law as it is told, or a figure as the record gives it today."""
        return figure(told["figure"], self._now.date()) if "figure" in told else drafting.Shown(**told)

    def _refer(self, petition: Petition, told: Mapping[str, Any], now: datetime) -> None:
        """Handed on to an office outside, whose reply is recorded."""
        responder = self._member("responder@example.org", petition.authority_id)
        referral = referring.refer(responder, petition.pk, told["why"], now, to_office=told["to"])
        referring.sent(responder, referral.pk, now)
        referring.record_reply(responder, referral.pk, referring.Said(**told["reply"]), now + timedelta(days=1))

    def _member(self, email: str, authority: str) -> Member:
        member = member_of(self._staff[email], authority)
        if member is None:
            raise LookupError(f"{email} has no role at {authority}")
        return member
