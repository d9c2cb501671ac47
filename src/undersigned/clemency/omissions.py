"""What a comparison leaves out is said here, beside it and computed from the same record."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.clemency import reading
from undersigned.clemency.comparisons import Answer
from undersigned.clemency.questions import Everyone
from undersigned.clemency.record import President, Record
from undersigned.clemency.sentences import kind_name, listed, number, petitions_name, shown, word
from undersigned.clemency.statistics import Figure, Kind, Measure, figure, years_in_office

_TOLD_APART = (Kind.PARDONS, Kind.COMMUTATIONS)
_SPLIT_SINCE = 1945


def leaves_out(given: Answer) -> tuple[str, ...]:
    """What a reader of this answer should know that the answer does not say, the weightiest first."""
    record = reading.record(given.question.known_on)
    found = [
        *_other_kinds(record, given),
        _other_acts(given),
        _proclamations(given),
        _petitions(record, given),
        _time_in_office(given),
        _fiscal_years(record, given),
    ]
    return tuple(filter(None, found))


def _presidents(given: Answer) -> tuple[President, ...]:
    return (given.president, *(member.figure.president for member in given.members))


def _other_kinds(record: Record, given: Answer) -> list[str]:
    if given.question.kind not in _TOLD_APART or isinstance(given.question.against, Everyone):
        return []
    return [_on_kind(record, given, kind) for kind in _TOLD_APART if kind is not given.question.kind]


def _on_kind(record: Record, given: Answer, kind: Kind) -> str:
    measure, as_of = Measure.COUNT, given.question.as_of
    mine = figure(record, given.president, kind, measure, as_of)
    told = {"name": given.president.name, "kind": kind_name(kind)}
    if mine.value is None:
        return (
            _("%(kind)s are not counted here, and the record has no figure for %(name)s then.").capitalize() % told
        )
    told["figure"] = shown(mine.value, measure)
    theirs = [figure(record, member.figure.president, kind, measure, as_of) for member in given.members]
    if not theirs:
        return _("Only one kind is counted here: there were also %(figure)s %(kind)s.") % told
    above = [one for one in theirs if one.value is not None and one.value > mine.value]
    unknown = [one for one in theirs if not one.whole]
    told |= {
        "count": word(len(theirs)),
        "above": word(len(above)) if above else _("none"),
        "figures": _figures(theirs),
    }
    if len(above) == len(theirs):
        text = ngettext(
            "On %(kind)s the same president (%(figure)s) was below: %(figures)s.",
            "On %(kind)s the same president (%(figure)s) was below each of those %(count)s: %(figures)s.",
            len(theirs),
        )
    elif not above and not unknown:
        text = ngettext(
            "On %(kind)s the same president (%(figure)s) was not below: %(figures)s.",
            "On %(kind)s the same president (%(figure)s) was below none of those %(count)s: %(figures)s.",
            len(theirs),
        )
    else:
        text = _("On %(kind)s the same president (%(figure)s) was below %(above)s of those %(count)s: %(figures)s.")
    return text % told


def _figures(figures: list[Figure]) -> str:
    return listed(
        _("%(name)s not known") % {"name": one.president.name}
        if one.value is None
        else f"{one.president.name} {shown(one.value, Measure.COUNT)}" + ("" if one.sure else _(" (not verified)"))
        for one in figures
    )


def _other_acts(given: Answer) -> str:
    kind = given.question.kind
    if kind is Kind.GRANTS:
        return _("All kinds are counted alike: a pardon, a commutation and a remission each count as one.")
    others = [kind_name(one) for one in Kind if one not in {kind, Kind.GRANTS}]
    told = {"kind": kind_name(kind), "others": listed(others)}
    return _("Only %(kind)s are counted; %(others)s are not.") % told


def _proclamations(given: Answer) -> str:
    general = _("Acts by proclamation, which free many people at once, are not counted.")
    named = [
        _("%(name)s: %(what)s") % {"name": president.name, "what": president.leaves_out}
        for president in _presidents(given)
        if president.leaves_out and not isinstance(given.question.against, Everyone)
    ]
    if not named:
        return general
    return _("%(general)s Left out in this comparison: %(named)s.") % {
        "general": general,
        "named": "; ".join(named),
    }


def _petitions(record: Record, given: Answer) -> str:
    if given.question.measure is Measure.SHARE:
        return _("A grant often answers a petition received in an earlier year or under an earlier president.")
    share = figure(record, given.president, given.question.kind, Measure.SHARE, given.question.as_of)
    told = {"petitions": petitions_name(given.question.kind), "name": given.president.name}
    if share.value is None or share.base is None:
        return _("It does not weigh how many asked: the record has no number of %(petitions)s as of then.") % told
    told |= {"received": number(share.base), "share": shown(share.value, Measure.SHARE)}
    text = _("It does not weigh how many asked: %(received)s %(petitions)s came under %(name)s (%(share)s).")
    return text % told


def _time_in_office(given: Answer) -> str:
    if given.question.measure is Measure.PER_YEAR or not given.members or given.figure.as_of is None:
        return ""
    mine = years_in_office(given.president, given.figure.as_of)
    theirs = sum((years_in_office(p, given.question.as_of) for p in _presidents(given)[1:]), Fraction(0))
    if isinstance(given.question.against, Everyone):
        return _("It does not weigh how long each was in office.")
    told = {"mine": number(mine, 1), "theirs": number(theirs, 1)}
    return _("It does not weigh time in office: %(mine)s years against %(theirs)s together.") % told


def _fiscal_years(record: Record, given: Answer) -> str:
    early = [p for p in _presidents(given) if p.term_start.year < _SPLIT_SINCE]
    if not early:
        return ""
    return _(
        "Before 1945 the Justice Department put each fiscal year under one president, "
        "even when the office changed hands during it."
    )
