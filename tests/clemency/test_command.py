"""`undersigned clemency check | compare` on the command line."""

import argparse
import json
from pathlib import Path

import pytest

from undersigned.clemency import cli


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return cli.run(parser.parse_args(arguments))


def test_check_finds_the_record_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    assert capsys.readouterr().out.startswith("The record is well: 23 presidents, 135 fiscal-year rows")


def test_check_names_what_is_wrong_and_fails(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copied / "snapshots.csv").unlink()
    assert run("check", "--folder", str(copied)) == 1
    assert "snapshots.csv cannot be read" in capsys.readouterr().err


def test_compare_prints_the_sentence_the_table_the_omissions_and_the_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("compare", "--president", "Barack Obama", "--last", "5", "--as-of", "2016-01-07") == 0
    told = capsys.readouterr().out
    assert told.startswith("As of 7 January 2016, Barack Obama had granted 184 commutations, more than")
    for part in (
        "11 + 61 + 3 + 13 + 29 = 117",
        "Jimmy Carter",
        "This leaves out:",
        "On pardons",
        "Sources:",
        "https://",
    ):
        assert part in told


def test_compare_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--president", "Barack Obama", "--kind", "commutations", "--last", "5", "--as-of", "2015-12-17")
    assert run("compare", *arguments, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["figure"], told["against"], told["as_of"]) == (False, 89, 117, "2015-12-17")


def test_compare_says_null_where_the_record_does_not_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("compare", "--president", "Obama", "--last", "5", "--as-of", "2012-01-01", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["figure"], told["as_of"], told["asked_as_of"]) == (None, None, None, "2012-01-01")


def test_compare_ranks(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("compare", "--president", "Obama", "--kind", "pardons", "--rank") == 0
    assert "that is place 17 of the 21 presidents" in capsys.readouterr().out


def test_a_bad_question_is_told_at_each_option_and_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("compare", "--president", "Obama", "--last", "50", "--as-of", "1850-01-01") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "--last: The record has 19 presidents before Barack Obama." in told.err
    assert "--as-of: The record starts in 1900" in told.err
