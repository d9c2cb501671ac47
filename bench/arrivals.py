"""How many people signed in each minute on another site, read from a file of arrivals."""

from __future__ import annotations

import csv
import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path


def by_minute(file: Path, since: datetime, hours: float) -> list[int]:
    """Signatures in each minute of the `hours` after `since`; minutes that the file leaves out have none."""
    content = file.read_bytes()
    lines = (gzip.decompress(content) if file.suffix == ".gz" else content).decode().splitlines()
    minutes = [0] * round(hours * 60)
    for minute, signatures in list(csv.reader(lines))[1:]:
        at = datetime.fromtimestamp(int(minute), UTC) if minute.isdecimal() else datetime.fromisoformat(minute)
        place = (at - since) // timedelta(minutes=1)
        if 0 <= place < len(minutes):
            minutes[place] += round(float(signatures))
    return minutes
