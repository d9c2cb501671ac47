"""Witnesses cosign the register; one that holds more than we do stops us from signing."""

import random
from datetime import timedelta
from hashlib import sha256

import pytest

from undersigned.ledger import append, register, restored, serve, witnesses
from undersigned.ledger.keys import log_signers, log_verifiers, register_origin
from undersigned.ledger.models import Cosigned, Log, Witness
from undersigned.ledger.sequencer import step
from undersigned.tlog import proof
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.note import COSIGNATURE, Note, Signer, decode64, encode64

pytestmark = pytest.mark.django_db


class WitnessServer:
    """A witness as tlog-witness has it, answering in memory."""

    def __init__(self, name, now):
        self.signer = Signer(name, sha256(name.encode()).digest())
        self.time = int(now.timestamp())
        self.head = Checkpoint("", 0, b"")
        self.signed = ""
        self.monitors = True
        self.down = False

    def send(self, address, body):
        if self.down:
            raise OSError("connection refused")
        if body is None:
            origin = sha256(register_origin().encode()).hexdigest()
            assert address.endswith(f"/{origin}/checkpoint")
            return (200, self.signed.encode()) if self.monitors else (404, b"")
        proof_part, _, checkpoint = body.decode().partition("\n\n")
        old, *hashes = proof_part.split("\n")
        if int(old.removeprefix("old ")) != self.head.size:
            return 409, b"%d\n" % self.head.size
        head = Checkpoint.parse(Note.parse(checkpoint.encode()).text)
        proof.verify_consistency(
            self.head.size, head.size, self.head.root or bytes(32), head.root, list(map(decode64, hashes))
        )
        self.head, self.signed = head, checkpoint
        return 200, ("— stranger.example AAAAAAAA\n" + self.signer.cosign(head.text(), self.time)).encode()


@pytest.fixture
def witness(now, settings, tmp_path):
    server = WitnessServer("witness.example/w1", now)
    file = tmp_path / "policy"
    key = server.signer.verifier(COSIGNATURE)
    file.write_text(f"witness w1 {key} https://w1.example\nquorum w1\n")
    settings.UNDERSIGNED_LOG_POLICY = str(file)
    return server


def epoch(now, minute=0):
    append.open_log("p1", bytes(32), now)
    append.add("p1", minute + 1, minute.to_bytes(32, "big"), now)
    step(now, timedelta(0), 1, random.Random(1))
    return register.step(now + timedelta(minutes=minute))


def test_the_register_is_served_with_the_cosignature(now, witness):
    epoch(now)
    assert witnesses.feed(now, witness.send) == []
    served = serve.checkpoint(None).body
    assert witnesses.policy().check(Note.parse(served)) == {"w1": int(now.timestamp())}
    assert b"stranger" not in served


def test_each_further_epoch_is_proved_consistent(now, witness):
    for minute in range(5):
        epoch(now, minute)
        witnesses.feed(now, witness.send)
        assert witness.head.size == minute + 1
    assert Cosigned.objects.filter(has_quorum=True).count() == 5


def test_a_witness_that_saw_more_or_less_than_we_noted_is_asked_from_there(now, witness):
    for minute in range(3):
        epoch(now, minute)
        witnesses.feed(now, witness.send)
    Witness.objects.update(size=1, line="")
    epoch(now, 3)
    witnesses.feed(now, witness.send)
    assert witness.head.size == 4


def test_an_anchor_is_made_under_the_cosigned_checkpoint(now, witness):
    epoch(now)
    witnesses.feed(now, witness.send)
    epoch(now, 1)
    assert b"witness.example/w1" in serve.anchor("p1").body
    assert serve.checkpoint(None).body.split(b"\n")[1] == b"1"


def test_after_an_hour_without_witnesses_the_newest_is_served(now, witness):
    epoch(now)
    witnesses.feed(now, witness.send)
    epoch(now, 59)
    assert serve.checkpoint(None).body.split(b"\n")[1] == b"1"
    epoch(now, 62)
    assert serve.checkpoint(None).body.split(b"\n")[1] == b"3"


def test_a_witness_that_is_down_blocks_nothing(now, witness):
    witness.down = True
    epoch(now)
    assert witnesses.feed(now, witness.send) == []
    assert "connection refused" in Witness.objects.get().trouble
    assert epoch(now, 1) == 1


def test_a_false_cosignature_is_not_kept(now, witness):
    epoch(now)
    honest = witness.signer
    witness.signer = Signer(honest.name, bytes(32))
    witnesses.feed(now, lambda address, body: (200, witness.signer.cosign("other\n", 5).replace("x", "y").encode()))
    assert not Cosigned.objects.exists()
    assert Witness.objects.get().trouble


def lose_epochs(witness):
    """The witness saw a longer register than this database has: a backup was restored."""
    longer = Checkpoint(register_origin(), 1000, bytes(32))
    witness.head = longer


def test_a_witness_that_says_it_holds_more_halts_the_register_only(now, witness):
    epoch(now)
    lose_epochs(witness)
    witness.monitors = False
    [behind] = witnesses.feed(now, witness.send)
    assert "says it holds 1000 entries of the register, this database only 1: do not sign" in str(behind)
    assert Log.objects.get(petition_id="p1").halted == ""
    with pytest.raises(register.Stopped):
        register.step(now + timedelta(days=1))


def test_a_witness_that_shows_more_under_our_key_halts_every_log(now, witness):
    epoch(now)
    lose_epochs(witness)
    witness.signed = witness.head.signed(log_signers(register_origin(), now))
    [behind] = witnesses.feed(now, witness.send)
    assert behind.proven
    append.add("p1", 99, bytes(32), now)
    assert step(now, timedelta(0), 1, random.Random(1)) == []


def test_a_restored_database_does_not_start_to_sign(now, witness, settings):
    epoch(now)
    restored.check(now, witness.send)
    settings.UNDERSIGNED_LOG_MIRRORS = ["https://mirror.example"]
    longer = Checkpoint(register_origin(), 7, bytes(32)).signed(log_signers(register_origin(), now))
    with pytest.raises(restored.DatabaseBehind, match=r"the mirror https://mirror.example shows .* 7 entries"):
        restored.check(now, lambda address, body: (200, longer.encode()))
    settings.UNDERSIGNED_LOG_MIRRORS = []
    lose_epochs(witness)
    with pytest.raises(restored.DatabaseBehind, match="1000"):
        restored.check(now, witness.send)


def test_the_cosigned_checkpoint_bears_a_new_key_as_soon_as_keys_change(now, witness, settings):
    epoch(now)
    witnesses.feed(now, witness.send)
    old = settings.UNDERSIGNED_LOG_KEY
    for keys in (f"{old},{encode64(bytes(32))}", encode64(bytes(32))):
        settings.UNDERSIGNED_LOG_KEY = keys
        for signer in log_signers(register_origin(), now):
            register.announce(signer.verifier(), now)
        witnesses.sign_again(now)
        note = Note.parse(serve.checkpoint(None).body)
        expected = [signer.verifier() for signer in log_signers(register_origin(), now)]
        assert [key for key, _line in note.verified_by(log_verifiers(register_origin()))] == expected
        assert witnesses.policy().check(note).keys() == {"w1"}


def served(log, size, root, now):
    return Checkpoint(log.origin, size, root).signed(log_signers(log.origin, now)).encode()


def mirror_of(files):
    return lambda address, body: (200, files[address]) if address in files else (404, b"")


def test_a_petition_s_log_behind_its_mirror_stops_the_start_though_the_register_is_not(now, settings):
    epoch(now)
    log = Log.objects.get(petition_id="p1")
    settings.UNDERSIGNED_LOG_MIRRORS = ["https://mirror.example/"]
    address = "https://mirror.example/petitions/p1/checkpoint"
    restored.check(now, mirror_of({address: served(log, log.size, bytes(log.root), now)}))
    with pytest.raises(restored.DatabaseBehind, match=r"5 entries of the log of petition p1, this database only 2"):
        restored.check(now, mirror_of({address: served(log, 5, bytes(32), now)}))


def test_a_database_that_went_on_from_a_backup_is_found_by_its_mirror(now, settings):
    epoch(now)
    epoch(now, 1)
    settings.UNDERSIGNED_LOG_MIRRORS = ["https://mirror.example"]
    before = served(Log.objects.register().get(), 1, bytes(32), now)
    with pytest.raises(restored.DatabaseBehind, match="1 entries of the register that the 2 of this database"):
        restored.check(now, mirror_of({"https://mirror.example/register/checkpoint": before}))


@pytest.mark.parametrize("status", [409, 422])
def test_a_witness_that_shows_another_history_under_our_key_halts_every_log(now, witness, status):
    epoch(now)
    witnesses.feed(now, witness.send)
    epoch(now, 1)
    witness.signed = served(Log.objects.register().get(), 1, bytes(32), now).decode()

    def refuses(address, body):
        return witness.send(address, body) if body is None else (status, b"")

    [behind] = witnesses.feed(now, refuses)
    assert (behind.proven, behind.forked) == (True, True)
    assert "do not continue" in Witness.objects.get().trouble
    append.add("p1", 99, bytes(32), now)
    assert step(now, timedelta(0), 1, random.Random(1)) == []


def test_a_witness_that_refuses_without_showing_why_halts_nothing(now, witness):
    epoch(now)
    witness.monitors = False

    def refuses(address, body):
        return witness.send(address, body) if body is None else (422, b"no")

    assert witnesses.feed(now, refuses) == []
    assert Witness.objects.get().trouble == "it answered 422: no"


def test_a_policy_that_cannot_be_read_names_the_file_and_line(settings, tmp_path):
    file = tmp_path / "policy"
    file.write_text("witness w1 nonsense\nquorum none\n")
    settings.UNDERSIGNED_LOG_POLICY = str(file)
    with pytest.raises(witnesses.BadPolicy, match=r"policy: line 1"):
        witnesses.policy()
