"""`undersigned log`: the ledger's commands, and beside exported logs what an audit asks of the pages."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from undersigned.kit import clock
from undersigned.ledger import cli
from undersigned.petitions.models import Petition, State
from undersigned.signatures import counts, withdraw

TEXT, COUNT = "text", "count.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the ledger's command takes."""
    cli.add_arguments(parser, beside)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the ledger's exit code. What was reclaimed, the signatures follow."""
    code = cli.run(arguments)
    if arguments.verb == "reclaim" and code == 0:
        print(
            f"{withdraw.follow_logs(clock.now()):,} signatures were withdrawn, or stand again, as their logs say."
        )
    return code


def beside(petition_id: str) -> Iterator[tuple[str, bytes | None]]:
    """(name, bytes) of the files that the pages serve beside a petition's log; None for what was removed."""
    petition = Petition.objects.defer("search").filter(pk=petition_id, opened_at__isnull=False).first()
    if petition is None or petition.state == State.REMOVED:
        yield from ((TEXT, None), (COUNT, None))
        return
    published = counts.published_count(petition_id)
    shown = {
        "signatures": published.signatures,
        "threshold": petition.threshold,
        "log_size": published.log_size,
    }
    yield TEXT, petition.published_text
    yield COUNT, json.dumps(shown).encode() + b"\n"
