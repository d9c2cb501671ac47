"""`undersigned clemency`: the record is checked, and a comparison is computed, on the command line."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from undersigned.clemency import answers, comparisons, questions
from undersigned.clemency.check import problems
from undersigned.clemency.reading import read
from undersigned.clemency.statistics import Kind, Measure
from undersigned.kit import clock, facts

_BAD_QUESTION = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `check` and `compare` with their options."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check | compare")
    check = verbs.add_parser("check", help="check the record against itself; exit 1 when something is wrong")
    check.add_argument("--folder", type=Path, help="the folder of the record (default: data/clemency)")
    compare = verbs.add_parser("compare", help="compute a figure or a comparison, with its sources")
    compare.add_argument("--president", required=True, help='for example "Barack Obama"')
    compare.add_argument("--kind", default="", help=f"one of {', '.join(Kind)} (default: commutations)")
    compare.add_argument("--measure", default="", help=f"one of {', '.join(Measure)} (default: count)")
    against = compare.add_mutually_exclusive_group()
    against.add_argument("--last", default="", metavar="N", help="against the last N presidents before, combined")
    against.add_argument("--from", dest="first", default="", help="against the presidents from this one …")
    against.add_argument("--rank", action="store_true", help="against every other president: the place")
    compare.add_argument("--to", default="", help="… to this one, combined")
    compare.add_argument("--as-of", default="", metavar="DATE", help="for example 2016-01-07 (default: today)")
    compare.add_argument("--known-on", default="", metavar="DATE", help="as the record was known on a day")
    compare.add_argument("--json", action="store_true", help="the whole answer as JSON")


def run(args: argparse.Namespace) -> int:
    """0 when the record is well or the answer was printed, 1 when the check failed, 2 for a bad question."""
    return _check(args) if args.verb == "check" else _compare(args)


def _check(args: argparse.Namespace) -> int:
    folder = args.folder or facts.path("clemency")
    found = problems(folder)
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        print(f"{len(found)} wrong in {folder}.", file=sys.stderr)
        return 1
    rows = read(folder)
    sums = sum(len(president.adds_up) for president in rows.presidents)
    print(
        f"The record is well: {len(rows.presidents)} presidents, {len(rows.fiscal_years)} fiscal-year rows, "
        f"{len(rows.snapshots)} dated totals, {len(rows.sources)} sources; {sums} sums over the years add up."
    )
    return 0


def _fields(args: argparse.Namespace) -> dict[str, str]:
    fields = {
        "president": args.president,
        "kind": args.kind,
        "measure": args.measure,
        "last": args.last,
        "from": args.first,
        "to": args.to,
        "as_of": args.as_of,
        "known_on": args.known_on,
    }
    return fields | ({"against": "everyone"} if args.rank else {})


def _compare(args: argparse.Namespace) -> int:
    today: date = clock.now().date()
    try:
        told = answers.plain(comparisons.answer(questions.ask(_fields(args), today)))
    except questions.Unanswerable as error:
        for field, message in error.errors.items():
            print(f"--{field.replace('_', '-')}: {message}", file=sys.stderr)
        return _BAD_QUESTION
    print(json.dumps(told, indent=2, ensure_ascii=False) if args.json else _text(told))
    return 0


def _text(told: answers.Plain) -> str:
    lines = [told["sentence"], *filter(None, (told["sum"], told["robustness"], told["turned"], told["dated"])), ""]
    lines.append(f"     {told['name']:<28}{_cell(told['figure']):>10}{'':>10}  {told['mark']}")
    for back, member in enumerate(told["members"], start=1):
        figures = [_cell(member["figure"]), _cell(member["cumulative"]), member["mark"]]
        lines.append(f"{back:>3}  {member['name']:<28}{figures[0]:>10}{figures[1]:>10}  {figures[2]}")
    lines += ["", "This leaves out:", *(f"- {omission}" for omission in told["leaves_out"])]
    lines += ["", "Sources:", *(f"- {source['publisher']}: {source['url']}" for source in told["sources"])]
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "?" if value is None else f"{value:,}"
