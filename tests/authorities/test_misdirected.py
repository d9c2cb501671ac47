"""Every petition on record that went to the wrong door leads to the right one."""

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest

from undersigned.authorities.finding import Finding
from undersigned.authorities.resolve import resolve
from undersigned.authorities.understand import understand

ROWS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("misdirected.toml").read_text("utf-8"))


def _table(shared_data: Path) -> dict[str, dict[str, str]]:
    with (shared_data / "clemency" / "petitions-misdirected.csv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def _found(row: dict[str, Any]) -> Finding:
    return resolve(row["ask"], row["facts"], row.get("to", "us.president"))


def test_every_row_of_the_record_is_tested(shared_data: Path) -> None:
    assert {id.partition("-")[0] for id in ROWS} == set(_table(shared_data))


@pytest.mark.parametrize("id", ROWS)
def test_the_right_offices_are_found_with_their_law(id: str) -> None:
    row, found = ROWS[id], _found(ROWS[id])
    if "offices" in row:
        assert [holder.office for holder in found.holders] == row["offices"]
    if "kinds" in row:
        assert [holder.kind for holder in found.holders] == row["kinds"]
    assert found.question == row.get("question", "")
    assert found.because
    assert row.get("note", "") in [holder.note for holder in found.holders] or "note" not in row


@pytest.mark.parametrize("id", ROWS)
def test_what_the_addressee_can_do_agrees_with_the_record(id: str, shared_data: Path) -> None:
    row, found = ROWS[id], _found(ROWS[id])
    column = _table(shared_data)[id.partition("-")[0]]["within_addressee_power"]
    assert "can" not in row or not column or found.question, "the record says it; do not say it anew"
    expected = row.get("can") or column
    if row.get("restraint"):
        assert (expected, found.no) == ("partly", "restraint")
    else:
        assert found.addressee == expected


@pytest.mark.parametrize("id", [id for id in ROWS if id[0] != "B"])
def test_the_real_ones_from_their_text_alone_are_right_or_ask(id: str, shared_data: Path) -> None:
    row, right = ROWS[id], _found(ROWS[id])
    read = understand(_table(shared_data)[id]["ask"])
    asks = read.finding.question or read.rival or read.is_weak
    kinds = {holder.kind for holder in (*right.holders, *right.also)} | (set() if right.holders else {"nobody"})
    said = {holder.kind for holder in read.finding.holders} or {"nobody"}
    assert asks or said & kinds, (row["ask"], read.finding.ask, said)
