"""Whatever people and staff do, in whatever order, the page, its JSON, the log and a recount of rows agree.

Six stories in the suite; script/soak sets TESTS_STORIES=100.
"""

import json
import os
import re
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import make
from undersigned.ledger import append, receipts, sequencer
from undersigned.ledger.keys import promise_signer
from undersigned.ledger.models import Bundle, Intent, Log
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.retention import erase
from undersigned.signatures import recount, withdraw
from undersigned.signatures.models import Signature
from undersigned.tlog import bundle, tile
from undersigned.tlog.note import encode64
from undersigned.tlog.receipt import Promise
from undersigned.tlog.replay import Replay

PEOPLE = st.sampled_from([f"signer{number}@example.org" for number in range(5)])
WHICH = st.integers(0, 9)
DELAY, BATCH = timedelta(minutes=10), 3
STORIES = int(os.environ.get("TESTS_STORIES", "6"))
DONE = Counter()
VERBS = {
    "sign", "sign again", "withdraw", "withdraw after closing", "remove", "restore", "erase while open",
    "erase while closed", "close",
}  # fmt: skip


def signature_of(petition, email):
    person = make.filled(email).address.person
    return Signature.objects.filter(petition=petition, person=person).first()


def one_of(some, which):
    """One of these signatures."""
    return Signature.objects.get(pk=sorted(some)[which % len(some)])


def replayed(log):
    replay = Replay()
    bundles = Bundle.objects.filter(log=log).order_by("number").values_list("entries", flat=True)
    for entries, name in zip(bundles, tile.bundle_names(log.size), strict=True):
        replay.read(bundle.unpack(bytes(entries), name.width))
    return replay


class Signing(RuleBasedStateMachine):
    """A petition, five people who change their minds, staff who strike out and restore, and a sequencer."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now, self.dice, self.client = make.NOW, Random(1), Client()
        self.petition = make.petition(state="moderating")
        self.counting = set(Signature.objects.values_list("pk", flat=True))
        self.struck, self.left = set(), set()
        self.promised = []
        self.state = "moderating"

    def teardown(self):
        self.drain()
        self.keep_promises()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @precondition(lambda self: self.state == "moderating")
    @rule()
    def open_later(self):
        self.open()

    @initialize(at_once=st.booleans())
    def open_at_once(self, at_once):
        if at_once:
            self.open()

    def open(self):
        lifecycle.open_for_signatures(self.petition.pk, self.now, make.decision())
        self.petition, self.state = Petition.objects.get(pk=self.petition.pk), "open"

    @precondition(lambda self: self.state == "open")
    @rule(emails=st.lists(PEOPLE, min_size=1, max_size=3, unique=True))
    def sign(self, emails):
        for email in emails:
            before = signature_of(self.petition, email)
            if before is None or before.pk not in self.struck | self.left:
                self.sign_one(email, "sign")

    @precondition(lambda self: self.state == "open" and self.left)
    @rule(which=WHICH)
    def sign_again(self, which):
        self.sign_one(one_of(self.left, which).opened_email(), "sign again")

    def sign_one(self, email, verb):
        DONE[verb] += 1
        signature = make.signature(self.petition, email, self.now)
        self.now_is(signature, self.counting)
        self.promised.append(receipts.promise_of(signature.pk))

    @precondition(lambda self: self.state == "open" and self.counting)
    @rule(which=WHICH)
    def withdraw(self, which):
        DONE["withdraw"] += 1
        signature = one_of(self.counting, which)
        withdraw.withdraw(signature.key, self.now)
        self.now_is(signature, self.left)

    @precondition(lambda self: self.state == "closed" and self.counting)
    @rule(which=WHICH)
    def withdraw_after_closing(self, which):
        signature = one_of(self.counting, which)
        if signature.person is not None:
            DONE["withdraw after closing"] += 1
            assert erase.withdraw_one(signature.key, self.now) is withdraw.Withdrawn.FORGOTTEN

    @precondition(lambda self: self.state == "open" and self.counting)
    @rule(which=WHICH)
    def strike_out(self, which):
        DONE["remove"] += 1
        signature = one_of(self.counting, which)
        assert append.remove(self.petition.pk, signature.pk, "fraud", self.now)
        self.now_is(signature, self.struck)

    @precondition(lambda self: self.state == "open" and self.struck)
    @rule(which=WHICH)
    def restore(self, which):
        DONE["restore"] += 1
        signature = one_of(self.struck, which)
        assert append.restore(self.petition.pk, signature.pk, self.now)
        self.now_is(signature, self.counting)

    @precondition(lambda self: self.state != "moderating" and (self.counting or self.struck or self.left))
    @rule(which=WHICH)
    def erase(self, which):
        signature = one_of(self.counting | self.struck | self.left, which)
        if signature.person is None:
            return
        DONE[f"erase while {self.state}"] += 1
        erase.erase(bytes(signature.person), self.now)
        assert not Intent.objects.filter(signature=signature.pk).exists()
        if self.state == "open":
            self.now_is(signature, set())

    def now_is(self, signature, state):
        for states in (self.counting, self.struck, self.left):
            states.discard(signature.pk)
        state.add(signature.pk)

    @precondition(lambda self: self.state == "open" and len(self.promised) > 5)
    @rule()
    def close(self):
        DONE["close"] += 1
        lifecycle.close(self.petition.pk, self.now)
        self.petition, self.state = Petition.objects.get(pk=self.petition.pk), "closed"

    @rule(minutes=st.sampled_from([0, 1, 5, 10, 45]))
    def sequence(self, minutes):
        self.now += timedelta(minutes=minutes)
        sequencer.step(self.now, DELAY, BATCH, self.dice)

    def drain(self):
        while sequencer.step(self.now, timedelta(0), 1, self.dice):
            self.everything_agrees()

    @invariant()
    def everything_agrees(self):
        assert recount.differences() == []
        log = Log.objects.filter(petition_id=self.petition.pk).first()
        if log is None or self.state == "moderating":
            return
        replay = replayed(log)
        placed = Intent.objects.filter(log=log, placed_at__isnull=False)
        rows = placed.filter(kind__in=("add", "restore")).count() - placed.filter(kind="remove").count()
        told = json.loads(self.client.get(f"/petitions/{self.petition.pk}/count.json").content)
        page = self.client.get(f"/petitions/{self.petition.pk}").content.decode()
        shown = int(re.search(r'class="count"[^>]*>([\d,]+)<', page)[1].replace(",", ""))
        assert replay.count == log.count == rows == told["signatures"] == shown
        assert replay.size == log.size == told["log_size"] == placed.count()
        self.nothing_is_lost(log)

    def nothing_is_lost(self, log):
        """What waits, and only that, stands between the published number and what people have done."""
        waiting = Intent.objects.waiting().filter(log=log)
        change = waiting.filter(kind__in=("add", "restore")).count() - waiting.filter(kind="remove").count()
        assert log.count + change == len(self.counting)

    def keep_promises(self):
        entries = b"".join(bytes(row) for row in Bundle.objects.values_list("entries", flat=True))
        for promise in self.promised:
            made = Promise.open(promise.encode(), promise_signer().verifier())
            assert encode64(made.commitment).encode() in entries


@pytest.mark.django_db
def test_every_number_agrees_at_every_moment():
    run_state_machine_as_test(
        Signing,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
    assert STORIES < 50 or set(DONE) >= VERBS
