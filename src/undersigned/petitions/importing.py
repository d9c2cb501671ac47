"""Petitions recorded on another site are taken over here, with the count they had there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from undersigned.authorities.models import Authority
from undersigned.kit import progress, sql
from undersigned.petitions import lifecycle
from undersigned.petitions.issues import issue_named, load_issues
from undersigned.petitions.models import BODY_LENGTH, TITLE_LENGTH, Petition
from undersigned.petitions.wethepeople import Found, Row, Unreadable, read_page

SOURCE = "We the People"
BATCH = 500
LARGEST_FILE = 256 * 1024 * 1024
#: So many places are named for each reason; the count is always whole.
EXAMPLES = 5

HERE_ALREADY = "already imported"
TWICE = "listed before in these files"


class NoAuthority(LookupError):
    """No authority of that name takes petitions here."""


@dataclass
class Report:
    """What an import did: rows read, petitions made, rows skipped by reason, and what was odd about those made."""

    files: int = 0
    read: int = 0
    made: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    where: dict[str, list[str]] = field(default_factory=dict)
    odd: Counter[str] = field(default_factory=Counter)
    unknown_issues: Counter[str] = field(default_factory=Counter)

    def skip(self, why: str, where: str) -> None:
        """Count a row that is not taken, and keep the first few places."""
        self.skipped[why] += 1
        places = self.where.setdefault(why, [])
        if len(places) < EXAMPLES:
            places.append(where)

    @property
    def faults(self) -> set[str]:
        """Reasons that lie in a row itself, and not in its having come before."""
        return set(self.skipped) - {HERE_ALREADY, TWICE}

    def as_json(self) -> dict[str, Any]:
        """The same for a machine: read = made + the sum of skipped."""
        return {
            "files": self.files,
            "read": self.read,
            "made": self.made,
            "skipped": {
                why: {"count": count, "examples": self.where[why]} for why, count in self.skipped.most_common()
            },
            "odd": dict(self.odd.most_common()),
            "unknown_issues": dict(self.unknown_issues.most_common()),
        }


def import_pages(files: Sequence[Path], authority: str, now: datetime, source: str = SOURCE) -> Report:
    """Take over every petition in these pages of the We the People API v1, addressed to one authority.

    Atomic: all files are read before anything is written, and one transaction writes. Idempotent: a petition is
    known by its source and its id there. "open" and "pending" come in as closed, since nothing recorded elsewhere
    can be signed or is owed an answer here. Raises wethepeople.Unreadable, NoAuthority.
    """
    report = Report(files=len(files))
    rows = [row for file in progress.bar(files, "Reading") for row in read_page(_bytes(file), _named(file))]
    report.read = len(rows)
    once = _once(rows, report)
    with transaction.atomic():
        if not authority.isascii() or not Authority.objects.filter(pk=authority).exists():
            raise NoAuthority(authority)
        _alone()
        load_issues()
        here = Petition.objects.filter(recorded_source=source, recorded_id__in=[found.id for _, found in once])
        known = set(here.values_list("recorded_id", flat=True))
        fresh: list[Found] = []
        for where, found in once:
            if found.id in known:
                report.skip(HERE_ALREADY, where)
            else:
                fresh.append(found)
        _record(fresh, authority, source, now, report)
    return report


def _named(file: Path) -> str:
    """The file's name in characters that can be printed, whatever its bytes are."""
    return str(file).encode("utf-8", "backslashreplace").decode("utf-8")


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise Unreadable(_named(file), "", f"larger than {LARGEST_FILE // 1024**2} MB; give it in parts")
        return file.read_bytes()
    except OSError as error:
        raise Unreadable(_named(file), "", error.strerror or "cannot be read") from error


def _once(rows: Sequence[Row], report: Report) -> list[tuple[str, Found]]:
    """The good rows with their places, each petition once; the others are reported."""
    kept: dict[str, tuple[str, Found]] = {}
    for row in rows:
        if row.found is None:
            report.skip(row.fault, row.where)
        elif row.found.id in kept:
            report.skip(TWICE, row.where)
        else:
            kept[row.found.id] = (row.where, row.found)
    return list(kept.values())


def _alone() -> None:
    """Wait until no other import runs, so that two of them cannot make the same petition."""
    with connection.cursor() as cursor:
        cursor.execute(sql.load(__package__)["import_alone"])


def _record(fresh: Sequence[Found], authority: str, source: str, now: datetime, report: Report) -> None:
    batches = [fresh[start : start + BATCH] for start in range(0, len(fresh), BATCH)]
    for batch in progress.bar(batches, "Importing"):
        made = [_petition(found, authority, source) for found in batch]
        issues = {petition.pk: _issues(found, report) for petition, found in zip(made, batch, strict=True)}
        lifecycle.record(made, issues, now)
        report.made += len(made)
        for found in batch:
            _note(found, report)
    if fresh:
        with connection.cursor() as cursor:
            cursor.execute(sql.load(__package__)["know_sizes"])


def _petition(found: Found, authority: str, source: str) -> Petition:
    return Petition(
        authority_id=authority,
        title=found.title,
        body=found.body,
        created_at=found.created,
        opened_at=found.created,
        closes_at=found.deadline,
        recorded_source=source,
        recorded_id=found.id,
        recorded_count=found.count,
        recorded_threshold=found.threshold,
        recorded_url=found.url,
        recorded_response_url=found.response_url,
        recorded_status=found.status,
    )


def _issues(found: Found, report: Report) -> list[str]:
    """Our issues for the names used there, each once."""
    slugs: dict[str, None] = {}
    for name in found.issues:
        slug = issue_named(name)
        if slug is None:
            report.unknown_issues[name] += 1
        else:
            slugs[slug] = None
    return list(slugs)


def _note(found: Found, report: Report) -> None:
    for odd, is_so in (
        ("came in as closed, were open there", found.status == "open"),
        ("came in as closed, were waiting for an answer there", found.status == "pending response"),
        ("came in as removed", found.status == "removed"),
        ("without the date they began", found.created is None),
        ("without issues", not found.issues),
        ("longer than our limits", len(found.title) > TITLE_LENGTH or len(found.body) > BODY_LENGTH),
    ):
        report.odd[odd] += is_so
    report.odd = +report.odd
