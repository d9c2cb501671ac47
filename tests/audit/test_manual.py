"""The manual says enough to write another program, and what it shows is so."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from audit import second_reader, shelf
from undersigned.audit import cli
from undersigned.tlog import entry, receipt, register
from undersigned.tlog.note import Verifier
from undersigned.tlog.tree import leaf_hash

MANUAL = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^ {4}(.+)$", MANUAL, re.MULTILINE)
KEY = str(shelf.signer("register").verifier())
ID = "abc123def456"


def parser():
    made = argparse.ArgumentParser()
    cli.add_arguments(made)
    return made


@pytest.mark.parametrize("size", [2, 256, 257, 700])
def test_a_program_written_from_the_manual_comes_to_the_same_count(size):
    site = shelf.site([shelf.OPEN, *shelf.adds(size - 1), b"remove 2026-11-22 1 fraud"])
    assert second_reader.recounted(site.get, ID, KEY) == size - 2


def test_it_reads_receipts_too():
    proof = str(shelf.receipt([shelf.OPEN, *shelf.adds(300)], 7, 6))
    assert second_reader.receipt_is_of(proof, KEY, ID, "signer6@example.org", "US-WI")
    assert not second_reader.receipt_is_of(proof, KEY, ID, "signer7@example.org", "US-WI")


def test_a_log_s_own_key_is_derived_as_the_manual_says():
    origin = f"{shelf.HOST}/{shelf.LOG_PATH}"
    own = Verifier.parse(KEY).renamed(origin)
    assert second_reader.key_of_log(KEY, origin) == (own.id, own.public)
    assert str(own).split("+")[:2] == [origin, own.id.hex()]


def test_every_command_in_the_manual_and_in_the_help_is_one():
    commands = [line for line in [*SHOWN, *cli.EPILOG.splitlines()] if "undersigned audit " in line]
    assert len(commands) >= 5
    for line in commands:
        parser().parse_args(shlex.split(line)[2:])


def test_every_option_is_in_the_manual():
    options = {name for action in parser()._actions for name in action.option_strings if name.startswith("--")}
    assert {name for name in options if name not in MANUAL} == {"--help"}
    assert set(re.findall(r"`(--[a-z-]+)", MANUAL)) <= options


def test_the_vector_of_a_commitment_is_what_the_text_around_it_says():
    committed = entry.commitment("petitions.example/petitions/123", "alice@example.org", "US-CA", bytes(range(32)))
    (line,) = (line for line in SHOWN if line.startswith("add 2026-11-22"))
    assert entry.add_line("2026-11-22", committed).decode() == line
    assert leaf_hash(line.encode()).hex() in MANUAL


def test_the_forms_in_the_manual_are_those_we_write():
    assert receipt.PROMISE in SHOWN
    assert register.ANCHOR in SHOWN
    assert receipt.HEADER in SHOWN
    for kind in ("open", "add", "remove", "restore", "close"):
        assert any(line.startswith(f"{kind} <") for line in SHOWN)
    (reasons,) = re.findall(r"remove <YYYY-MM-DD> <index> <([a-z|]+)>", MANUAL)
    assert tuple(reasons.split("|")) == entry.REASONS
