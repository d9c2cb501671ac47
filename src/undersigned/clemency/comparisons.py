"""A question to the record is answered here: who had granted more, how robust that is, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise, takewhile

from undersigned.clemency import reading
from undersigned.clemency.questions import Everyone, Last, Question, Span
from undersigned.clemency.record import Mark, President, Record, Source
from undersigned.clemency.statistics import Figure, Measure, figure, together, unique


@dataclass(frozen=True, slots=True)
class Member:
    """One president compared against; `cumulative` is him and all nearer ones together (None: not known)."""

    figure: Figure
    cumulative: Fraction | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Moment:
    """The same question at an earlier dated total of the same president; `settled` as in the answer."""

    as_of: date
    figure: Fraction
    holds: bool | None
    holds_up_to: int | None
    settled: bool


@dataclass(frozen=True, slots=True)
class Rank:
    """The place among the presidents who can be ranked; `worst` counts everyone unknown as if ahead.

    `known` counts the president and everyone whose figure is known, or known in part and already greater.
    """

    place: int
    worst: int
    known: int
    tied: int
    unknown: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the record says to a question.

    `against` is the members together, None where any is missing or partial; `at_least` is what is known of it.
    `holds`: the figure is greater (True), is not (False), or the record does not say (None).
    `series` goes back over every president before, to show how far the claim reaches.
    """

    question: Question
    president: President
    figure: Figure
    members: tuple[Member, ...]
    against: Fraction | None
    at_least: Fraction | None
    holds: bool | None
    series: tuple[Member, ...]
    moments: tuple[Moment, ...]
    rank: Rank | None

    @property
    def holds_up_to(self) -> int | None:
        """The claim "more than the last N combined" is true for 1 up to this N; None for other questions."""
        if not isinstance(self.question.against, Last) or self.figure.value is None:
            return None
        return _reach(self.series)

    @property
    def fails_from(self) -> int | None:
        """The claim is false for this N and every greater one in the record; None when there is none."""
        failing = sum(1 for _ in takewhile(lambda member: member.holds is False, reversed(self.series)))
        return len(self.series) - failing + 1 if failing else None

    @property
    def verified_up_to(self) -> int | None:
        """How far of `holds_up_to` the claim is true by figures none of which is unverified."""
        reach = self.holds_up_to
        if reach is None or self.figure.mark is Mark.UNVERIFIED:
            return None if reach is None else 0
        members = takewhile(lambda member: member.figure.mark is not Mark.UNVERIFIED, self.series[:reach])
        return sum(1 for _ in members)

    @property
    def unverified(self) -> tuple[Figure, ...]:
        """The figures of this answer that are not verified, the president's own first."""
        return tuple(one for one in self._figures() if one.mark is Mark.UNVERIFIED)

    @property
    def unknown(self) -> tuple[Figure, ...]:
        """The figures that are missing or cover only a part of the term."""
        return tuple(one for one in self._figures() if not one.whole)

    @property
    def settled(self) -> bool:
        """True when the answer would be the same whatever the unverified figures of the others are."""
        if self.figure.mark is Mark.UNVERIFIED or self.holds is None:
            return False
        sure = [member.figure for member in self.members if member.figure.mark is not Mark.UNVERIFIED]
        if len(sure) == len(self.members):
            return True
        if self.holds or self.question.measure is not Measure.COUNT:
            return False
        if isinstance(self.question.against, Everyone):
            return any(greater(self.figure, [one], Measure.COUNT) is False for one in sure)
        return greater(self.figure, sure, Measure.COUNT) is False

    @property
    def fit_for_a_card(self) -> bool:
        """True when every figure is known and verified (or derived from verified ones), so it may be shared."""
        return bool(self.figure.value is not None and all(one.sure for one in self._figures()))

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the figures of this answer were read, each once."""
        return unique(source for one in self._figures() for source in one.sources)

    def _figures(self) -> tuple[Figure, ...]:
        return (self.figure, *(member.figure for member in self.members))


def _reach(series: Sequence[Member]) -> int:
    reach = 0
    for member in series:
        if member.holds is not True:
            break
        reach += 1
    return reach


def greater(subject: Figure, others: Sequence[Figure], measure: Measure) -> bool | None:
    """Whether a figure is greater than others together; None when the record does not say.

    A missing figure is never taken as zero: over it the answer is only ever "no" (counts cannot be negative,
    so what is known may already be enough), or unknown.
    """
    total = together(others, measure)
    complete = all(one.whole for one in others)
    if subject.value is None or total is None or (not complete and measure is not Measure.COUNT):
        return None
    if subject.value > total:
        return True if complete else None
    return False if subject.whole else None


def _members(subject: Figure, others: Sequence[Figure], measure: Measure) -> tuple[Member, ...]:
    members = []
    for end in range(1, len(others) + 1):
        nearer = others[:end]
        total = together(nearer, measure) if all(one.whole for one in nearer) else None
        members.append(Member(others[end - 1], total, greater(subject, nearer, measure)))
    return tuple(members)


def _rank(subject: Figure, others: Sequence[Figure]) -> Rank | None:
    if subject.value is None or not subject.whole:
        return None
    # A partial figure is a least one: it may still be known to be ahead.
    ahead = sum(one.value > subject.value for one in others if one.value is not None)
    tied = sum(one.value == subject.value for one in others if one.whole)
    unknown = tuple(one for one in others if not one.whole)
    undecided = sum(one.value is None or one.value <= subject.value for one in unknown)
    return Rank(ahead + 1, ahead + 1 + undecided, len(others) + 1 - undecided, tied, unknown)


def _opposed(record: Record, president: President, question: Question) -> tuple[President, ...]:
    match question.against:
        case Last(number):
            return record.before(president)[:number]
        case Span(first, last):
            start, end = record.president(first).term_start, record.president(last).term_start
            return tuple(p for p in reversed(record.presidents) if start <= p.term_start <= end)
        case Everyone():
            return _others(record, president, question.as_of)
        case None:
            return ()


def _others(record: Record, president: President, as_of: date) -> tuple[President, ...]:
    return tuple(p for p in record.presidents if p is not president and p.term_start <= as_of)


def _holds(subject: Figure, members: Sequence[Member], rank: Rank | None, question: Question) -> bool | None:
    if isinstance(question.against, Everyone):
        if rank is None:
            return None
        if rank.place > 1 or rank.tied:
            return False
        return True if rank.worst == 1 else None
    return members[-1].holds if members else None


def _answer_at(record: Record, question: Question) -> Answer:
    president = record.president(question.president)

    def read(one: President) -> Figure:
        return figure(record, one, question.kind, question.measure, question.as_of)

    subject = read(president)
    opposed = [read(one) for one in _opposed(record, president, question)]
    rank = _rank(subject, [read(one) for one in _others(record, president, question.as_of)])
    if isinstance(question.against, Everyone):
        opposed.sort(key=lambda one: (one.value is None, -(one.value or 0)))
        members = tuple(Member(one, None, greater(subject, [one], question.measure)) for one in opposed)
        against = at_least = None
    else:
        members = _members(subject, opposed, question.measure)
        against = members[-1].cumulative if members else None
        at_least = together(opposed, question.measure) if members else None
    series = tuple(read(one) for one in record.before(president)) if isinstance(question.against, Last) else ()
    return Answer(
        question=question,
        president=president,
        figure=subject,
        members=members,
        against=against,
        at_least=at_least,
        holds=_holds(subject, members, rank, question),
        series=_members(subject, series, question.measure),
        moments=(),
        rank=rank,
    )


def _moments(record: Record, question: Question, until: date | None) -> tuple[Moment, ...]:
    president = record.president(question.president)
    days = [row.as_of for row in record.snapshots_of(president) if until is not None and row.as_of < until]
    answers = (_answer_at(record, question.at(day)) for day in days)
    return tuple(
        Moment(one.figure.as_of, one.figure.value, one.holds, one.holds_up_to, one.settled)
        for one in answers
        if one.figure.value is not None and one.figure.as_of is not None and one.figure.as_of == one.question.as_of
    )


def answer(question: Question) -> Answer:
    """What the record says to a question, as known on the question's day; deterministic, reads no clock.

    `moments`, for a claim against the last N, are its answers at each earlier dated total of the same
    president, oldest first: those N had all left office, so only the president's own figure moves.
    """
    record = reading.record(question.known_on)
    now = _answer_at(record, question)
    moments = _moments(record, question, now.figure.as_of) if isinstance(question.against, Last) else ()
    return replace(now, moments=moments)


def turned(given: Answer) -> tuple[Moment, Moment] | None:
    """The last two dated totals between which the answer changed; None when it never did."""
    if given.figure.value is None or given.figure.as_of is None:
        return None
    present = Moment(given.figure.as_of, given.figure.value, given.holds, given.holds_up_to, given.settled)
    changes = [(old, new) for old, new in pairwise((*given.moments, present)) if old.holds is not new.holds]
    return changes[-1] if changes else None
