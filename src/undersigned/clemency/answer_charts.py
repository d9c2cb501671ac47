"""An answer is drawn here: a chart that shows how far the claim reaches, and the card that is shared."""

import textwrap
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from undersigned.clemency import omissions, sentences, specs
from undersigned.clemency.answers import plain_number
from undersigned.clemency.charts import Cell, Chart, Column, bar, mark_name
from undersigned.clemency.comparisons import Answer, Member
from undersigned.clemency.drawing import Picture, png
from undersigned.clemency.questions import Everyone, Last
from undersigned.clemency.record import Mark
from undersigned.clemency.sentences import kind_name, number, opposed, shown
from undersigned.clemency.specs import Bar, Look, Spec
from undersigned.clemency.statistics import Measure, together, unique

CARD = (1200, 630)
_LETTERS_AT_THE_FOOT = 90
_LONG = 140
_MOST_AT_THE_FOOT = 3
_TALL = 4


def chart(given: Answer) -> Chart | None:
    """The chart of a comparison; None for a figure alone, or where there is no figure to draw."""
    if given.figure.value is None or not given.members:
        return None
    members = _shown_members(given)
    bars = [bar(given.figure, given.question.measure), *_bars(given, members)]
    if isinstance(given.question.against, Everyone):
        bars.sort(key=lambda one: (one.value is None, -(one.value or 0)))
    rule = bar(given.figure, given.question.measure).value if _adds_up(given) else None
    return Chart(
        slug="comparison",
        title=_title(given),
        description=" ".join(
            filter(None, (*_told(given), sentences.sentence(given), sentences.reach_sentence(given)))
        ),
        columns=_columns(given),
        rows=_rows(given, members),
        sources=unique(source for one in (given.figure, *(m.figure for m in members)) for source in one.sources),
        spec=lambda look: specs.bars(look, bars, rule),
    )


def _adds_up(given: Answer) -> bool:
    return given.question.measure is Measure.COUNT and not isinstance(given.question.against, Everyone)


def _told(given: Answer) -> tuple[str, ...]:
    if not _adds_up(given):
        return ()
    text = _("Each bar adds one more president; the upright line marks %(name)s's figure.")
    return (text % {"name": given.president.name},)


def _shown_members(given: Answer) -> Sequence[Member]:
    """Those compared against, and as many farther back as it takes to see where the claim fails."""
    if not isinstance(given.question.against, Last) or given.question.measure is not Measure.COUNT:
        return given.members
    return given.series[: max(len(given.members), given.fails_from or 0)]


def _title(given: Answer) -> str:
    told = {"name": given.president.name, "kind": kind_name(given.question.kind)}
    if isinstance(given.question.against, Everyone):
        return _("%(kind)s by president: where %(name)s stands") % (told | {"kind": told["kind"].capitalize()})
    return _("%(name)s and %(opposed)s: %(kind)s") % (told | {"opposed": opposed(given)})


def _bars(given: Answer, members: Sequence[Member]) -> list[Bar]:
    measure = given.question.measure
    if not _adds_up(given):
        return [*(bar(member.figure, measure, strong=False) for member in members), *_together(given)]
    figures = [member.figure for member in members]
    found = []
    for back, member in enumerate(members, start=1):
        known = together(figures[:back], measure)
        doubtful = any(one.mark is Mark.UNVERIFIED for one in figures[:back])
        told = {"figure": number(known or 0)}
        if member.cumulative is None:
            written, mark = _("at least %(figure)s") % told, Mark.PARTIAL
        elif doubtful:
            written, mark = _("%(figure)s (not verified)") % told, Mark.UNVERIFIED
        else:
            written, mark = told["figure"], Mark.VERIFIED
        label = member.figure.president.name if back == 1 else f"+ {member.figure.president.name}"
        found.append(Bar(label, float(known or 0), written, mark, strong=False))
    return found


def _together(given: Answer) -> list[Bar]:
    if given.against is None or len(given.members) < 2:
        return []
    written = shown(given.against, given.question.measure)
    return [Bar(_("Together"), float(given.against), written, Mark.VERIFIED, strong=False)]


def _columns(given: Answer) -> tuple[Column, ...]:
    columns = [
        Column("president", _("President")),
        Column("figure", kind_name(given.question.kind).capitalize(), numeric=True),
        Column("cumulative", _("Together so far"), numeric=True),
        Column("holds", _("Is it more?")),
        Column("mark", _("How sure")),
        Column("as_of", _("As of")),
        Column("sources", _("Sources")),
    ]
    left_out = {"cumulative", "holds"} if not _adds_up(given) else set()
    return tuple(column for column in columns if column.name not in left_out)


def _rows(given: Answer, members: Sequence[Member]) -> tuple[Mapping[str, Cell], ...]:
    own = Member(given.figure, None, None)
    return tuple(_row(given, member, member is own) for member in (own, *members))


def _row(given: Answer, member: Member, own: bool) -> Mapping[str, Cell]:
    one, measure = member.figure, given.question.measure
    return {
        "president": one.president.name,
        "figure": plain_number(one.value, measure),
        "cumulative": "" if own else plain_number(member.cumulative, measure),
        "holds": "" if own else {True: _("yes"), False: _("no"), None: _("unknown")}[member.holds],
        "mark": mark_name(one.mark),
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "sources": " ".join(source.source for source in one.sources),
    }


def card(given: Answer, site: str) -> Picture | None:
    """The picture for sharing, 1200 by 630 pixels; None where a figure is unverified, partial or missing."""
    if not given.fit_for_a_card:
        return None
    return png(card_spec(given, site))


def card_spec(given: Answer, site: str) -> Spec:
    """The card's description: the sentence, the bars of both sides, and the weightiest that it leaves out."""
    measure = given.question.measure
    sentence = sentences.sentence(given)
    lines = textwrap.wrap(sentence, specs.LETTERS[specs.LARGE if len(sentence) < _LONG else specs.SMALL])
    bars = [bar(given.figure, measure)]
    if isinstance(given.question.against, Everyone):
        bars += [bar(member.figure, measure, strong=False) for member in given.members[:4]]
    elif given.against is not None:
        label = _first_up(opposed(given))
        bars.append(Bar(label, float(given.against), shown(given.against, measure), Mark.VERIFIED, strong=False))
    foot = _foot(given, site, tall=len(lines) > _TALL)
    return specs.card(Look("light", "narrow"), lines, bars, foot, CARD)


def _foot(given: Answer, site: str, tall: bool) -> list[str]:
    """What the comparison leaves out, where there is room for it, and where the rest of that stands."""
    rest = _("Sources, and what this leaves out: %(site)s") % {"site": site}
    found = textwrap.wrap(omissions.for_a_card(given), _LETTERS_AT_THE_FOOT)
    return [rest] if tall or len(found) >= _MOST_AT_THE_FOOT else [*found, rest]


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
