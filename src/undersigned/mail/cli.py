"""What operators do with letters on the command line: look at the outbox, take in letters that came back."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import timedelta
from typing import Any, Final

from django.db import OperationalError

from undersigned.kit import clock
from undersigned.mail import bounces, campaigns, letters
from undersigned.mail.models import Campaign

#: sysexits.h: the mail server keeps the message and tries again.
TRY_AGAIN: Final = 75
MESSAGE_BYTES: Final = 10_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two things to do."""
    actions = parser.add_subparsers(dest="action", required=True)
    status = actions.add_parser(
        "status",
        help="what waits, what was sent and failed in 24 hours, campaigns under way",
        description=outbox.__doc__,
    )
    status.add_argument("--json", action="store_true", help="for machines")
    bounce = actions.add_parser(
        "bounce",
        help="read one returned letter from standard input",
        description="Reads one message to the bounce address from standard input and marks the letter it is about. "
        "Exit code 0 also when the message is about none; 75 when the database is away, so that the mail server "
        "tries again.",
    )
    bounce.add_argument("recipient", nargs="*", help="whom the message was for, as the mail server knows it")


def run(arguments: argparse.Namespace) -> int:
    """Do one of them; returns the exit code."""
    if arguments.action == "bounce":
        return take_in(arguments.recipient)
    return outbox(as_json=arguments.json)


def take_in(recipients: list[str]) -> int:
    """Read one returned letter from standard input and mark its letter."""
    returned = bounces.read(sys.stdin.buffer.read(MESSAGE_BYTES), recipients)
    if returned is None:
        print("It reports no failed letter of ours: nothing is marked.")
        return 0
    try:
        marked = bounces.record(returned, clock.now())
    except OperationalError as error:
        print(f"undersigned mail: the database is away: {error}", file=sys.stderr)
        return TRY_AGAIN
    print(f"Letter {returned.letter}: {returned.status}, {'marked' if marked else 'known already'}.")
    return 0


def outbox(*, as_json: bool) -> int:
    """Show what lies in the outbox, what came of letters in 24 hours, and the campaigns under way."""
    now = clock.now()
    lies = letters.outbox(now)
    shown: dict[str, Any] = {
        "waiting": lies.waiting,
        "oldest_seconds": lies.oldest.total_seconds() if lies.oldest is not None else None,
        "sent_24h": lies.sent_today,
        "failed_24h": lies.failed_today,
        "campaigns": [],
    }
    for campaign in Campaign.objects.unfinished():
        at = campaigns.progress(campaign, now)
        names = {"id": campaign.pk, "kind": campaign.kind, "about": campaign.subject_id}
        shown["campaigns"].append({**names, **at._asdict()})
    print(json.dumps(shown, indent=2) if as_json else _told(shown))
    return 0


def _told(shown: dict[str, Any]) -> str:
    oldest = shown["oldest_seconds"]
    lines = [
        f"waiting          {shown['waiting']:,}",
        f"oldest is due    {'-' if oldest is None else timedelta(seconds=int(oldest))}",
        f"sent in 24 h     {shown['sent_24h']:,}",
        f"failed in 24 h   {shown['failed_24h']:,}",
    ]
    for one in shown["campaigns"]:
        left = one["seconds_left"]
        lines += [
            f"campaign {one['id']}: {one['kind']} {one['about']}, {one['stage']}",
            f"  {one['sent']:,} of {one['total']:,} sent, {one['failed']:,} failed, {one['dropped']:,} dropped",
            f"  {one['rate']:.0f}/s, {'-' if left is None else timedelta(seconds=int(left))} left",
        ]
    return "\n".join(lines)
