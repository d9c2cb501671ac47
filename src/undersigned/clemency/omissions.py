"""What a comparison leaves out is said here, beside it and computed from the same record."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.clemency import reading
from undersigned.clemency.comparisons import Answer
from undersigned.clemency.questions import Everyone
from undersigned.clemency.record import Mark, President, Record
from undersigned.clemency.sentences import day, kind_name, listed, number, petitions_name, shown, word, written
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
        _terms_apart(given),
        _fiscal_years(given),
    ]
    return tuple(filter(None, found))


def for_a_card(given: Answer) -> str:
    """The weightiest of what a comparison leaves out; empty where it would rest on an unverified figure."""
    record = reading.record(given.question.known_on)
    doubtful = any(
        figure(record, president, kind, Measure.COUNT, given.question.as_of).mark is Mark.UNVERIFIED
        for president in _presidents(given)
        for kind in _TOLD_APART
    )
    return "" if doubtful or not given.members else leaves_out(given)[0]


def _presidents(given: Answer) -> tuple[President, ...]:
    return (given.president, *(member.figure.president for member in given.members))


def _other_kinds(record: Record, given: Answer) -> list[str]:
    if given.question.kind not in _TOLD_APART or isinstance(given.question.against, Everyone):
        return []
    return [_on_kind(record, given, kind) for kind in _TOLD_APART if kind is not given.question.kind]


def _on_kind(record: Record, given: Answer, kind: Kind) -> str:
    as_of = given.question.as_of
    mine = figure(record, given.president, kind, Measure.COUNT, as_of)
    told = {"name": given.president.name, "kind": kind_name(kind), "day": day(as_of)}
    if mine.value is None:
        told["kind"] = told["kind"].capitalize()
        return _("%(kind)s are not counted here; the record has no figure by %(name)s as of %(day)s.") % told
    told["figure"] = _own(mine)
    if mine.as_of is not None and mine.as_of != given.figure.as_of:
        dated = {"figure": told["figure"], "day": day(mine.as_of)}
        told["figure"] = _("%(figure)s as of %(day)s") % dated
    theirs = [figure(record, member.figure.president, kind, Measure.COUNT, as_of) for member in given.members]
    if not theirs:
        return _("Only one kind is counted here; of %(kind)s there were %(figure)s.") % told
    return _against(mine, theirs) % told


def _own(mine: Figure) -> str:
    told = {"figure": shown(mine.value or Fraction(0), Measure.COUNT)}
    if mine.mark is Mark.UNVERIFIED:
        return _("%(figure)s, not verified") % told
    return _("at least %(figure)s") % told if mine.mark is Mark.PARTIAL else told["figure"]


def _against(mine: Figure, theirs: Sequence[Figure]) -> str:
    """How the president stands to the others on another kind, with `kind` and `figure` still to be filled in."""
    value = mine.value or Fraction(0)
    above = [one for one in theirs if one.value is not None and one.value > value and mine.whole]
    not_above = [one for one in theirs if one.value is not None and one.value <= value and one.whole]
    unknown = [one for one in theirs if one not in above and one not in not_above]
    told = {"count": word(len(theirs)), "figures": _figures(theirs), "kind": "%(kind)s", "figure": "%(figure)s"}
    if len(above) == len(theirs):
        text = ngettext(
            "On %(kind)s the same president (%(figure)s) was below: %(figures)s.",
            "On %(kind)s the same president (%(figure)s) was below each of those %(count)s: %(figures)s.",
            len(theirs),
        )
        return text % told
    if len(not_above) == len(theirs):
        text = ngettext(
            "On %(kind)s the same president (%(figure)s) was not below: %(figures)s.",
            "On %(kind)s the same president (%(figure)s) was below none of those %(count)s: %(figures)s.",
            len(theirs),
        )
        return text % told
    if len(unknown) == len(theirs):
        text = _("On %(kind)s it is not known whether the same president (%(figure)s) was below: %(figures)s.")
        return text % told
    parts = (
        (_("below %(figures)s"), above),
        (_("not below %(figures)s"), not_above),
        (_("unknown against %(figures)s"), unknown),
    )
    told["parts"] = "; ".join(text % {"figures": _figures(some)} for text, some in parts if some)
    return _("On %(kind)s the same president (%(figure)s) was: %(parts)s.") % told


def _figures(figures: Sequence[Figure]) -> str:
    return listed(
        one.president.name if one.value is None else f"{one.president.name} {written(one, Measure.COUNT)}"
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
        return _("It does not weigh how many asked: the record does not say how many %(petitions)s came.") % told
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
    text = ngettext(
        "It does not weigh time in office: %(mine)s years against %(theirs)s.",
        "It does not weigh time in office: %(mine)s years against %(theirs)s together.",
        len(given.members),
    )
    return text % {"mine": number(mine, 1), "theirs": number(theirs, 1)}


def _terms_apart(given: Answer) -> str:
    """Who stands in the comparison twice, because two terms of theirs do not follow each other."""
    named = Counter(president.name.partition(" (")[0] for president in _presidents(given))
    twice = [name for name, count in named.items() if count > 1]
    text = _("%(names)s is counted once for each of two terms, since another president served between them.")
    return text % {"names": listed(twice)} if twice else ""


def _fiscal_years(given: Answer) -> str:
    early = [p for p in _presidents(given) if p.term_start.year < _SPLIT_SINCE]
    if not early:
        return ""
    return _(
        "Before 1945 the Justice Department put each fiscal year under one president, "
        "even when the office changed hands during it."
    )
