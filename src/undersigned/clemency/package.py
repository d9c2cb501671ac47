"""The whole record is given away here: its files as they are, a description of each, and single tables."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from undersigned.clemency import reading
from undersigned.clemency.answers import Plain, plain_source
from undersigned.clemency.charts import Cell, Chart
from undersigned.clemency.record import MEASURED, Source
from undersigned.kit import facts

FILES = ("presidents.csv", "fiscal-years.csv", "snapshots.csv", "aggregates.csv", "sources.csv")
LICENCES = (
    {
        "name": "Apache-2.0",
        "title": "Apache License 2.0",
        "path": "https://www.apache.org/licenses/LICENSE-2.0",
    },
)
_TITLES = {
    "presidents.csv": "Presidents: terms and totals",
    "fiscal-years.csv": "Fiscal years: grants, denials, petitions received and pending",
    "snapshots.csv": "Dated totals, and the claims made with them",
    "aggregates.csv": "Published totals over several presidents",
    "sources.csv": "Where each figure was read",
}
_KEYS: Mapping[str, list[str]] = {
    "presidents.csv": ["president", "recorded_on"],
    "fiscal-years.csv": ["fiscal_year", "president", "recorded_on"],
    "snapshots.csv": ["president", "as_of", "recorded_on"],
    "aggregates.csv": ["aggregate", "recorded_on"],
    "sources.csv": ["source"],
}
_DATES = {"term_start", "term_end", "as_of", "recorded_on"}
_NUMBERS = {*MEASURED, "fiscal_year", "first_year", "last_year"}
_MEANS = {
    "president": "slug of the president, one for each term in office",
    "unverified": "names of the columns of this row that no source read confirms",
    "partial": "names of the columns of this row that cover a part of the time only",
    "adds_up": "names of the columns that the fiscal years of this president add up to exactly",
    "verification": "what is verified, as the row was gathered",
    "claim_last": "the claim was made against the last so many presidents",
    "sources": "ids of sources.csv, set apart by spaces",
    "recorded_on": "when the row was added; a later row of the same key corrects it",
    "original": "the publication that the source copies",
    "part": "what part of the fiscal year, where the source says so",
    "name": "name of the president as pages show it",
    "also_called": "other names by which the president is found, set apart by semicolons",
    "term_start": "first day of the term",
    "term_end": "last day of the term; empty while it lasts",
    "covers": "what part of the term, or which presidents and years, the figures cover",
    "leaves_out": "acts by proclamation that the figures do not count",
    "petitions_received_pardon": "petitions for pardon received",
    "petitions_received_commutation": "petitions for commutation received",
    "petitions_received_total": "petitions for clemency of every kind received",
    "petitions_received_at_least": "petitions received, where the source gives a least number only",
    "percent_granted": "percentage granted, as the source gives it",
    "pardons_granted": "pardons granted",
    "commutations_granted": "sentences commuted",
    "remissions_granted": "fines and forfeitures remitted",
    "respites_granted": "sentences stayed for a time",
    "total_acts_of_clemency": "grants of every kind",
    "denied": "petitions denied",
    "closed_without_action": "petitions closed without a decision",
    "pending_start_pardon": "petitions for pardon pending when the time began",
    "pending_start_commutation": "petitions for commutation pending when the time began",
    "pending_start_total": "petitions of every kind pending when the time began",
    "denied_pardon": "petitions for pardon denied",
    "denied_commutation": "petitions for commutation denied",
    "closed_pardon": "petitions for pardon closed without a decision",
    "closed_commutation": "petitions for commutation closed without a decision",
    "denied_or_closed_total": "petitions of every kind denied, or closed without a decision",
    "disposed_total": "petitions granted, denied or closed",
    "pending_end_total": "petitions of every kind pending when the time ended",
    "fiscal_year": "fiscal year, named for the year in which it ends; since 1977 it begins on 1 October before",
    "as_of": "the day on which the total stood so",
    "claim": "what was claimed with the total then",
    "aggregate": "name of the total",
    "first_year": "first fiscal year that the total covers",
    "last_year": "last fiscal year that the total covers",
    "note": "what the one who gathered the row noted; of a source, what it covers",
    "source": "id by which rows name the source",
    "publisher": "who published the source",
    "title": "its title, or words of its address where the title could not be read",
    "url": "its address",
    "published": "when it was published, as exactly as is known",
}


def file(name: str) -> bytes:
    """One file of the record as it stands in data/clemency; raises KeyError for any other name."""
    if name not in FILES:
        raise KeyError(name)
    return Path(facts.path("clemency", name)).read_bytes()


def _columns(name: str) -> list[str]:
    return next(csv.reader(io.StringIO(file(name).decode())))


def _field(name: str) -> Plain:
    kind = "date" if name in _DATES else "integer" if name in _NUMBERS else "string"
    return {"name": name, "type": kind, "description": _MEANS[name]}


def _resource(name: str) -> Plain:
    schema: Plain = {
        "fields": [_field(column) for column in _columns(name)],
        "primaryKey": _KEYS[name],
        "missingValues": [""],
    }
    return {
        "name": name.removesuffix(".csv"),
        "title": _TITLES[name],
        "path": name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(file(name)),
        "schema": schema,
    }


def described(site: str) -> Plain:
    """The Frictionless data package (specs.frictionlessdata.io) of the record, for /clemency/data/datapackage.json.

    An empty cell is missing, never zero.
    """
    rows = reading.rows()
    return {
        "profile": "tabular-data-package",
        "name": "federal-clemency",
        "title": "Federal clemency by president and fiscal year since 1900",
        "description": (
            "Pardons, commutations and other acts of clemency granted, petitions received, denied and pending, by "
            "president and fiscal year. The figures are the Justice Department's, read in copies; each row names "
            "its sources and what of it is not verified. An empty cell is missing, never zero."
        ),
        "homepage": f"{site}/clemency",
        "version": rows.dates()[-1].isoformat(),
        "created": f"{rows.dates()[0].isoformat()}T00:00:00Z",
        "licenses": list(LICENCES),
        "sources": [
            {"title": f"{source.publisher}: {source.title}", "path": source.url} for source in rows.sources.values()
        ],
        "resources": [_resource(name) for name in FILES],
    }


def _typed(column: str, cell: str) -> Any:
    if cell == "":
        return None
    return int(cell) if column in _NUMBERS else cell


def whole(site: str) -> Plain:
    """The whole record as one JSON value: the package's description and every row of every file."""
    tables = {}
    for name in FILES:
        rows = csv.DictReader(io.StringIO(file(name).decode()))
        tables[name.removesuffix(".csv")] = [
            {column: _typed(column, cell) for column, cell in row.items()} for row in rows
        ]
    return {**{key: value for key, value in described(site).items() if key != "resources"}, "tables": tables}


def _addressed(cell: Cell, sources: Mapping[str, Source]) -> str:
    return " ".join(sources[name].url for name in str(cell or "").split())


def chart_csv(chart: Chart) -> str:
    """What a chart draws as CSV, each row with the addresses of its sources; an empty cell is not known."""
    sources = {source.source: source for source in chart.sources}
    names = [column.name for column in chart.columns]
    return written(names, ({**row, "sources": _addressed(row["sources"], sources)} for row in chart.rows))


def written(names: list[str], rows: Iterable[Mapping[str, Cell]]) -> str:
    """Rows as CSV (RFC 4180) with a heading."""
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def chart_json(chart: Chart) -> Plain:
    """What a chart draws as JSON, with its sources in full."""
    return {
        "chart": chart.slug,
        "title": chart.title,
        "description": chart.description,
        "columns": [{"name": column.name, "title": column.label} for column in chart.columns],
        "rows": [{column.name: row[column.name] for column in chart.columns} for row in chart.rows],
        "sources": [plain_source(source) for source in chart.sources],
        "licenses": list(LICENCES),
    }


def json_text(value: Plain) -> str:
    """JSON for people and machines."""
    return json.dumps(value, ensure_ascii=False, indent=1)
