"""`undersigned import petitions FILE...` takes over petitions that another site recorded."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from undersigned.authorities.models import Authority
from undersigned.kit import clock
from undersigned.petitions.importing import SOURCE, NoAuthority, Report, import_pages
from undersigned.petitions.wethepeople import Unreadable

DEFAULT_AUTHORITY = "us.white-house"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is imported, from which files, and for which authority."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = (
        "The files are pages of the We the People API v1, as GET /v1/petitions.json gave them.\n"
        "Counts are kept as recorded there and never mixed with signatures counted here; what was open\n"
        "there comes in as closed. Running it again makes nothing twice. When a file cannot be read,\n"
        "nothing is imported.\n\n"
        "exit codes: 0 imported (or nothing new); 1 a file cannot be read; 2 wrong arguments\n\n"
        "example: undersigned import petitions wtp/petitions-*.json\n\n"
        f"{parser.epilog or ''}"
    )
    parser.add_argument("what", choices=["petitions"], help="the only thing there is to import")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a page of the API, as JSON")
    parser.add_argument(
        "--authority",
        default=DEFAULT_AUTHORITY,
        metavar="SLUG",
        help=f"whom they are addressed to (default: {DEFAULT_AUTHORITY})",
    )
    parser.add_argument(
        "--source", default=SOURCE, metavar="NAME", help=f"where they were recorded, as readers see it ({SOURCE})"
    )
    parser.add_argument("--json", action="store_true", help="report for a machine to read")


def run(args: argparse.Namespace) -> int:
    """Import and report; 0 done, 1 a file cannot be read, 2 wrong arguments."""
    source = " ".join(args.source.split())
    if not 0 < len(source) <= 40 or not source.isprintable():
        return _refuse("--source must be a name of 1 to 40 characters.", 2)
    try:
        report = import_pages(args.files, args.authority, clock.now(), source)
    except NoAuthority:
        known = ", ".join(Authority.objects.values_list("pk", flat=True)) or "none is loaded yet"
        return _refuse(f"No authority is called {args.authority}. There are: {known}.", 2)
    except Unreadable as error:
        return _refuse(f"{error}\nNothing was imported.", 1)
    sys.stdout.write(json.dumps(report.as_json(), indent=2) + "\n" if args.json else _told(report))
    return 0


def _refuse(why: str, code: int) -> int:
    sys.stderr.write(f"{why}\n")
    return code


def _told(report: Report) -> str:
    """The report as people read it."""
    skipped = sum(report.skipped.values())
    lines = [f"Read {report.read:,} rows: {report.made:,} petitions made, {skipped:,} skipped."]
    for why, count in report.skipped.most_common():
        lines.append(f"  skipped {count:,}: {why}")
        if why in report.faults:
            lines += [f"    {place}" for place in report.where[why]]
    lines += [f"  {count:,} {odd}" for odd, count in report.odd.most_common()]
    if report.unknown_issues:
        names = ", ".join(f"{name} ({count:,})" for name, count in report.unknown_issues.most_common(10))
        lines.append(f"  issues this site does not know, left out: {names}")
    return "\n".join(lines) + "\n"
