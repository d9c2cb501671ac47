"""Every single bit of every published file is flipped, one at a time: each flip is noticed.

In the suite every 31st bit; script/soak sets TESTS_EVERY_BIT=1.
"""

import os

from audit import shelf
from undersigned.audit.cli import Audits
from undersigned.audit.report import Report
from undersigned.audit.setting import Setting
from undersigned.audit.state import Memory
from undersigned.audit.trust import from_key, hold_published_keys

LINES = [shelf.OPEN, *shelf.adds(5), b"remove 2026-11-22 3 withdrawn"]
KEY = str(shelf.signer("register").verifier())
STRIDE = 1 if os.environ.get("TESTS_EVERY_BIT") else 31


def code_of(files, key=KEY):
    """The exit code of an audit of the whole site that these files are."""
    setting = Setting(shelf.Shelf(files), from_key(key), Memory(None), shelf.NOW)
    report = Report(lambda line: None)
    hold_published_keys(setting.site, setting.trust, report)
    Audits(None, []).run(setting, report)
    return report.exit_code


def in_a_line_to_be_ignored(raw, at):
    """Whether this byte lies in the signature line of a witness that no policy names."""
    start = raw.rfind(b"\n", 0, at) + 1
    return raw[start:].startswith("— witness.example".encode())


def test_every_flip_is_noticed():
    files = shelf.site(LINES, others=0).files
    assert code_of(files) == 0
    missed, flips = [], 0
    for name in sorted(files):
        for bit in range(len(name) % STRIDE, len(files[name]) * 8, STRIDE):
            changed = bytearray(files[name])
            changed[bit // 8] ^= 1 << bit % 8
            flips += 1
            noticed = code_of({**files, name: bytes(changed)}) != 0
            if not noticed and not in_a_line_to_be_ignored(files[name], bit // 8):
                missed.append((name, bit))
    assert missed == []
    assert flips > 300
