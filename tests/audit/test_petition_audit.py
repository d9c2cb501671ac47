"""An audit passes an honest log and says what is wrong with any other."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import shelf
from undersigned.audit.claims import PromiseClaim, ReceiptClaim
from undersigned.audit.fetch import Absent, Unreachable
from undersigned.audit.petition import Audit
from undersigned.audit.report import Report
from undersigned.audit.setting import Setting
from undersigned.audit.state import Memory
from undersigned.audit.trust import Trust, from_key, from_policy
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.receipt import Promise, Receipt

KEY = str(shelf.signer("register").verifier())
LINES = [shelf.OPEN, *shelf.adds(5), b"remove 2026-11-22 3 withdrawn"]
MANY = [shelf.OPEN, *shelf.adds(299)]
AT = f"/{shelf.LOG_PATH}"


def audited(site, *, trust=None, memory=None, claims=(), audit=None, now=shelf.NOW):
    report = Report(lambda line: None)
    setting = Setting(site, trust or from_key(KEY), memory or Memory(None), now)
    audit = audit or Audit("abc123def456", list(claims))
    audit.run(setting, report)
    if memory and report.exit_code == 0:
        for seen in audit.seen:
            memory.remember(seen)
    return report


def found(report, what, verdict):
    return [line.found for line in report.lines if line.what == what and line.verdict.value == verdict]


def test_an_honest_log_passes_every_check():
    report = audited(shelf.site(LINES))
    assert report.exit_code == 0
    assert {line.what for line in report.lines if line.verdict.value == "PASS"} == {
        "checkpoint", "entries", "count", "page", "anchor", "register", "text",
    }  # fmt: skip
    assert "4 signatures count: 5 added, 1 removed" in found(report, "count", "PASS")[0]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 512, 700])
def test_logs_of_any_length_pass(size):
    assert audited(shelf.site([shelf.OPEN, *shelf.adds(size - 1)])).exit_code == 0


def test_a_page_that_shows_another_number_fails():
    site = shelf.site(LINES)
    site.files[f"{AT}/count.json"] = b'{"signatures": 5, "log_size": 7}'
    assert "shows 5 signatures" in found(audited(site), "page", "FAIL")[0]


class Moving(shelf.Shelf):
    """A site whose page is behind its log until somebody waits a moment."""

    def wait(self, seconds):
        super().wait(seconds)
        self.files[f"{AT}/count.json"] = shelf.site(LINES).files[f"{AT}/count.json"]


def test_a_page_that_is_a_little_older_than_the_log_passes():
    site = Moving(shelf.site(LINES).files)
    site.files[f"{AT}/count.json"] = b'{"signatures": 2, "log_size": 3}'
    assert found(audited(site), "page", "PASS")
    assert site.waited == 1


@pytest.mark.parametrize("told", [b'{"signatures": 2, "log_size": 3}', b'{"signatures": 4, "log_size": 5}'])
def test_a_page_that_stays_at_a_count_of_the_past_fails(told):
    site = shelf.site(LINES)
    site.files[f"{AT}/count.json"] = told
    assert "where the log has 7" in found(audited(site), "page", "FAIL")[0]
    assert site.waited == 7


def test_a_page_that_has_moved_beyond_what_was_read_is_held_at_what_it_said_first():
    site = Moving(shelf.site(LINES).files)
    site.files[f"{AT}/count.json"] = b'{"signatures": 2, "log_size": 3}'
    site.wait = lambda seconds: site.files.update({f"{AT}/count.json": b'{"signatures": 9, "log_size": 99}'})
    assert "shows 2 signatures" in found(audited(site), "page", "PASS")[0]


def test_a_page_ahead_of_the_log_is_given_time_and_then_fails():
    site = shelf.site(LINES)
    site.files[f"{AT}/count.json"] = b'{"signatures": 5, "log_size": 9}'
    assert found(audited(site), "page", "FAIL")
    assert site.waited > 5


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"signatures": "5", "log_size": 7}', b'{"signatures": 5}', b"\xff", b"[" * 100_000],
    ids=range(7),
)
def test_a_page_without_the_numbers_fails(body):
    site = shelf.site(LINES)
    site.files[f"{AT}/count.json"] = body
    assert found(audited(site), "page", "FAIL")


def test_a_text_changed_after_signing_fails():
    site = shelf.site(LINES)
    site.files[f"{AT}/text"] += b"!"
    assert found(audited(site), "text", "FAIL")


def test_a_log_under_another_key_fails():
    report = audited(shelf.site(LINES, seed=bytes(32)))
    assert found(report, "checkpoint", "FAIL")
    assert report.exit_code == 1


def test_a_log_that_opens_another_petition_fails():
    other = shelf.OPEN.replace(b"abc123def456", b"abc123def457")
    assert found(audited(shelf.site([other, *shelf.adds(2)])), "count", "FAIL")


def test_a_shrunken_log_fails(tmp_path):
    memory = Memory(tmp_path)
    assert audited(shelf.site(MANY), memory=memory).exit_code == 0
    assert found(audited(shelf.site(MANY[:280]), memory=memory), "history", "FAIL")


def test_another_history_under_the_same_key_fails(tmp_path):
    memory = Memory(tmp_path)
    assert audited(shelf.site(MANY[:100]), memory=memory).exit_code == 0
    rewritten = [shelf.OPEN, *shelf.adds(50)[::-1], *shelf.adds(60)]
    report = audited(shelf.site(rewritten, epochs=4), memory=memory)
    assert "are not those" in found(report, "history", "FAIL")[0]
    assert memory.seen(f"{shelf.HOST}/{shelf.LOG_PATH}").size == 100


def test_a_register_rewritten_since_fails(tmp_path):
    memory = Memory(tmp_path)
    assert audited(shelf.site(LINES, epochs=3), memory=memory).exit_code == 0
    for epochs in (2, 4):
        rewritten = shelf.site(LINES, epochs=epochs, others=3)
        assert found(audited(rewritten, memory=memory, now=shelf.NOW + 3600), "register", "FAIL")


def test_a_grown_log_continues_what_was_seen(tmp_path):
    memory = Memory(tmp_path)
    audited(shelf.site(MANY[:100]), memory=memory)
    again = audited(shelf.site(MANY), memory=memory)
    assert "continues the 100 entries" in found(again, "history", "PASS")[0]


def test_following_reads_only_what_is_new():
    audit = Audit("abc123def456")
    assert audited(shelf.site(MANY[:270]), audit=audit).exit_code == 0
    site = shelf.site(MANY)
    site.files[f"{AT}/tile/entries/000"] = b"not read again"
    assert audited(site, audit=audit).exit_code == 0
    assert audited(site, audit=audit).exit_code == 0


def test_following_notices_entries_changed_behind_it():
    audit = Audit("abc123def456")
    audited(shelf.site(MANY[:270]), audit=audit)
    changed = [*MANY[:260], shelf.add(9999), *MANY[261:]]
    assert found(audited(shelf.site(changed), audit=audit), "entries", "FAIL")


def test_what_cannot_be_reached_is_never_a_failure():
    site = shelf.site(LINES)
    for name in list(site.files):
        site.files[name] = Unreachable("connection refused")
    assert audited(site).exit_code == 2


def test_a_signed_size_beyond_all_reason_is_not_prepared_for():
    site = shelf.site(LINES)
    head = Checkpoint(f"{shelf.HOST}/{shelf.LOG_PATH}", 2**62, bytes(32))
    site.files[f"{AT}/checkpoint"] = head.signed([shelf.signer()]).encode()
    assert found(audited(site), "entries", "????")


def test_a_missing_bundle_is_not_a_failure():
    site = shelf.site(LINES)
    del site.files[f"{AT}/tile/entries/000.p/7"]
    assert audited(site).exit_code == 2


def test_a_partial_bundle_that_is_gone_is_cut_from_the_full_one():
    site, full = shelf.site(MANY[:200]), shelf.site(MANY)
    for name in [name for name in site.files if ".p/" in name and AT in name]:
        del site.files[name]
    for name in ("tile/entries/000", "tile/0/000"):
        site.files[f"{AT}/{name}"] = full.files[f"{AT}/{name}"]
    assert audited(site).exit_code == 0


def test_a_removed_petition_has_its_log_still_checked():
    site = shelf.site(LINES)
    for name in ("count.json", "text"):
        site.files[f"{AT}/{name}"] = Absent("410", removed=True)
    assert audited(site).exit_code == 0


def test_an_anchor_of_another_petition_fails():
    site = shelf.site(LINES)
    raw = site.files[f"{AT}/anchor"]
    site.files[f"{AT}/anchor"] = raw.replace(b"abc123def456", b"abc123def457", 1)
    assert audited(site).exit_code == 1


def test_a_register_that_holds_another_count_fails():
    other = shelf.site([*LINES[:-1], shelf.add(77)])
    site = shelf.site(LINES)
    site.files[f"{AT}/anchor"] = other.files[f"{AT}/anchor"]
    assert "another root or count" in found(audited(site), "anchor", "FAIL")[0]


def with_policy():
    policy = from_policy(f"log {KEY}\n{shelf.POLICY}".encode(), "policy")
    return Trust(policy.keys, policy.host, policy.source, policy.policy)


def test_the_quorum_of_a_policy_is_asked_for():
    assert found(audited(shelf.site(LINES), trust=with_policy()), "witnesses", "PASS")


def test_a_register_without_the_quorum_fails():
    site = shelf.site(LINES)
    lines = site.files[f"{AT}/anchor"].decode().splitlines(keepends=True)
    site.files[f"{AT}/anchor"] = "".join(line for line in lines if "witness" not in line).encode()
    assert found(audited(site, trust=with_policy()), "witnesses", "FAIL")


def test_a_stale_cosignature_fails():
    site = shelf.site(LINES, cosigned_at=shelf.NOW - 30 * 3600)
    assert "30 hours ago" in found(audited(site, trust=with_policy()), "witnesses", "FAIL")[0]


def claim(lines, index, number):
    receipt = Receipt.parse(str(shelf.receipt(lines, index, number)).encode())
    return ReceiptClaim(receipt, receipt.verify(shelf.signer().verifier()))


def test_a_receipt_is_found_in_the_log():
    report = audited(shelf.site(LINES), claims=[claim(LINES, at, at - 1) for at in (2, 3)])
    assert [line.split(";")[0] for line in found(report, "receipt", "PASS")] == [
        "your signature is entry 2 and counts", "your signature is entry 3",
    ]  # fmt: skip


def test_a_log_without_the_receipts_entry_fails():
    dropped = claim(LINES, 2, 1)
    assert found(audited(shelf.site([LINES[0], *LINES[3:6]]), claims=[dropped]), "receipt", "FAIL")


def test_a_receipt_from_an_earlier_moment_is_borne_out():
    report = audited(shelf.site(MANY), claims=[claim(MANY[:150], 2, 1)])
    assert (found(report, "receipt", "FAIL"), report.exit_code) == ([], 0)


def test_a_receipt_signed_under_another_history_fails_though_its_entry_stands():
    other = [*MANY[:100], *MANY[101:150]]
    report = audited(shelf.site(MANY), claims=[claim(other, 2, 1)])
    assert "another history of 149 entries" in found(report, "receipt", "FAIL")[0]


def test_a_log_shorter_than_a_receipt_of_it_fails():
    report = audited(shelf.site(MANY[:100]), claims=[claim(MANY, 2, 1)])
    assert "when the log had 300 entries" in found(report, "receipt", "FAIL")[0]


def test_nothing_is_remembered_unless_every_check_passed(tmp_path):
    site, memory = shelf.site(LINES), Memory(tmp_path)
    site.files[f"{AT}/text"] += b"!"
    assert audited(site, memory=memory).exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_register_that_stands_still_is_pointed_out():
    report = audited(shelf.site(LINES), now=shelf.NOW + 40 * 3600)
    assert "40 hours old" in found(report, "register", "note")[0]
    ahead = audited(shelf.site(LINES), now=shelf.NOW - 40 * 3600)
    assert "ahead of this computer's clock" in found(ahead, "register", "note")[0]


def test_a_cosignature_of_the_future_is_not_believed():
    site = shelf.site(LINES, cosigned_at=shelf.NOW + 2 * 3600)
    assert found(audited(site, trust=with_policy()), "witnesses", "????")


@pytest.mark.parametrize(
    ("number", "deadline", "verdict"), [(2, 0, "PASS"), (99, shelf.NOW + 5, "note"), (99, shelf.NOW - 5, "FAIL")]
)
def test_a_promise_is_kept_or_pending_or_broken(number, deadline, verdict):
    made = Promise.open(shelf.promise(number, deadline).encode(), shelf.signer("promise").verifier())
    assert found(audited(shelf.site(LINES), claims=[PromiseClaim(made)]), "promise", verdict)


WHOLE = shelf.site([*LINES, b"remove 2026-11-22 4 fraud"]).files
FLIPPED = sorted(name for name in WHOLE if name.startswith(AT))


def is_in_unknown_signature(name, raw, at):
    """Whether this byte lies in a signature line that must be ignored, as no policy names its witness."""
    line_start = raw.rfind(b"\n", 0, at) + 1
    return name.endswith("/anchor") and raw[line_start:].startswith(b"\xe2\x80\x94 witness.example")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_bit_changed_in_any_published_file_is_noticed(data):
    name = data.draw(st.sampled_from(FLIPPED))
    at = data.draw(st.integers(0, len(WHOLE[name]) * 8 - 1))
    changed = bytearray(WHOLE[name])
    changed[at // 8] ^= 1 << at % 8
    site = shelf.Shelf({**WHOLE, name: bytes(changed)})
    code = audited(site).exit_code
    assert code != 0 or is_in_unknown_signature(name, WHOLE[name], at // 8)


def test_the_forged_entry_of_cve_2026_56865_is_refused():
    """A log of 300: entry 5 and its leaf forged in the full tile 0/000, its parent left as it was."""
    site = shelf.site(MANY)
    forged = [*MANY[:5], shelf.add(4242), *MANY[6:]]
    for name in ("tile/entries/000", "tile/0/000"):
        site.files[f"{AT}/{name}"] = shelf.site(forged).files[f"{AT}/{name}"]
    assert found(audited(site), "entries", "FAIL")


def test_lines_can_be_read_by_machines():
    report = audited(shelf.site(LINES))
    assert json.dumps([line.found for line in report.lines])
    assert str(report.lines[0]).startswith("note  history") or "  " in str(report.lines[0])
