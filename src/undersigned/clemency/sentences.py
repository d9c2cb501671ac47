"""An answer becomes plain sentences that claim no more than its figures support."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from undersigned.clemency.comparisons import Answer, Member, turned
from undersigned.clemency.questions import Everyone, Span
from undersigned.clemency.record import Mark, President
from undersigned.clemency.statistics import Figure, Kind, Measure

DECIMALS = {Measure.COUNT: 0, Measure.SHARE: 2, Measure.PER_YEAR: 1}


def day(value: date) -> str:
    """A date as people write it, for example 7 January 2016."""
    return date_format(value, "j F Y")


def number(value: Fraction | int, decimals: int = 0) -> str:
    """A number as people write it, for example 1,715."""
    rounded = round(Fraction(value) * 10**decimals)
    whole, rest = divmod(rounded, 10**decimals)
    text = f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)
    return number_format(text, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def shown(value: Fraction, measure: Measure) -> str:
    """A figure in its measure's unit: a count, a percentage, or grants per year."""
    if measure is Measure.SHARE:
        return _("%(number)s percent") % {"number": number(value * 100, DECIMALS[measure])}
    if measure is Measure.PER_YEAR:
        return _("%(number)s a year") % {"number": number(value, DECIMALS[measure])}
    return number(value)


def written(one: Figure, measure: Measure) -> str:
    """A figure where it stands alone, and that it is unsure or a least one where it is."""
    return marked(one.value, one.mark, measure)


def marked(value: Fraction | int | None, mark: Mark, measure: Measure) -> str:
    """A value where it stands alone, with its mark where that is neither verified nor derived."""
    if value is None:
        return _("not known")
    told = {"figure": shown(Fraction(value), measure)}
    if mark is Mark.UNVERIFIED:
        return _("%(figure)s (not verified)") % told
    if mark is Mark.PARTIAL:
        return _("at least %(figure)s") % told
    return told["figure"]


def kind_name(kind: Kind, count: int = 2) -> str:
    """The kind in the form that goes with a count."""
    return {
        Kind.PARDONS: ngettext("pardon", "pardons", count),
        Kind.COMMUTATIONS: ngettext("commutation", "commutations", count),
        Kind.REMISSIONS: ngettext("remission", "remissions", count),
        Kind.RESPITES: ngettext("respite", "respites", count),
        Kind.GRANTS: ngettext("act of clemency", "acts of clemency", count),
    }[kind]


def petitions_name(kind: Kind) -> str:
    """The petitions that ask for a kind."""
    return {
        Kind.PARDONS: _("petitions for pardon"),
        Kind.COMMUTATIONS: _("petitions for commutation"),
        Kind.REMISSIONS: _("petitions for remission"),
        Kind.RESPITES: _("petitions for respite"),
        Kind.GRANTS: _("petitions for clemency"),
    }[kind]


def word(count: int) -> str:
    """A small number as a word, up to twelve; a larger one in figures."""
    words = (
        pgettext("number", "one"),
        pgettext("number", "two"),
        pgettext("number", "three"),
        pgettext("number", "four"),
        pgettext("number", "five"),
        pgettext("number", "six"),
        pgettext("number", "seven"),
        pgettext("number", "eight"),
        pgettext("number", "nine"),
        pgettext("number", "ten"),
        pgettext("number", "eleven"),
        pgettext("number", "twelve"),
    )
    return words[count - 1] if 1 <= count <= len(words) else str(count)


def listed(items: Iterable[str]) -> str:
    """Items with commas, and “and” before the last."""
    found = list(items)
    if len(found) < 2:
        return "".join(found)
    return _("%(some)s and %(last)s") % {"some": ", ".join(found[:-1]), "last": found[-1]}


def figure_sentence(given: Answer) -> str:
    """What the president had granted, as a clause without its full stop."""
    one, asked = given.figure, given.question
    told = {"name": one.president.name, "day": day(one.as_of or asked.as_of), "asked": day(asked.as_of)}
    if one.value is None:
        told["what"] = _what_is_missing(given)
        return _("The record has no figure for %(what)s by %(name)s as of %(asked)s") % told
    told |= {"figure": shown(one.value, asked.measure), "granted": number(one.granted or 0)}
    told["kind"] = kind_name(asked.kind, one.granted or 0)
    told["petitions"] = petitions_name(asked.kind)
    told["base"] = number(one.base or 0, 1 if asked.measure is Measure.PER_YEAR else 0)
    least = one.mark is Mark.PARTIAL
    match asked.measure:
        case Measure.SHARE:
            text = _(
                "As of %(day)s, %(name)s had granted %(granted)s %(kind)s against %(base)s %(petitions)s received, "
                "%(figure)s"
            )
        case Measure.PER_YEAR:
            text = _("As of %(day)s, %(name)s had granted %(granted)s %(kind)s in %(base)s years, %(figure)s")
        case Measure.COUNT:
            text = (
                _("As of %(day)s, %(name)s had granted at least %(figure)s %(kind)s")
                if least
                else _("As of %(day)s, %(name)s had granted %(figure)s %(kind)s")
            )
    return text % told


def _what_is_missing(given: Answer) -> str:
    kind = kind_name(given.question.kind)
    if given.question.measure is Measure.SHARE:
        told = {"kind": kind, "petitions": petitions_name(given.question.kind)}
        return _("%(kind)s granted, or %(petitions)s received,") % told
    return _("%(kind)s granted") % {"kind": kind}


def opposed(given: Answer) -> str:
    """Who the president is compared with, for example: the last five presidents combined."""
    count = len(given.members)
    if isinstance(given.question.against, Span):
        nearest, first = given.members[0].figure.president.name, given.members[-1].figure.president.name
        if count == 1:
            return first
        return _("the %(count)s presidents from %(first)s to %(last)s combined") % {
            "count": word(count),
            "first": first,
            "last": nearest,
        }
    text = ngettext("the president before", "the last %(count)s presidents combined", count)
    return text % {"count": word(count)}


def _verb(given: Answer) -> str:
    if given.question.measure is Measure.COUNT:
        if given.holds:
            return _("more than %(opposed)s (%(against)s)")
        if given.figure.value == given.at_least:
            equal = _("as many as %(opposed)s (%(against)s), not more")
            return equal if given.against is not None else _("no more than %(opposed)s (%(against)s)")
        return _("fewer than %(opposed)s (%(against)s)")
    if given.holds:
        return _("a higher rate than %(opposed)s (%(against)s)")
    if given.figure.value == given.at_least:
        return _("the same rate as %(opposed)s (%(against)s), no higher")
    return _("a lower rate than %(opposed)s (%(against)s)")


def _combined(given: Answer) -> str:
    clause = figure_sentence(given)
    told = {"clause": clause, "opposed": opposed(given), "names": _unknown_names(given)}
    if given.figure.value is None:
        return _("%(clause)s, so it cannot be compared with %(opposed)s.") % told
    if given.holds is None and given.question.measure is not Measure.COUNT:
        return _("%(clause)s. Whether that is a higher rate than %(opposed)s is unknown: %(names)s.") % told
    if given.holds is None:
        return _("%(clause)s. Whether that is more than %(opposed)s is unknown: %(names)s.") % told
    told["against"] = _total(given)
    text = _("%(clause)s, %(verb)s.") % (told | {"verb": _verb(given) % told})
    return _("%(text)s Not known in full: %(names)s.") % (told | {"text": text}) if given.against is None else text


def _total(given: Answer) -> str:
    """The others together, with the day they stand for where it is later than the president's own."""
    total = given.against if given.against is not None else given.at_least
    value = shown(total or Fraction(0), given.question.measure)
    text = value if given.against is not None else _("at least %(figure)s") % {"figure": value}
    days = [member.figure.as_of for member in given.members if member.figure.as_of is not None]
    if given.figure.as_of is None or max(days, default=given.figure.as_of) <= given.figure.as_of:
        return text
    return _("%(figure)s as of %(day)s") % {"figure": text, "day": day(max(days))}


def _unknown_names(given: Answer) -> str:
    partial = [one.president for one in given.unknown if one.mark is Mark.PARTIAL]
    missing = [one.president.name for one in given.unknown if one.mark is not Mark.PARTIAL]
    parts = [_names_in_part(partial)] if partial else []
    if missing:
        parts.append(_("no figure for %(names)s") % {"names": listed(missing)})
    return "; ".join(parts)


def _names_in_part(presidents: Iterable[President]) -> str:
    return "; ".join(_("%(name)s (%(covers)s)") % {"name": one.name, "covers": one.covers} for one in presidents)


def _ranked(given: Answer) -> str:
    clause, rank = figure_sentence(given), given.rank
    if rank is None and given.figure.value is not None:
        told = {"clause": clause, "names": _names_in_part([given.president])}
        return _("%(clause)s, so it has no place among the others. Not known in full: %(names)s.") % told
    if rank is None:
        return _("%(clause)s, so it has no place among the others.") % {"clause": clause}
    told = {"place": number(rank.place), "known": number(rank.known)}
    if rank.place == 1 and not rank.tied:
        place = _("more than any other of the %(known)s presidents the record can rank")
    elif rank.tied:
        place = _("place %(place)s (shared) of the %(known)s presidents the record can rank")
    else:
        place = _("place %(place)s of the %(known)s presidents the record can rank")
    told |= {"clause": clause, "place": place % told, "asked": day(given.question.as_of)}
    same_day = given.figure.as_of == given.question.as_of
    text = _("%(clause)s, %(place)s.") if same_day else _("%(clause)s; as of %(asked)s that is %(place)s.")
    if not rank.unknown:
        return text % told
    told |= {"text": text % told, "names": _unknown_names(given), "worst": number(rank.worst)}
    if rank.worst == rank.place:
        return _("%(text)s Not known in full: %(names)s.") % told
    return _("%(text)s It could be as low as place %(worst)s; not known in full: %(names)s.") % told


def unverified_sentence(given: Answer) -> str:
    """Which figures are not verified and whether the answer rests on them; empty when all are."""
    doubtful = given.unverified
    if not doubtful or given.figure.value is None or (_is_rank(given) and given.rank is None):
        return ""  # where there is no answer, it rests on nothing
    told = {"figures": listed(_with_figure(one, given.question.measure) for one in doubtful)}
    if given.settled and not _is_rank(given):
        return _("Not verified, though the answer is the same without: %(figures)s.") % told
    text = ngettext(
        "This rests on a figure that is not verified: %(figures)s.",
        "This rests on figures that are not verified: %(figures)s.",
        len(doubtful),
    )
    return text % told


def _is_rank(given: Answer) -> bool:
    return isinstance(given.question.against, Everyone)


def _with_figure(one: Figure, measure: Measure) -> str:
    return f"{one.president.name} {shown(one.value, measure)}" if one.value is not None else one.president.name


def sentence(given: Answer) -> str:
    """What the record says to the question, with what is unverified or unknown said in the same breath."""
    if given.question.against is None:
        text = _("%(clause)s.") % {"clause": figure_sentence(given)}
    elif isinstance(given.question.against, Everyone):
        text = _ranked(given)
    else:
        text = _combined(given)
    return " ".join(filter(None, (text, unverified_sentence(given))))


def sum_sentence(given: Answer) -> str:
    """How the members add up, for example 11 + 61 + 3 + 13 + 29 = 117; empty for one, or where one is not known."""
    if given.question.measure is not Measure.COUNT or given.against is None or len(given.members) < 2:
        return ""
    parts = [number(member.figure.value or 0) for member in given.members]
    return f"{' + '.join(parts)} = {number(given.against)}"


def reach_sentence(given: Answer) -> str:
    """How far the claim reaches: true for the last how many, and where it fails; empty for other questions."""
    reach, fails = given.holds_up_to, given.fails_from
    if reach is None:
        return ""
    told = {"fails": word(fails or 0), "total": _failing_total(given)}
    if fails == 1:
        return _("It does not hold even for the president before%(total)s.") % told
    between = given.series[reach : len(given.series) if fails is None else fails - 1]
    parts = [_holds_for(given, reach), _between(reach, between)]
    if fails is not None:
        parts.append(_("from %(fails)s on%(total)s it is false") % told)
    return "; ".join(filter(None, parts)) + "."


def _failing_total(given: Answer) -> str:
    if given.fails_from is None:
        return ""
    members = given.series[: given.fails_from]
    if members[-1].cumulative is None:
        return ""
    total = shown(members[-1].cumulative, given.question.measure)
    if any(member.figure.mark is Mark.UNVERIFIED for member in members):
        return _(" (%(total)s, not all of it verified)") % {"total": total}
    return f" ({total})"


def _holds_for(given: Answer, reach: int) -> str:
    verified = given.verified_up_to or 0
    told = {"reach": word(reach), "verified": word(verified)}
    if reach == 0 and given.series[0].holds is False:
        return _("It does not hold for the president before")
    if reach == 0:
        return _("Whether it holds for the president before is unknown")
    told["text"] = _("It holds for the president before alone")
    if reach > 1:
        told["text"] = _("It holds for up to the last %(reach)s presidents") % told
    if verified == 0:
        return _("%(text)s, but by figures that are not all verified") % told
    if verified < reach:
        return _("%(text)s, by verified figures alone for up to %(verified)s") % told
    return told["text"]


def _between(reach: int, between: Sequence[Member]) -> str:
    """What is said of the numbers between those for which the claim holds and those for which it is false."""
    told = {"gap": word(reach + 1)}
    if any(member.holds is not None for member in between[reach == 0 :]):
        return _("farther back the answer changes with the number")
    if reach == 0 and between[0].holds is False:
        return _("farther back the record does not say") if len(between) > 1 else ""
    if reach == 0:
        return _("farther back too") if len(between) > 1 else ""
    return _("from %(gap)s on the record does not say") % told if between else ""


def turn_sentence(given: Answer) -> str:
    """Since when the answer is what it is, when an earlier dated total gave another; else empty."""
    change = turned(given)
    if change is None:
        return ""
    old, new = change
    told = {"old_day": day(old.as_of), "old": shown(old.figure, given.question.measure)}
    told |= {"new_day": day(new.as_of), "new": shown(new.figure, given.question.measure)}
    told |= {"was": verdict(old.holds), "became": verdict(new.holds)}
    text = _("On %(old_day)s, with %(old)s, it was %(was)s; on %(new_day)s, with %(new)s, it became %(became)s.")
    if any(one.holds is not None and not one.settled for one in change):
        text = _("%(text)s Not all figures behind this are verified.") % {"text": text}
    return text % told


def verdict(holds: bool | None) -> str:
    """True, false or unknown, as a word."""
    return {True: _("true"), False: _("false"), None: _("unknown")}[holds]


def dating_sentence(given: Answer) -> str:
    """Which dated total stands for the day asked, when it is another day; else empty."""
    one, asked = given.figure, given.question.as_of
    if one.as_of is None or one.as_of == asked or one.as_of == one.president.term_end:
        return ""
    told = {"asked": day(asked), "day": day(one.as_of)}
    return _("Asked as of %(asked)s; the last dated total before is of %(day)s.") % told
