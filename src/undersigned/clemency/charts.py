"""The record is drawn here: each chart with its title, its description in words, and the table of what it shows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from undersigned.clemency import reading, specs
from undersigned.clemency.record import Mark, President, Record, Source
from undersigned.clemency.sentences import kind_name, listed, number, shown, written
from undersigned.clemency.specs import Bar, Look, Panel, Spec
from undersigned.clemency.statistics import Figure, Kind, Measure, Year, by_year, figure, unique

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart's table: its name for machines, its heading for people, and whether it holds numbers."""

    name: str
    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and its table. A cell that is None is not known, and is drawn as not known."""

    slug: str
    title: str
    description: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...]
    sources: tuple[Source, ...]
    spec: Callable[[Look], Spec]


def mark_name(mark: Mark) -> str:
    """A mark as people read it."""
    return {
        Mark.VERIFIED: _("verified"),
        Mark.DERIVED: _("derived"),
        Mark.PARTIAL: _("part of the time"),
        Mark.UNVERIFIED: _("not verified"),
        Mark.MISSING: _("not known"),
    }[mark]


def bar(one: Figure, measure: Measure, strong: bool = True) -> Bar:
    """A president's figure as a bar."""
    value = None if one.value is None else float(one.value)
    return Bar(one.president.name, value, written(one, measure), one.mark, strong)


def _figure_columns(label: str) -> tuple[Column, ...]:
    return (
        Column("president", _("President")),
        Column("figure", label, numeric=True),
        Column("mark", _("How sure")),
        Column("as_of", _("As of")),
        Column("sources", _("Sources")),
    )


def _figure_row(one: Figure, measure: Measure) -> Mapping[str, Cell]:
    value: Cell = None
    if one.value is not None:
        value = int(one.value) if measure is Measure.COUNT else float(round(one.value * 100, 2))
    return {
        "president": one.president.name,
        "figure": value,
        "mark": one.mark.value,
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "sources": " ".join(source.source for source in one.sources),
    }


def _names(figures: Iterable[Figure]) -> str:
    return listed(one.president.name for one in figures)


def _by_president(record: Record, slug: str, kind: Kind, measure: Measure, title: str, intro: str) -> Chart:
    figures = [_whole_term(record, one, kind, measure) for one in reversed(record.presidents)]
    if measure is Measure.SHARE:
        figures = [one for one in figures if one.value is not None]
    return Chart(
        slug=slug,
        title=title,
        description=" ".join(filter(None, (intro, _extremes(figures, measure), _unsure(figures)))),
        columns=_figure_columns(_("Percent") if measure is Measure.SHARE else kind_name(kind).capitalize()),
        rows=tuple(_figure_row(one, measure) for one in figures),
        sources=unique(source for one in figures for source in one.sources),
        spec=lambda look: specs.bars(look, [bar(one, measure) for one in figures]),
    )


def _whole_term(record: Record, president: President, kind: Kind, measure: Measure) -> Figure:
    return figure(record, president, kind, measure, president.term_end or date.max)


def _extremes(figures: Sequence[Figure], measure: Measure) -> str:
    known = [one for one in figures if one.value is not None and one.sure]
    most = max(known, key=lambda one: one.value or Fraction(0))
    least = min(known, key=lambda one: one.value or Fraction(0))
    told = {
        "most": most.president.name,
        "most_figure": shown(most.value or Fraction(0), measure),
        "least": least.president.name,
        "least_figure": shown(least.value or Fraction(0), measure),
    }
    return (
        _(
            "Of the verified figures the highest is %(most)s's, %(most_figure)s, and the lowest %(least)s's, "
            "%(least_figure)s."
        )
        % told
    )


def _unsure(figures: Sequence[Figure]) -> str:
    parts = (
        (
            _("Not verified, drawn as hollow bars: %(names)s."),
            [one for one in figures if one.mark is Mark.UNVERIFIED],
        ),
        (_("A part of the term only: %(names)s."), [one for one in figures if one.mark is Mark.PARTIAL]),
        (_("Not known: %(names)s."), [one for one in figures if one.mark is Mark.MISSING]),
    )
    return " ".join(text % {"names": _names(found)} for text, found in parts if found)


def _year_chart(
    record: Record, slug: str, title: str, description: str, panels: Sequence[tuple[str, str]], first: int = 1900
) -> Chart:
    columns = [column for column, _title in panels]
    found = [year for year in by_year(record, columns) if year.year >= first]
    return Chart(
        slug=slug,
        title=title,
        description=description,
        columns=(
            Column("year", _("Fiscal year")),
            *(part for column, label in panels for part in _marked(column, label)),
            Column("president", _("President")),
            Column("sources", _("Sources")),
        ),
        rows=tuple(_year_row(year, columns) for year in found),
        sources=unique(source for year in found for source in year.sources),
        spec=lambda look: specs.years(
            look, [_panel(column, label, found, len(panels)) for column, label in panels]
        ),
    )


def _marked(column: str, label: str) -> tuple[Column, Column]:
    """A figure's column, and beside it the one that says how sure it is."""
    return Column(column, label, numeric=True), Column(f"{column}_mark", _("How sure"))


def _panel(column: str, label: str, found: Sequence[Year], count: int) -> Panel:
    values = [(year.year, year.figures[column], not _solid(year.marks[column])) for year in found]
    return Panel(label, values, _note(values), 180 if count == 1 else 130)


def _solid(mark: Mark) -> bool:
    """True when a bar of this mark is drawn filled."""
    return mark not in {Mark.PARTIAL, Mark.UNVERIFIED}


def _note(values: Iterable[tuple[int, int | None, bool]]) -> str:
    """What shaded and hollow mean, where a year is so."""
    drawn = list(values)
    shaded = _("Shaded: not known.") if any(value is None for _year, value, _hollow in drawn) else ""
    hollow = any(hollow and value is not None for _year, value, hollow in drawn)
    return " ".join(filter(None, (shaded, _("Hollow: not sure.") if hollow else "")))


def _year_row(year: Year, columns: Sequence[str]) -> Mapping[str, Cell]:
    return {
        "year": year.year,
        **{column: year.figures[column] for column in columns},
        **{f"{column}_mark": year.marks[column].value for column in columns},
        "president": listed(year.presidents),
        "sources": " ".join(source.source for source in year.sources),
    }


def _grants_by_year(record: Record) -> Chart:
    years = by_year(record, ["total_acts_of_clemency"])
    known = [(year.figures["total_acts_of_clemency"] or 0, year.year) for year in years]
    told = {"total": number(sum(count for count, _year in known)), "first": years[0].year, "last": years[-1].year}
    told |= {"most": number(max(known)[0]), "year": max(known)[1]}
    text = _(
        "Acts of clemency of every kind granted in each fiscal year from %(first)s to %(last)s, %(total)s in all. "
        "The most in one year were %(most)s, in %(year)s."
    )
    return _year_chart(
        record,
        "grants-by-year",
        _("Acts of clemency by fiscal year"),
        text % told,
        [("total_acts_of_clemency", _("Acts of clemency"))],
    )


def _kinds_by_year(record: Record) -> Chart:
    panels = [("pardons_granted", _("Pardons")), ("commutations_granted", _("Commutations"))]
    return _year_chart(
        record,
        "kinds-by-year",
        _("Pardons and commutations by fiscal year"),
        _(
            "Pardons and commutations apart, in each fiscal year for which the sources we read tell them apart: "
            "1900 to 1921 and a few later years. Shaded years are not known by kind; they are not zero."
        ),
        panels,
    )


def _received_and_granted(record: Record) -> Chart:
    panels = [("petitions_received_total", _("Petitions received")), ("total_acts_of_clemency", _("Granted"))]
    return _year_chart(
        record,
        "received-and-granted",
        _("Petitions received and acts of clemency granted"),
        _(
            "Petitions received, and acts of clemency granted, in each fiscal year from 1978 on; the two rows have "
            "scales of their own. The figure of petitions received in 2018 is of nine months and drawn hollow; "
            "those of 2019 to 2021 are not known and shaded."
        ),
        panels,
        first=1978,
    )


def _build(record: Record) -> tuple[Chart, ...]:
    count, share = Measure.COUNT, Measure.SHARE
    return (
        _by_president(
            record,
            "commutations-by-president",
            Kind.COMMUTATIONS,
            count,
            _("Commutations by president"),
            _("Sentences commuted by each president, the latest first, from fiscal year 1900 on."),
        ),
        _by_president(
            record,
            "pardons-by-president",
            Kind.PARDONS,
            count,
            _("Pardons by president"),
            _("Pardons granted by each president, the latest first, from fiscal year 1900 on."),
        ),
        _grants_by_year(record),
        _kinds_by_year(record),
        _received_and_granted(record),
        _by_president(
            record,
            "share-granted",
            Kind.GRANTS,
            share,
            _("Share granted of petitions received"),
            _(
                "Acts of clemency granted by each president as a percentage of the petitions for clemency received "
                "in the same time, where both are known."
            ),
        ),
    )


@lru_cache(maxsize=16)
def _charts(known_on: date, language: str | None) -> Mapping[str, Chart]:
    with override(language):
        return {chart.slug: chart for chart in _build(reading.record(known_on))}


def charts() -> Mapping[str, Chart]:
    """The charts of the record as known now, by slug, in the order in which they are shown."""
    return _charts(reading.record().known_on, get_language())


def of_president(president: President) -> Chart | None:
    """A president's acts of clemency by fiscal year; None where the record has no years."""
    record = reading.record()
    years = record.years_of(president)
    if not years:
        return None
    told = {"name": president.name, "first": years[0].year, "last": years[-1].year}
    column = "total_acts_of_clemency"
    values = [(year.year, year.figures.get(column), not _solid(year.mark(column))) for year in years]
    return Chart(
        slug=f"years-of-{president.slug}",
        title=_("Acts of clemency by fiscal year: %(name)s") % told,
        description=_(
            "Acts of clemency of every kind granted under %(name)s in each fiscal year, %(first)s to %(last)s."
        )
        % told,
        columns=(
            Column("year", _("Fiscal year")),
            *_marked(column, _("Acts of clemency")),
            Column("sources", _("Sources")),
        ),
        rows=tuple(
            {
                "year": f"{year.year} ({year.part})" if year.part else year.year,
                column: year.figures.get(column),
                f"{column}_mark": year.mark(column).value,
                "sources": " ".join(source.source for source in year.sources),
            }
            for year in years
        ),
        sources=unique(source for year in years for source in year.sources),
        spec=lambda look: specs.years(look, [Panel(_("Acts of clemency"), values, _note(values), 160)]),
    )
