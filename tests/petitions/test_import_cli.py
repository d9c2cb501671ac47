"""`undersigned import petitions` reports to people and machines, and its exit code says how it went."""

from __future__ import annotations

import argparse
import json

import pytest

import make
from undersigned.petitions import import_cli
from undersigned.petitions.models import Petition

GOOD = {"id": "101", "title": "Paint the bridge", "body": "", "status": "open", "signatureCount": 7}


@pytest.fixture
def said(db, tmp_path, capsys):
    """Runs the command on a file with this content; exit code, output, errors."""
    make.facts()

    def run(content: object, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "page.json"
        file.write_text(content if isinstance(content, str) else json.dumps({"metadata": {}, "results": content}))
        parser = argparse.ArgumentParser()
        import_cli.add_arguments(parser)
        code = import_cli.run(parser.parse_args(["petitions", str(file), *options]))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_people_read_what_was_made_and_skipped_and_why(said):
    code, output, _ = said([GOOD, GOOD, {**GOOD, "id": "x"}])
    assert code == 0
    assert "Read 3 rows: 1 petitions made, 2 skipped." in output
    assert "skipped 1: listed before in these files" in output
    assert "skipped 1: no usable id" in output and "page.json, results[2]" in output
    assert "1 came in as closed, were open there" in output


def test_machines_read_the_same_as_json(said):
    code, output, _ = said([GOOD, {**GOOD, "id": "x"}], "--json")
    report = json.loads(output)
    assert code == 0
    assert (report["read"], report["made"]) == (2, 1)
    assert report["skipped"]["no usable id"]["count"] == 1


def test_a_malformed_file_is_exit_code_1_with_its_place(said):
    code, output, errors = said('{"metadata": {},')
    assert (code, output) == (1, "")
    assert "page.json, line 1, column 17" in errors and "Nothing was imported." in errors
    assert not Petition.objects.exists()


def test_an_unknown_authority_is_exit_code_2_and_names_those_there_are(said):
    code, _, errors = said([GOOD], "--authority", "nobody")
    assert code == 2
    assert "No authority is called nobody. There are: " in errors and "us.white-house" in errors


@pytest.mark.parametrize("source", ["", " ", "x" * 41, "a\x00b", "\udcff"])
def test_a_source_that_cannot_be_shown_is_exit_code_2(said, source):
    assert said([GOOD], f"--source={source}")[0] == 2
