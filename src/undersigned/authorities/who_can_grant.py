"""The command that says which office can grant what a text asks, for people or as JSON lines."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from undersigned.authorities import say
from undersigned.authorities.ask import ASKS
from undersigned.authorities.fact import KINDS
from undersigned.authorities.load import catalogue
from undersigned.authorities.understand import NOBODY, Understood, understand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from undersigned.authorities.finding import Finding

CONVICTIONS = frozenset({"pardon", "commute", "reprieve", "retry"})
UNREADABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`undersigned who-can-grant [TEXT] [--to OFFICE] [--json | --jsonl]`."""
    parser.add_argument("text", nargs="?", metavar="TEXT", help="what is asked; standard input when left out")
    parser.add_argument(
        "--to", default="us.president", metavar="OFFICE", help="the office addressed (default: %(default)s)"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument(
        "--jsonl", action="store_true", help="read JSON lines with key, title and body; write one line for each"
    )


def run(args: argparse.Namespace) -> int:
    """Answer on standard output; 0 done, 2 when an argument or a line cannot be read."""
    try:
        catalogue().office(args.to)
    except KeyError:
        print(f"undersigned: there is no office {args.to!r} in the catalogue.", file=sys.stderr)
        return UNREADABLE
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _answer(args)
    except BrokenPipeError:  # whoever read the answer has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _answer(args: argparse.Namespace) -> int:
    if args.jsonl:
        return _lines(sys.stdin if args.text is None else args.text.splitlines(), args.to)
    text = sys.stdin.read() if args.text is None else args.text
    title, _, body = text.strip().partition("\n")
    found = understand(title, body, args.to)
    print(_written(as_line("", found)) if args.json else _spoken(found), flush=True)
    return 0


def _written(line: Mapping[str, Any]) -> str:
    """One line of JSON; half a character, which no file can hold, stays escaped."""
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def as_line(key: str, found: Understood) -> dict[str, Any]:
    """A finding as one line of the codebook's form: holders by their kind, offices exactly, and the rest."""
    finding = found.finding
    ask = found.suggestion.ask if found.suggestion else "other"
    convicted = finding.facts.get("convicted_in", "unknown") if ask in CONVICTIONS else ""
    kinds = dict.fromkeys(holder.kind for holder in (*finding.holders, *finding.also))
    decisive = any(kind.startswith(("state.", "local.")) for kind in kinds)
    return {
        "key": key,
        "ask": ask,
        "holders": list(kinds) if finding.holders else [NOBODY],
        "offices": [holder.office for holder in finding.holders],
        "addressee": _addressee(finding),
        "state": finding.facts.get("state", "") if decisive else "",
        "convicted_in": convicted,
        "sure": found.sure,
        "question": _question(found),
        "because": [law.cite for law in finding.because],
        "instead": list(finding.instead),
    }


def _addressee(finding: Finding) -> str:
    """Yes, partly or no; while a fact is missing, what holds under the first answer (the finding says it asks)."""
    known = [finding.addressee, *(branch.addressee for branch in finding.branches)]
    return next((answer for answer in known if answer != "unknown"), "no")


def _question(found: Understood) -> str | None:
    """What to ask next: what is asked for, where that is in doubt; else the fact that is missing; else nothing."""
    if found.suggestion is None or found.is_weak:
        return "What do you ask for? Choose from the list of asks."
    if found.rival == found.suggestion.ask:
        return str(KINDS[found.rival].question)
    if found.rival:
        return f"Which do you ask for: {ASKS[found.suggestion.ask].noun}, or {ASKS[found.rival].noun}?"
    fact = say.question(found.finding)
    return str(fact.question) if fact else None


def _lines(lines: Iterable[str], to: str) -> int:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row: Mapping[str, Any] = json.loads(line)
            key, title, body = row["key"], str(row.get("title") or ""), str(row.get("body") or "")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            print(f"undersigned: line {number} is not a JSON object with key, title and body.", file=sys.stderr)
            return UNREADABLE
        print(_written(as_line(key, understand(title, body, to))), flush=True)
    return 0


def _spoken(found: Understood) -> str:
    finding, asked = found.finding, _question(found)
    if found.suggestion is None or found.is_weak:
        return "\n".join([f"Not understood. {asked}", *(f"  {ask.label}" for ask in ASKS.values())])
    lines = [say.understood(finding), say.headline(finding)]
    lines += [finding.why] if finding.why else []
    lines += [f"Question: {asked}"] if asked else []
    lines += [f"  {', '.join(branch.labels)}: {say.listed(branch.holders, 'any')}" for branch in finding.branches]
    lines += [f"Law: {law.cite}{'' if law.verified else ' (not verified)'}: {law.says}" for law in finding.because]
    lines += [f"Limit: {limit}" for limit in finding.limits]
    lines += [f"Not verified: {one}" for one in finding.unverified]
    lines += [f"Instead, {finding.to_name} can: {one}" for one in finding.instead]
    lines += [f"Apply to: {finding.apply.text} {finding.apply.url}".rstrip()] if finding.apply else []
    lines += [f"You can also: {one.text} {one.url}".rstrip() for one in finding.advice]
    lines += [f"Because you wrote: {', '.join(words)}" for words in _words(found)]
    return "\n".join([*lines, f"Sure: {found.sure}"])


def _words(found: Understood) -> list[tuple[str, ...]]:
    evidence = found.suggestion.evidence if found.suggestion else ()
    return [one.words for one in evidence if one.words]
