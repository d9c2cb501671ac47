"""The clemency record as people read it: the whole, one president, a comparison, and the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.clemency import (
    answer_charts,
    charts,
    comparisons,
    omissions,
    package,
    questions,
    reading,
    sentences,
)
from undersigned.clemency.charts import mark_name
from undersigned.clemency.comparisons import Answer
from undersigned.clemency.questions import Everyone, Last, Question, Unanswerable
from undersigned.clemency.record import President, Record, Row, Snapshot, Source
from undersigned.clemency.sentences import written
from undersigned.clemency.statistics import Figure, Kind, Measure, figure, unique
from undersigned.kit import access, clock
from undersigned.pages.clemency_charts import figured
from undersigned.pages.clemency_form import FIRST_ASKED, CompareForm, shown_as
from undersigned.pages.clemency_reply import BAD_REQUEST, Made, kept, page, reply

PAGES_KEPT = 500
RECORD, COMPARE, DATA = "/clemency", "/clemency/compare", "/clemency/data"
KINDS = (Kind.PARDONS, Kind.COMMUTATIONS, Kind.GRANTS)
#: The claim the platform was founded on, and a reader could not check.
FOUNDING = Question("barack-obama", Kind.COMMUTATIONS, Measure.COUNT, Last(5), date(2016, 1, 7))


@dataclass(frozen=True)
class Asked:
    """A question with its answer in words, and the address that asks it."""

    answer: Answer
    address: str
    sentence: str


@dataclass(frozen=True)
class Line:
    """A president's line in the table of the whole record."""

    president: President
    figures: tuple[Figure, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Headline:
    """A number at the head of the record, over verified figures only: what it is, and as of when."""

    number: str
    what: str
    as_of: str


def asked(question: Question) -> Asked:
    """What the record says to a question, for a page."""
    given = comparisons.answer(question)
    return Asked(given, f"{COMPARE}?{question.query()}", sentences.sentence(given))


@access.public
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The record in one view."""
    return reply(request, record_page(clock.now().date()))


@access.public
@require_safe
def president(request: HttpRequest, slug: str) -> HttpResponse:
    """One president's figures, sources and comparisons; 404 for a name that is not in the record."""
    made = president_page(slug, clock.now().date())
    if made is None:
        raise Http404(_("The record has no such president."))
    return reply(request, made)


@access.public
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """A comparison; 400, with the form kept, for a question that the record cannot be asked."""
    return reply(request, compare_page(request.META["QUERY_STRING"], clock.now().date()))


@access.public
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Where the whole record is given away."""
    return reply(request, data_page())


@kept(4)
def record_page(today: date) -> Made:
    """The page of the whole record."""
    known = reading.record()
    lines = [_line(known, one, today) for one in reversed(known.presidents)]
    context = {
        "known_on": known.known_on,
        "headlines": list(_headlines(lines)),
        "founding": asked(FOUNDING),
        "charts": [figured(chart, f"{RECORD}/charts/{slug}") for slug, chart in charts.charts().items()],
        "lines": lines,
    }
    return page("clemency/record.html", RECORD, context)


def _line(known: Record, one: President, today: date) -> Line:
    counted = [figure(known, one, kind, Measure.COUNT, today) for kind in KINDS]
    shared = figure(known, one, Kind.GRANTS, Measure.SHARE, today)
    received = sentences.number(shared.base) if shared.base else _("not known")
    texts = [written(found, Measure.COUNT) for found in counted]
    return Line(one, tuple(counted), (*texts, received, written(shared, Measure.SHARE)))


def _headlines(lines: Sequence[Line]) -> Iterator[Headline]:
    years = charts.charts()["grants-by-year"].rows
    total = sum(int(row["total_acts_of_clemency"] or 0) for row in years)
    span = _("fiscal years %(first)s to %(last)s") % {"first": years[0]["year"], "last": years[-1]["year"]}
    yield Headline(sentences.number(total), _("acts of clemency of every kind"), span)
    for place, kind in enumerate((Kind.PARDONS, Kind.COMMUTATIONS)):
        most = max(
            (line.figures[place] for line in lines if line.figures[place].sure), key=lambda one: one.value or 0
        )
        told = {"kind": sentences.kind_name(kind), "name": most.president.name}
        as_of = _("as of %(day)s") % {"day": sentences.day(most.as_of)} if most.as_of else ""
        text = _("%(kind)s by %(name)s, the most of the verified figures") % told
        yield Headline(sentences.number(most.value or 0), text, as_of)


@kept(64)
def president_page(slug: str, today: date) -> Made | None:
    """The page of one president; None when the record has no such slug."""
    known = reading.record()
    place = next((place for place, one in enumerate(known.presidents) if one.slug == slug), None)
    if place is None:
        return None
    one = known.presidents[place]
    ranked = [(Kind.PARDONS, Measure.COUNT), (Kind.COMMUTATIONS, Measure.COUNT), (Kind.GRANTS, Measure.SHARE)]
    years = charts.of_president(one)
    address = f"{RECORD}/presidents/{slug}"
    context = {
        "president": one,
        "figures": list(_figures(known, one, today)),
        "places": [asked(Question(slug, kind, measure, Everyone(), today)) for kind, measure in ranked],
        "before": asked(Question(slug, Kind.COMMUTATIONS, Measure.COUNT, Last(1), today)) if place else None,
        "dated": [(row, _dated(row), _claims(row)) for row in known.snapshots_of(one)],
        "years": figured(years, f"{RECORD}/charts/{years.slug}") if years else None,
        "sources": _sources(known, one),
        "earlier": known.presidents[place - 1] if place else None,
        "later": known.presidents[place + 1] if place + 1 < len(known.presidents) else None,
    }
    return page("clemency/president.html", address, context)


def _figures(known: Record, one: President, today: date) -> Iterator[tuple[str, str, str, date | None]]:
    for kind in Kind:
        found = figure(known, one, kind, Measure.COUNT, today)
        text = written(found, Measure.COUNT)
        yield sentences.kind_name(kind).capitalize(), text, mark_name(found.mark), found.as_of
    for column, label in (
        ("petitions_received_pardon", _("Petitions for pardon received")),
        ("petitions_received_commutation", _("Petitions for commutation received")),
        ("petitions_received_total", _("Petitions received, all kinds")),
        ("denied_or_closed_total", _("Petitions denied or closed without action")),
    ):
        as_of = one.term_end if column in one.figures else None
        yield label, _counted(one, column), mark_name(one.mark(column)), as_of


def _counted(row: Row, column: str) -> str:
    """A figure of a row as a page says it."""
    return sentences.marked(row.figures.get(column), row.mark(column), Measure.COUNT)


def _dated(snapshot: Snapshot) -> tuple[str, str]:
    return _counted(snapshot, "pardons_granted"), _counted(snapshot, "commutations_granted")


def _claims(snapshot: Snapshot) -> list[Asked]:
    return [
        asked(Question(snapshot.president, Kind.COMMUTATIONS, Measure.COUNT, Last(number), snapshot.as_of))
        for number in snapshot.claim_last
    ]


def _sources(known: Record, one: President) -> tuple[Source, ...]:
    rows = (one, *known.snapshots_of(one), *known.years_of(one))
    return unique(source for row in rows for source in row.sources)


@kept(PAGES_KEPT)
def compare_page(query: str, today: date) -> Made:
    """The page of the question in a query string; without one, of the founding claim."""
    raw: dict[str, str] = {}
    try:
        raw = questions.fields_of(query) or dict(FIRST_ASKED)
        question = questions.ask(raw, today)
    except Unanswerable as error:
        named = {field: message for field, message in error.errors.items() if field in CompareForm(raw).fields}
        rest = [("", message) for field, message in error.errors.items() if field not in named]
        form = CompareForm({**FIRST_ASKED, **raw}, named)
        return page("clemency/compare.html", COMPARE, {"form": form, "errors": rest}, BAD_REQUEST)
    return page("clemency/compare.html", COMPARE, _compared(question))


def _compared(question: Question) -> dict[str, Any]:
    found = asked(question)
    chart = answer_charts.chart(found.answer)
    return {
        "form": CompareForm(shown_as(question)),
        "asked": found,
        "query": question.query(),
        "claims": question.against is not None,
        "sum": sentences.sum_sentence(found.answer),
        "reach": sentences.reach_sentence(found.answer),
        "turned": sentences.turn_sentence(found.answer),
        "dated": sentences.dating_sentence(found.answer),
        "leaves_out": omissions.leaves_out(found.answer),
        "moments": [(one, sentences.shown(one.figure, question.measure)) for one in found.answer.moments],
        "chart": figured(chart, COMPARE, question.query()) if chart else None,
        "mark": mark_name(found.answer.figure.mark),
        "sources": found.answer.sources,
        "known_on": question.known_on,
    }


@kept(4)
def data_page() -> Made:
    """The page of the data: every file, its columns, the licence and the sources."""
    told = package.described("")
    context = {"package": told, "known_on": reading.record().known_on, "sources": reading.rows().sources.values()}
    return page("clemency/data.html", DATA, context)
