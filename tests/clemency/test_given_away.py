"""The record is given away whole and chart by chart, with licence and sources, as CSV and JSON."""

import csv
import io
from datetime import date

import pytest

from undersigned.clemency import charts, package, reading

SITE = "https://petitions.example"


def test_the_package_names_every_file_its_columns_keys_licence_and_sources() -> None:
    told = package.described(SITE)
    assert [resource["path"] for resource in told["resources"]] == list(package.FILES)
    assert told["licenses"][0]["path"].startswith("https://")
    assert len(told["sources"]) == len(reading.rows().sources)
    assert told["profile"] == "tabular-data-package"


def test_the_package_says_what_every_column_means() -> None:
    fields = [field for resource in package.described(SITE)["resources"] for field in resource["schema"]["fields"]]
    assert all(field["description"] for field in fields)


@pytest.mark.parametrize("name", package.FILES)
def test_each_file_is_of_the_form_the_package_says(name: str) -> None:
    resource = next(one for one in package.described(SITE)["resources"] if one["path"] == name)
    types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    rows = list(csv.DictReader(io.StringIO(package.file(name).decode())))
    assert len(package.file(name)) == resource["bytes"]
    for row in rows:
        for column, cell in row.items():
            if cell and types[column] == "integer":
                int(cell)
            if cell and types[column] == "date":
                date.fromisoformat(cell)
    keys = [tuple(row[column] for column in resource["schema"]["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(rows)


def test_only_files_of_the_record_are_given_away() -> None:
    with pytest.raises(KeyError):
        package.file("../policy.toml")


def test_the_whole_record_as_json_holds_every_row_and_null_for_what_is_missing() -> None:
    tables = package.whole(SITE)["tables"]
    assert {name: len(rows) for name, rows in tables.items()} == {
        "presidents": 23,
        "fiscal-years": 135,
        "snapshots": 7,
        "aggregates": 2,
        "sources": 31,
    }
    harding = next(row for row in tables["presidents"] if row["president"] == "warren-g-harding")
    assert (harding["pardons_granted"], harding["commutations_granted"]) == (None, 386)


@pytest.mark.parametrize("chart", charts.charts().values(), ids=lambda chart: chart.slug)
def test_what_a_chart_draws_is_given_as_csv_with_the_addresses_of_its_sources(chart: charts.Chart) -> None:
    rows = list(csv.DictReader(io.StringIO(package.chart_csv(chart))))
    assert len(rows) == len(chart.rows)
    for given, row in zip(rows, chart.rows, strict=True):
        assert given["sources"].count("http") >= bool(row["sources"])
        assert all(
            given[column.name] == ("" if row[column.name] is None else str(row[column.name]))
            for column in chart.columns
            if column.name != "sources"
        )


def test_what_a_chart_draws_is_given_as_json() -> None:
    told = package.chart_json(charts.charts()["share-granted"])
    assert told["rows"][0]["president"] == "Joe Biden"
    assert {source["source"] for source in told["sources"]} >= set(told["rows"][0]["sources"].split())
