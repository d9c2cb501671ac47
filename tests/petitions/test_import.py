"""Petitions recorded elsewhere come in once, whole, closed, and with the count they had there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

import make
from undersigned.petitions import lifecycle
from undersigned.petitions.importing import NoAuthority, Report, import_pages
from undersigned.petitions.models import Change, Petition, State
from undersigned.petitions.wethepeople import Unreadable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _facts(db) -> None:
    make.facts()


def row(identifier: str = "101", **changed: object) -> dict[str, object]:
    return {
        "id": identifier,
        "title": f"Paint bridge number {identifier}",
        "body": "It rusts.",
        "issues": [{"id": 1, "name": "Transportation &amp; Infrastructure"}],
        "signatureThreshold": 5000,
        "signatureCount": 77,
        "url": "https://petitions.example/bridge",
        "deadline": 1319289481,
        "status": "closed",
        "created": 1316697481,
    } | changed


@pytest.fixture
def written(tmp_path, now):
    """Writes a page of rows, imports it, returns the report."""

    def write(*rows: object, name: str = "page.json") -> Report:
        file = tmp_path / name
        file.write_text(json.dumps({"metadata": {}, "results": rows}))
        return import_pages([file], make.WHITE_HOUSE, now)

    return write


def test_the_count_is_kept_as_recorded_elsewhere_and_none_is_counted_here(written):
    written(row())
    petition = Petition.objects.get()
    assert (petition.recorded_source, petition.recorded_id, petition.recorded_count) == ("We the People", "101", 77)
    assert (petition.recorded_threshold, petition.recorded_status) == (5000, "closed")
    assert petition.recorded_url == "https://petitions.example/bridge"
    assert petition.is_recorded_elsewhere and petition.threshold == 0 and petition.reached_at is None
    assert [issue.pk for issue in petition.issues.all()] == ["transportation"]


@pytest.mark.parametrize("status", ["open", "closed", "pending response", "responded"])
def test_whatever_it_was_there_it_is_closed_here_and_owed_nothing(written, status, now):
    written(row(status=status, deadline=1_900_000_000))
    petition = Petition.objects.get()
    assert petition.state == State.CLOSED and petition.recorded_status == status
    assert not petition.takes_signatures(now)
    assert petition.due_at is None and petition.responded_at is None
    assert [change.to_state for change in petition.history.all()] == [State.CLOSED]


def test_what_was_removed_there_is_removed_here(written):
    report = written(row(status="removed"))
    petition = Petition.objects.get()
    assert petition.state == State.REMOVED and not petition.is_public
    assert list(Change.objects.values_list("from_state", "to_state")) == [("", "closed"), ("closed", "removed")]
    assert report.odd == {"came in as removed": 1}


def test_it_can_be_answered_here(written, now):
    written(row())
    assert lifecycle.respond(Petition.objects.get().pk, now)
    assert Petition.objects.get().responded_at == now


def test_importing_twice_makes_nothing_twice(written):
    written(row("101"), row("102"))
    again = written(row("101", signatureCount=99), row("103"))
    assert (again.read, again.made, again.skipped) == (2, 1, {"already imported": 1})
    assert Petition.objects.get(recorded_id="101").recorded_count == 77


def test_a_petition_listed_twice_is_made_once(written):
    report = written(row("50CB6D2BA9A0B1C52E000017"), row("50cb6d2ba9a0b1c52e000017"))
    assert (report.made, report.skipped) == (1, {"listed before in these files": 1})


def test_another_source_may_use_the_same_id(tmp_path, now, written):
    written(row())
    import_pages([tmp_path / "page.json"], make.WHITE_HOUSE, now, source="Another site")
    assert Petition.objects.filter(recorded_id="101").count() == 2


def test_a_bad_row_is_skipped_with_its_place_and_the_others_come_in(written):
    report = written(row("101"), row("102", title=""), "no row", row("103"))
    assert report.made == 2
    assert report.faults == {"no title", "not an object"}
    assert report.where["no title"][0].endswith("page.json, results[1]")
    assert report.read == report.made + sum(report.skipped.values())


def test_one_unreadable_file_and_nothing_is_imported(tmp_path, now):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps({"metadata": {}, "results": [row()]}))
    bad.write_text('{"metadata": {},\n "results": [}')
    with pytest.raises(Unreadable, match=r"bad\.json, line 2, column 14"):
        import_pages([good, bad], make.WHITE_HOUSE, now)
    assert not Petition.objects.exists()


@pytest.mark.parametrize("missing", ["nowhere.json", "."])
def test_a_file_that_cannot_be_opened_is_named(tmp_path, now, missing):
    with pytest.raises(Unreadable, match=r"No such file|Is a directory"):
        import_pages([tmp_path / missing], make.WHITE_HOUSE, now)


@pytest.mark.parametrize("authority", ["nobody", "", "\udcff"])
def test_an_unknown_authority_is_refused(tmp_path, now, authority):
    file = tmp_path / "page.json"
    file.write_text(json.dumps({"metadata": {}, "results": [row()]}))
    with pytest.raises(NoAuthority):
        import_pages([file], authority, now)


def test_an_issue_nobody_knows_is_reported_and_left_out(written):
    report = written(row(issues=[{"name": "Astrology"}, {"name": "Trade"}, {"name": "Small Business"}]))
    assert report.unknown_issues == {"Astrology": 1}
    assert [issue.pk for issue in Petition.objects.get().issues.all()] == ["business-and-trade"]


def test_texts_over_the_limits_come_in_whole(written):
    written(row(title="long " * 40, body="b" * 2000))
    petition = Petition.objects.get()
    assert len(petition.title) == 199 and len(petition.body) == 2000


def test_an_empty_page_imports_nothing(written):
    assert written().as_json() == {
        "files": 1, "read": 0, "made": 0, "skipped": {}, "odd": {}, "unknown_issues": {}
    }  # fmt: skip


def test_all_the_real_petitions_come_in_with_every_count(shared_data, now):
    files = [*sorted((shared_data / "wtp").glob("petitions-*.json")), shared_data / "wtp" / "halbach.json"]
    report = import_pages(files, make.WHITE_HOUSE, now)
    assert (report.read, report.made, report.skipped) == (3760, 3760, {})
    assert report.odd["without the date they began"] == 97 and report.odd["without issues"] == 904
    assert report.unknown_issues == {}
    assert dict(Petition.objects.values_list("recorded_id", "recorded_count")) == recorded_counts(files)
    assert import_pages(files, make.WHITE_HOUSE, now).skipped == {"already imported": 3760}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def recorded_counts(files: list[Path]) -> dict[str, int]:
    rows = [found for file in files for found in json.loads(file.read_text())["results"]]
    return {found["id"]: found["signatureCount"] for found in rows}
