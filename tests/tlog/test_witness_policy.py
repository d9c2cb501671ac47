"""A policy says whose cosignatures are enough, and is read as its specification says."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.note import COSIGNATURE, BadNote, Note, Signer
from undersigned.tlog.policy import BadPolicy, NoQuorum, Policy

LOG = Signer("petitions.example/register", bytes(32))
WITNESSES = [Signer(f"w{number}.example", bytes([number]) * 32) for number in range(1, 6)]
HEAD = Checkpoint(LOG.name, 5, bytes(32))
X, Y, Z, U, V = (str(witness.verifier(COSIGNATURE)) for witness in WITNESSES)
TWO_LEVELS = f"""
# the example of the specification
log {LOG.verifier()} https://petitions.example/register
witness X1 {X}
witness X2\t{Y} https://w2.example
  witness X3 {Z}
group X 2 X1 X2 X3
witness Y1 {U}
witness Y2 {V}
group Y any Y1 Y2
group both all X Y
quorum both
"""


def cosigned(*numbers):
    lines = "".join(WITNESSES[number - 1].cosign(HEAD.text(), 1000 + number) for number in numbers)
    return Note.parse((HEAD.signed([LOG]) + lines).encode())


def test_a_policy_of_two_levels_is_read():
    policy = Policy.parse(TWO_LEVELS.encode())
    assert [member.url for member in policy.logs] == ["https://petitions.example/register"]
    assert policy.witnesses["X2"].url == "https://w2.example"


@pytest.mark.parametrize(
    ("who", "enough"), [((1, 2, 4), True), ((1, 3, 5), True), ((1, 4), False), ((1, 2, 3), False), ((), False)]
)
def test_the_quorum_decides(who, enough):
    policy = Policy.parse(TWO_LEVELS.encode())
    if enough:
        assert sorted(policy.check(cosigned(*who)).values()) == [1000 + number for number in who]
    else:
        with pytest.raises(NoQuorum):
            policy.check(cosigned(*who))


def test_no_quorum_asks_for_no_witness():
    assert Policy.parse(b"quorum none\n").check(cosigned(1)) == {}


def test_a_failing_cosignature_of_a_witness_we_know_is_refused():
    other = WITNESSES[0].cosign("something else\n", 5)
    note = Note.parse((HEAD.signed([LOG]) + other).encode())
    with pytest.raises(BadNote):
        Policy.parse(f"witness W {X}\nquorum none".encode()).check(note)


@pytest.mark.parametrize(
    "text",
    [
        "", "quorum nobody", "quorum none\nquorum none", "group g any w\nquorum g",
        f"witness none {X}\nquorum none",
        f"witness W {X}\nwitness V {X}\nquorum W", f"witness W {X}\nwitness W {Y}\nquorum W",
        f"witness W {X}\ngroup g 2 W\nquorum g", f"witness W {X}\ngroup g 0 W\nquorum g",
        f"witness W {X}\ngroup g any W\ngroup h any W\nquorum g", f"witness W {X}\ngroup g any W W\nquorum g",
        f"log {X}\nquorum none", f"witness W {LOG.verifier()}\nquorum none", "frobnicate\nquorum none",
        f"log {LOG.verifier()}\nlog {LOG.verifier()}\nquorum none", "quorum none\r\n",
        f"witness W {X} u v\nquorum W",
        f"witness W {X}\ngroup g some W\nquorum g", f"witness W {X}\ngroup g any\nquorum g",
    ],
)  # fmt: skip
def test_what_is_no_policy_is_refused(text):
    with pytest.raises(BadPolicy):
        Policy.parse(text.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_a_policy_or_refused(raw):
    with contextlib.suppress(BadPolicy):
        assert Policy.parse(raw).quorum
