"""Every single bit of every file that we publish is flipped, one at a time: each flip is noticed.

In the suite every 101st bit; script/soak sets TESTS_EVERY_BIT=1.
"""

import os

import pytest

import make
from audit.test_every_bit import code_of
from undersigned.kit import progress
from undersigned.ledger import append, export, keys, register
from undersigned.ops import log
from undersigned.petitions import lifecycle

pytestmark = pytest.mark.django_db(transaction=True)
STRIDE = 1 if os.environ.get("TESTS_EVERY_BIT") else 101


@pytest.fixture
def published(now, tmp_path):
    """Every file that a site of ours publishes, by its address: two petitions, one of them closed."""
    for title in ("Keep the library open", "Mend the bridge"):
        petition = make.petition(title=title)
        signatures = [make.signature(petition, f"signer{number}@example.org") for number in range(3)]
        append.remove(petition.pk, signatures[0].pk, "fraud", now)
    append.restore(petition.pk, signatures[0].pk, now)
    lifecycle.close(petition.pk, now)
    make.published()
    register.step(now)
    export.export(tmp_path, progress.bar, log.beside)
    return {f"/{path.relative_to(tmp_path)}": path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def claims_nothing(name, raw, at):
    """Whether this byte only tells something: the threshold by the count, a comment or address of the policy."""
    start = raw.rfind(b"\n", 0, at) + 1
    line = raw[start : raw.find(b"\n", at)]
    if name.endswith("/count.json"):
        return raw.index(b'"threshold"') <= at < raw.index(b', "log_size"')
    comment = line.startswith(b"#") or (line.startswith(b"log ") and at - start > line.rfind(b" "))
    return name.endswith("/tlog-policy") and comment


def test_every_flip_is_noticed(published):
    key = str(keys.log_verifiers(keys.register_origin())[0])
    assert code_of(published, key) == 0
    missed, flips = [], 0
    for name, raw in sorted(published.items()):
        for bit in range(len(name) % STRIDE, len(raw) * 8, STRIDE):
            if claims_nothing(name, raw, bit // 8):
                continue
            changed = bytearray(raw)
            changed[bit // 8] ^= 1 << bit % 8
            flips += 1
            if code_of({**published, name: bytes(changed)}, key) == 0:
                missed.append((name, bit))
    assert missed == []
    assert flips > 200
