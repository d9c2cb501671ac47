"""What must hold of all signatures at every moment; called after every step of a test."""

from __future__ import annotations

from collections import Counter

from undersigned.ledger.models import Intent, Kind
from undersigned.petitions.models import Petition, State
from undersigned.signatures.models import HourTally, Signature, Tally
from undersigned.signatures.tally import hour_of


def check_signatures() -> None:
    """One per petition and person; each has its add; standing, tallies and the log's queue agree."""
    rows = list(Signature.objects.all())
    pairs = [(row.petition_id, bytes(row.person)) for row in rows if row.person is not None]
    assert len(pairs) == len(set(pairs))
    standing = Counter((row.petition_id, row.country, row.state) for row in rows if row.withdrawn_at is None)
    tallies = Counter({(row.petition_id, row.country, row.state): row.standing for row in Tally.objects.all()})
    assert standing == tallies
    by_hour = Counter((row.petition_id, hour_of(row.confirmed_at)) for row in rows if row.withdrawn_at is None)
    assert by_hour == Counter({(row.petition_id, row.hour): row.standing for row in HourTally.objects.all()})
    adds = Counter(Intent.objects.filter(kind=Kind.ADD).values_list("log__petition_id", flat=True))
    assert adds == Counter(row.petition_id for row in rows)
    for petition in Petition.objects.exclude(state__in=(State.CLOSED, State.REMOVED)).filter(recorded_source=""):
        kinds = Counter(Intent.objects.filter(log__petition_id=petition.pk).values_list("kind", flat=True))
        intended = kinds[Kind.ADD] - kinds[Kind.REMOVE] + kinds[Kind.RESTORE]
        assert intended == sum(count for place, count in standing.items() if place[0] == petition.pk)
