"""The words of a "no power here" answer start from who can grant it, by which law, and what else to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from undersigned.authorities import say
from undersigned.authorities.ask import ASKS
from undersigned.responses.drafting import Shown, Text
from undersigned.responses.models import EXHIBITS_AT_MOST, SUMMARY_LENGTH, Kind, Outcome

if TYPE_CHECKING:
    from undersigned.authorities.finding import Advice, Citation, Finding
    from undersigned.responses.reading import Found

_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def from_findings(text: Text, found: Sequence[Found]) -> Text:
    """The answer with "no power here" as its outcome, and summary, body and quoted laws begun from the findings.

    Only what is still empty is filled; what someone wrote stays. Nothing changes where there is no finding.
    """
    if not found:
        return text
    summary = " ".join(dict.fromkeys(_summary(one.finding) for one in found))
    parts = [_part(one, titled=len(found) > 1) for one in found]
    laws = dict.fromkeys(law for one in found for law in one.finding.because if law.verified)
    there = {shown.title for shown in text.exhibits}
    quoted = [_quoted(law) for law in laws if law.cite not in there]
    return replace(
        text,
        outcome=Outcome.NO_POWER,
        summary=text.summary.strip() or _cut(summary),
        body=text.body.strip() or "\n\n".join(parts),
        exhibits=(*text.exhibits, *quoted)[: max(EXHIBITS_AT_MOST, len(text.exhibits))],
    )


def _summary(finding: Finding) -> str:
    return f"{_('You asked for %(what)s.') % {'what': ASKS[finding.ask].noun}} {say.headline(finding)}"


def _cut(summary: str) -> str:
    """Whole sentences, as many as a summary may have."""
    while len(summary) > SUMMARY_LENGTH and ". " in summary:
        summary = summary.rpartition(". ")[0] + "."
    return summary[:SUMMARY_LENGTH]


def _part(found: Found, *, titled: bool) -> str:
    """One finding as Markdown: who can, the law, how to apply, what else there is."""
    finding = found.finding
    titles = ", ".join(f"“{_plain(title)}”" for title in found.titles)
    blocks = [_("To: %(titles)s") % {"titles": titles}] if titled else []
    why = f" {_plain(finding.why)}" if finding.why else ""
    blocks += [f"# {_('Who can grant this')}", f"{_plain(say.headline(finding))}{why}"]
    bounds = [*map(_plain, finding.limits), *(f"{_('Not verified:')} {_plain(one)}" for one in finding.unverified)]
    blocks += [_list(bounds)] if bounds else []
    blocks += [f"# {_('The law')}", _list(map(_law, finding.because))] if finding.because else []
    ways = list(_ways(finding))
    blocks += [f"# {_('What you can do')}", _list(ways)] if ways else []
    if finding.instead:
        name = {"name": finding.to_name}
        blocks += [f"# {say.sentence(_('what %(name)s can do') % name)}", _list(map(_plain, finding.instead))]
    return "\n\n".join(blocks)


def _ways(finding: Finding) -> Iterator[str]:
    if finding.apply:
        yield f"{_('Apply to:')} {_linked(finding.apply)}"
    yield from (_linked(advice) for advice in finding.advice)


def _law(law: Citation) -> str:
    cite = f"[{_plain(law.cite)}](<{law.url}>)" if law.url else _plain(law.cite)
    return f"{cite}: {_plain(law.says)}{'' if law.verified else ' ' + _('(not verified)')}"


def _linked(advice: Advice) -> str:
    return f"[{_plain(advice.text)}](<{advice.url}>)" if advice.url else _plain(advice.text)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _plain(text: str) -> str:
    """Words that mean nothing to Markdown but themselves."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _quoted(law: Citation) -> Shown:
    return Shown(title=law.cite, kind=Kind.LAW, quotation=law.says, url=law.url)
