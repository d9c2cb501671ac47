"""`undersigned audit` over real HTTP: its lines, its exit codes, what it remembers."""

import argparse
import json
import subprocess
import sys
import time

import pytest

from audit import shelf
from undersigned.audit import cli
from undersigned.audit.trust import NoTrust, Trust, split_address
from undersigned.tlog.note import Signer

KEY = str(shelf.signer("register").verifier())
LINES = [shelf.OPEN, *shelf.adds(300), b"remove 2026-11-22 3 withdrawn"]


def run(*arguments):
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return cli.run(parser.parse_args([str(argument) for argument in arguments]))


def test_an_honest_site_exits_with_0(serve, capsys):
    assert run(f"{serve(shelf.site(LINES))}/{shelf.LOG_PATH}", "--key", KEY) == 0
    out = capsys.readouterr().out
    assert out.count("PASS") == 7
    assert "299 signatures count" in out


def test_a_lying_page_exits_with_1(serve):
    site = shelf.site(LINES)
    site.files[f"/{shelf.LOG_PATH}/count.json"] = b'{"signatures": 300, "log_size": 302}'
    assert run(f"{serve(site)}/{shelf.LOG_PATH}", "--key", KEY) == 1


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:1/petitions/abc123def456", "ftp://x/petitions/a", "https:///petitions/a", "nowhere"],
)
def test_what_cannot_be_reached_exits_with_2(target, capsys, monkeypatch):
    monkeypatch.setattr("undersigned.audit.fetch.TRIES", 1)
    assert run(target, "--key", KEY) == 2
    assert "????" in capsys.readouterr().out


def test_each_line_can_be_json(serve, capsys):
    run(f"{serve(shelf.site(LINES))}/{shelf.LOG_PATH}", "--key", KEY, "--json")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"verdict", "check", "found"} == set(lines[0])


def test_the_key_is_taken_from_the_site_once_and_then_kept(serve, capsys, tmp_path):
    address = serve(shelf.site(LINES))
    assert run(f"{address}/{shelf.LOG_PATH}", "--state", tmp_path) == 0
    assert "taken from the site itself" in capsys.readouterr().out
    assert run(f"{address}/{shelf.LOG_PATH}", "--state", tmp_path) == 0
    out = capsys.readouterr().out
    assert "taken from the site itself" not in out
    assert "continues the 302 entries" in out


def test_a_site_taken_over_with_another_key_fails_against_what_was_kept(serve, tmp_path):
    files = dict(shelf.site(LINES).files)
    address = serve(files)
    assert run(f"{address}/{shelf.LOG_PATH}", "--state", tmp_path) == 0
    files.update(shelf.site(LINES, seed=bytes(32)).files)
    assert run(f"{address}/{shelf.LOG_PATH}", "--state", tmp_path) == 1


def whole_site(lines=LINES):
    """A site whose register holds this one petition alone."""
    return shelf.site(lines, others=0)


def test_a_whole_site_is_audited_petition_by_petition(serve, capsys):
    assert run(serve(whole_site()), "--key", KEY) == 0
    assert "abc123def456 299 signatures count in 302 entries" in capsys.readouterr().out


def test_heads_that_the_epoch_does_not_commit_to_fail(serve):
    site = whole_site()
    site.files["/register/heads/2"] = site.files["/register/heads/2"].replace(b" 299\n", b" 300\n")
    assert run(serve(site), "--key", KEY) == 1


def test_a_petition_whose_log_is_not_served_cannot_be_checked(serve, capsys):
    assert run(serve(shelf.site(LINES)), "--key", KEY) == 2
    assert "????  other0" in capsys.readouterr().out


def test_a_policy_names_logs_and_witnesses(serve, tmp_path, capsys):
    policy = tmp_path / "policy"
    policy.write_text(f"log {KEY}\n{shelf.POLICY}")
    site = shelf.site(LINES, cosigned_at=int(time.time()))
    assert run(f"{serve(site)}/{shelf.LOG_PATH}", "--policy", policy) == 0
    assert "w1 cosigned the register" in capsys.readouterr().out


def test_a_receipt_is_checked_without_a_network(tmp_path, capsys):
    file = tmp_path / "my.tlog-proof"
    file.write_text(str(shelf.receipt(LINES, 2, 1)))
    mine = ("--email", "signer1@example.org", "--place", "US-WI")
    assert run(file, "--key", KEY, *mine) == 0
    assert "commits to signer1@example.org" in capsys.readouterr().out
    assert run(file, "--key", KEY, "--email", "signer2@example.org") == 1
    assert run(file) == 2
    file.write_text(file.read_text().replace("index 2", "index 3"))
    assert run(file, "--key", KEY) == 1


def test_a_receipt_and_a_promise_are_held_against_the_log(serve, tmp_path, capsys):
    receipt, promise = tmp_path / "r", tmp_path / "p"
    receipt.write_text(str(shelf.receipt(LINES, 3, 2)))
    promise.write_text(shelf.promise(4, 5))
    address = f"{serve(shelf.site(LINES))}/{shelf.LOG_PATH}"
    assert run(address, "--key", KEY, "--receipt", receipt, "--promise", promise) == 0
    out = capsys.readouterr().out
    assert "it was removed and no longer counts" in out
    assert "was kept: your signature is entry 5" in out


def test_damaged_files_of_ours_are_said_to_be_damaged(serve, tmp_path, capsys):
    (tmp_path / "petitions.example_petitions_abc123def456.log").write_text("{")
    assert run(f"{serve(shelf.site(LINES))}/{shelf.LOG_PATH}", "--key", KEY, "--state", tmp_path) == 2
    assert "cannot be read" in capsys.readouterr().out


def test_addresses_are_split_into_site_and_petition():
    assert split_address("https://a.example/petitions/abc/") == ("https://a.example", "abc")
    assert split_address("https://a.example/sub/petitions/abc") == ("https://a.example/sub", "abc")
    assert split_address("https://a.example/petitions/abc/check") == ("https://a.example", "abc")
    assert split_address("https://a.example/") == ("https://a.example", None)
    with pytest.raises(ValueError, match="no petition"):
        split_address("https://a.example/petitions/ABC")


def test_keys_of_two_sites_are_not_trusted_together():
    with pytest.raises(NoTrust):
        Trust.of([Signer(f"{host}/register", bytes(32)).verifier() for host in "ab"], "a test")


def test_the_program_needs_nothing_of_the_server():
    """In a fresh interpreter, the audit brings in neither Django nor anything else of ours."""
    code = (
        "import sys, undersigned.audit.cli; "
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'django', 'psycopg', 'tqdm'})"
        " + sorted({m.split('.')[1] for m in sys.modules if m.startswith('undersigned.')}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['audit', 'tlog']"
