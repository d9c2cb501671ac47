"""A question to the record is read from an address or a command line, and a wrong one is told what is possible."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.clemency import reading
from undersigned.clemency.record import President, Record
from undersigned.clemency.statistics import Kind, Measure

FIRST_DAY = date(1900, 1, 1)
LONGEST_QUERY = 1000
MOST_FIELDS = 20
_CALLED = {"all": Kind.GRANTS, "total": Kind.GRANTS, "clemency": Kind.GRANTS}


class Unanswerable(Exception):
    """The question cannot be asked of this record; `errors` says why and what is possible, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Last:
    """Against the last so many presidents before, combined."""

    number: int


@dataclass(frozen=True, slots=True)
class Span:
    """Against the presidents from one to another (slugs, the earlier first), combined."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Everyone:
    """Against every other president in the record, one by one: a rank."""


@dataclass(frozen=True, slots=True)
class Question:
    """Who (slug), what kind, which measure, against whom (None: a figure alone), as of when, as known when."""

    president: str
    kind: Kind
    measure: Measure
    against: Last | Span | Everyone | None
    as_of: date
    known_on: date | None = None

    def query(self) -> str:
        """The question as the query of an address; `ask` reads it back to an equal question."""
        fields = {"president": self.president, "kind": self.kind.value}
        if self.measure is not Measure.COUNT:
            fields["measure"] = self.measure.value
        match self.against:
            case Last(number):
                fields["last"] = str(number)
            case Span(first, last):
                fields |= {"from": first, "to": last}
            case Everyone():
                fields["against"] = "everyone"
        fields["as_of"] = self.as_of.isoformat()
        if self.known_on is not None:
            fields["known_on"] = self.known_on.isoformat()
        return urlencode(fields)

    def at(self, as_of: date) -> "Question":
        """The same question as of another day."""
        return replace(self, as_of=as_of)


def fields_of(query: str) -> dict[str, str]:
    """The fields of a query string, or of a whole address with one; raises Unanswerable when it is too long."""
    asked = query.partition("#")[0].rpartition("?")[2]
    try:
        if len(query) <= LONGEST_QUERY:
            return dict(parse_qsl(asked, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:  # more fields than a question has
        pass
    raise Unanswerable({"query": _("The question is too long.")})


def _names(presidents: tuple[President, ...]) -> str:
    return ", ".join(president.name for president in presidents)


def _squeezed(slug: str) -> str:
    return slug.replace("-", "")  # so that “George H.W. Bush” is found


def find_president(record: Record, text: str) -> President:
    """The president of a name, a slug or a surname that only one bears; raises Unanswerable naming the choice."""
    wanted = slugify(text[:100])
    if not wanted:
        raise Unanswerable({"president": _("Name a president: %(names)s.") % {"names": _names(record.presidents)}})
    for president in record.presidents:
        if _squeezed(wanted) in map(_squeezed, (president.slug, *map(slugify, president.also_called))):
            return president
    near = tuple(p for p in record.presidents if f"-{wanted}-" in f"-{p.slug}-")
    if len(near) == 1:
        return near[0]
    told = {"name": text[:100], "names": _names(near or record.presidents)}
    if near:
        raise Unanswerable({"president": _("“%(name)s” may be any of these: %(names)s.") % told})
    raise Unanswerable({"president": _("The record has no president “%(name)s”. It has: %(names)s.") % told})


def _kind(text: str) -> Kind:
    folded = text.strip().lower()
    for kind in Kind:
        if folded in {kind.value, kind.value.removesuffix("s")}:
            return kind
    if folded in _CALLED:
        return _CALLED[folded]
    told = {"kind": text[:100], "kinds": ", ".join(Kind)}
    raise Unanswerable({"kind": _("“%(kind)s” is no kind in the record. Choose one of: %(kinds)s.") % told})


def _measure(text: str) -> Measure:
    folded = text.strip().lower().replace("_", "-")
    if folded in {measure.value for measure in Measure}:
        return Measure(folded)
    told = {"measure": text[:100], "measures": ", ".join(Measure)}
    raise Unanswerable({"measure": _("“%(measure)s” is no measure. Choose one of: %(measures)s.") % told})


def _shown(day: date) -> str:
    return date_format(day, "j F Y")


def _day(field: str, text: str, first: date, today: date, why: str) -> date:
    told = {"text": text[:100], "first": _shown(first), "last": _shown(today), "why": why}
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Unanswerable(
            {field: _("“%(text)s” is no date. Write it like 2016-01-07, from %(first)s to %(last)s.") % told}
        ) from None
    if not first <= day <= today:
        raise Unanswerable({field: _("%(why)s Choose a date from %(first)s to %(last)s.") % told})
    return day


def _as_of(text: str, president: President | None, today: date) -> date:
    if not text.strip():
        return today
    day = _day("as_of", text, FIRST_DAY, today, _("The record starts in 1900 and ends today."))
    if president is not None and day < president.term_start:
        told = {"name": president.name, "start": _shown(president.term_start)}
        raise Unanswerable(
            {"as_of": _("%(name)s took office on %(start)s; choose a date from that day on.") % told}
        )
    return day


def _known_on(text: str, today: date) -> date | None:
    if not text.strip():
        return None
    first = reading.rows().dates()[0]
    return _day("known_on", text, first, today, _("The record was first written down on the first of these days."))


def _last(record: Record, president: President, text: str) -> Last:
    most = len(record.before(president))
    if not most:
        message = _("The record begins with %(name)s; it has nobody before. Choose another president.")
        raise Unanswerable({"last": message % {"name": president.name}})
    written = text.strip()
    if written.isascii() and written.isdecimal() and len(written) < 6 and 1 <= int(written) <= most:
        return Last(int(written))
    message = ngettext(
        "The record has %(most)d president before %(name)s. Choose 1.",
        "The record has %(most)d presidents before %(name)s. Choose a number from 1 to %(most)d.",
        most,
    )
    raise Unanswerable({"last": message % {"most": most, "name": president.name}})


def _span(record: Record, president: President, first: str, last: str) -> Span:
    found = {}
    for field, text in (("from", first or last), ("to", last or first)):
        try:
            found[field] = find_president(record, text)
        except Unanswerable as error:
            raise Unanswerable({field: error.errors["president"]}) from error
    told = {"first": found["from"].name, "last": found["to"].name, "name": president.name}
    if found["from"].term_start > found["to"].term_start:
        message = _("%(last)s came before %(first)s. Put the earlier one first: from %(last)s to %(first)s.")
        raise Unanswerable({"from": message % told})
    if found["from"].term_start <= president.term_start <= found["to"].term_start:
        message = _("%(name)s is among those from %(first)s to %(last)s. Choose a range without %(name)s.")
        raise Unanswerable({"to": message % told})
    return Span(found["from"].slug, found["to"].slug)


def _against(record: Record, president: President, fields: Mapping[str, str]) -> Last | Span | Everyone | None:
    last, first, to = (fields.get(name, "").strip() for name in ("last", "from", "to"))
    chosen = fields.get("against", "").strip().lower()
    if not chosen and last and (first or to):
        raise Unanswerable({"last": _("Choose one: the last presidents before, or those from one to another.")})
    if not chosen:
        chosen = "last" if last else "span" if first or to else "nobody"
    match chosen:
        case "last":
            return _last(record, president, last)
        case "span":
            return _span(record, president, first, to)
        case "everyone":
            return Everyone()
        case "nobody":
            return None
    raise Unanswerable({"against": _("Choose one of: last, span, everyone, nobody.")})


def _all_in_office(record: Record, against: Last | Span | Everyone | None, as_of: date | None) -> None:
    if not isinstance(against, Span) or as_of is None:
        return
    last = record.president(against.last)
    if as_of < last.term_start:
        message = _("%(name)s took office on %(start)s, after the day asked. Choose a later day, or others.")
        raise Unanswerable({"to": message % {"name": last.name, "start": _shown(last.term_start)}})


Read = TypeVar("Read")


def _tried(errors: dict[str, str], read: Callable[..., Read], *arguments: object) -> Read | None:
    try:
        return read(*arguments)
    except Unanswerable as error:
        errors.update(error.errors)
        return None


def ask(fields: Mapping[str, str], today: date) -> Question:
    """The question that these fields ask (president, kind, measure, last | from, to | against, as_of, known_on).

    Fields left empty: kind commutations, measure count, against nobody, as of today, as known today.
    Raises Unanswerable with every field that is wrong at once.
    """
    errors: dict[str, str] = {}
    known_on = _tried(errors, _known_on, fields.get("known_on", ""), today)
    record = reading.record(known_on)
    president = _tried(errors, find_president, record, fields.get("president", ""))
    kind = _tried(errors, _kind, fields.get("kind") or Kind.COMMUTATIONS)
    measure = _tried(errors, _measure, fields.get("measure") or Measure.COUNT)
    as_of = _tried(errors, _as_of, fields.get("as_of", ""), president, today)
    against = _tried(errors, _against, record, president, fields) if president else None
    _tried(errors, _all_in_office, record, against, as_of)
    if errors or president is None or kind is None or measure is None or as_of is None:
        raise Unanswerable(errors)
    return Question(president.slug, kind, measure, against, as_of, known_on)
