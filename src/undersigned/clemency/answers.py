"""An answer becomes a value that can be stored, compared and sent: plain words, numbers, sources."""

from fractions import Fraction
from typing import Any

from undersigned.clemency import omissions, sentences
from undersigned.clemency.comparisons import Answer, Member
from undersigned.clemency.questions import Everyone
from undersigned.clemency.record import Source
from undersigned.clemency.statistics import Figure, Measure

Plain = dict[str, Any]


def plain_number(value: Fraction | None, measure: Measure) -> int | float | None:
    """A figure for machines: a whole count, a percentage with two decimals, or a yearly rate with one."""
    if value is None:
        return None
    if measure is Measure.COUNT:
        return int(value)
    scaled = value * 100 if measure is Measure.SHARE else value
    return float(round(scaled, sentences.DECIMALS[measure]))


def plain_source(source: Source) -> Plain:
    """A source with only the fields that it has."""
    fields = ("source", "publisher", "title", "url", "published", "original", "note")
    return {name: getattr(source, name) for name in fields if getattr(source, name)}


def _plain_figure(one: Figure, measure: Measure) -> Plain:
    found: Plain = {
        "president": one.president.slug,
        "name": one.president.name,
        "figure": plain_number(one.value, measure),
        "mark": one.mark.value,
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "sources": [source.source for source in one.sources],
        "note": one.note,
    }
    if measure is not Measure.COUNT:
        found |= {"granted": one.granted, "base": float(round(one.base, 4)) if one.base else None}
    return found


def _plain_member(member: Member, measure: Measure) -> Plain:
    return {
        **_plain_figure(member.figure, measure),
        "cumulative": plain_number(member.cumulative, measure),
        "holds": member.holds,
    }


def _plain_rank(given: Answer) -> Plain | None:
    if given.rank is None:
        return None
    return {
        "place": given.rank.place,
        "worst": given.rank.worst,
        "known": given.rank.known,
        "tied": given.rank.tied,
    }


def _words(given: Answer) -> Plain:
    return {
        "sentence": sentences.sentence(given),
        "sum": sentences.sum_sentence(given),
        "robustness": sentences.reach_sentence(given),
        "turned": sentences.turn_sentence(given),
        "dated": sentences.dating_sentence(given),
        "leaves_out": list(omissions.leaves_out(given)),
    }


def plain(given: Answer) -> Plain:
    """The answer as JSON holds it.

    `holds` true, false or null; `figure` and `against` numbers or null; `members` the nearest first, each with its
    own figure, mark, sources and the running total; `as_of` the day the figure stands for (null: no figure),
    `asked_as_of` the day asked; `moments` the same claim at earlier dated totals.
    """
    measure = given.question.measure
    everyone = isinstance(given.question.against, Everyone)
    return {
        "query": given.question.query(),
        "president": given.president.slug,
        "name": given.president.name,
        "kind": given.question.kind.value,
        "measure": measure.value,
        "holds": given.holds,
        "settled": given.settled,
        "figure": plain_number(given.figure.value, measure),
        "mark": given.figure.mark.value,
        "as_of": given.figure.as_of.isoformat() if given.figure.as_of else None,
        "asked_as_of": given.question.as_of.isoformat(),
        "against": None if everyone else plain_number(given.against, measure),
        "at_least": None if everyone else plain_number(given.at_least, measure),
        "holds_up_to": given.holds_up_to,
        "verified_up_to": given.verified_up_to,
        "fails_from": given.fails_from,
        "members": [_plain_member(member, measure) for member in given.members],
        "rank": _plain_rank(given),
        "moments": [
            {
                "as_of": moment.as_of.isoformat(),
                "figure": plain_number(moment.figure, measure),
                "holds": moment.holds,
                "holds_up_to": moment.holds_up_to,
                "settled": moment.settled,
            }
            for moment in given.moments
        ],
        "unverified": [one.president.slug for one in given.unverified],
        "unknown": [one.president.slug for one in given.unknown],
        "share_card": given.fit_for_a_card,
        **_words(given),
        "note": given.figure.note,
        "figure_sources": [source.source for source in given.figure.sources],
        "sources": [plain_source(source) for source in given.sources],
    }
