"""The clemency record as files: pictures, tables and the whole, for sharing and for machines."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.clemency import (
    answer_charts,
    answers,
    charts,
    comparisons,
    drawing,
    package,
    questions,
    reading,
    sentences,
    specs,
)
from undersigned.clemency.charts import Chart
from undersigned.clemency.comparisons import Answer
from undersigned.clemency.questions import Unanswerable
from undersigned.clemency.specs import Look
from undersigned.kit import access, clock
from undersigned.pages.clemency_reply import CSV, PNG, SVG, Made, json, kept, problem, reply, site

FILES_KEPT = 500
_OF_PRESIDENT = "years-of-"


@access.public
@require_safe
def chart(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A chart of the record as svg, png, csv or json; 404 for an unknown one."""
    made = chart_file(slug, kind, _look(request))
    if made is None:
        raise Http404(_("There is no such chart."))
    return reply(request, made, f"{slug}.{kind}")


@access.public
@require_safe
def comparison(request: HttpRequest, kind: str) -> HttpResponse:
    """A comparison as svg, png (its share card), csv or json; 400 as problem details, 404 where there is none."""
    made = comparison_file(request.META["QUERY_STRING"], kind, _look(request), clock.now().date())
    if made is None:
        raise Http404(_("There is no such picture: it is one figure alone, or a figure is missing or unverified."))
    return reply(request, made, f"comparison.{kind}")


@access.public
@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """The whole record as one JSON file."""
    return reply(request, whole_file(), "clemency.json")


@access.public
@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """The data package's description."""
    return reply(request, described_file(), "datapackage.json")


@access.public
@require_safe
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One file of the record as it stands; 404 for any other name."""
    try:
        body = package.file(f"{name}.csv")
    except KeyError as error:
        raise Http404(_("The record has no such file.")) from error
    return reply(request, Made(body, CSV), f"{name}.csv")


def _look(request: HttpRequest) -> Look:
    dark, narrow = request.GET.get("theme") == "dark", request.GET.get("width") == "narrow"
    return Look("dark" if dark else "light", "narrow" if narrow else "wide")


@kept(FILES_KEPT)
def chart_file(slug: str, kind: str, look: Look) -> Made | None:
    """A chart of the record as a file; None where there is no such chart."""
    found = _chart(slug)
    return _file(found, kind, look) if found else None


@kept(1)
def whole_file() -> Made:
    """The whole record as JSON."""
    return json(package.whole(settings.UNDERSIGNED_URL))


@kept(1)
def described_file() -> Made:
    """The data package's description as JSON."""
    return json(package.described(settings.UNDERSIGNED_URL))


def _chart(slug: str) -> Chart | None:
    if slug.startswith(_OF_PRESIDENT):
        wanted = slug.removeprefix(_OF_PRESIDENT)
        found = next((one for one in reading.record().presidents if one.slug == wanted), None)
        return charts.of_president(found) if found else None
    return charts.charts().get(slug)


def _file(found: Chart, kind: str, look: Look) -> Made:
    if kind == "csv":
        return Made(package.chart_csv(found).encode(), CSV)
    if kind == "json":
        return json(package.chart_json(found))
    spec = found.spec(look)
    if kind == "png":
        known_on = sentences.day(reading.record().known_on)
        under = _("As known on %(day)s. Sources: %(site)s") % {"day": known_on, "site": site()}
        return Made(drawing.png(specs.shared(spec, found.title, under), scale=2).body, PNG)
    return Made(drawing.svg(spec, found.title, found.description).body, SVG)


@kept(FILES_KEPT)
def comparison_file(query: str, kind: str, look: Look, today: date) -> Made | None:
    """A comparison as a file; None where it has no such picture."""
    try:
        given = comparisons.answer(questions.ask(questions.fields_of(query), today))
    except Unanswerable as error:
        return problem(error)
    if kind == "json":
        return json(answers.plain(given))
    return _card(given) if kind == "png" else _drawn(given, kind, look)


def _drawn(given: Answer, kind: str, look: Look) -> Made | None:
    found = answer_charts.chart(given)
    return _file(found, kind, look) if found else None


def _card(given: Answer) -> Made | None:
    picture = answer_charts.card(given, site())
    return Made(picture.body, PNG) if picture else None
