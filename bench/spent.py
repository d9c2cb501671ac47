"""Where the time goes: the processor time that each part of the service spends on one request."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import serving

TICKS = os.sysconf("SC_CLK_TCK")


def now(folder: Path) -> dict[str, float]:
    """Seconds that each part has spent until now: the database's backends, and the processes started here."""
    postmaster = (folder / "postgres" / "postmaster.pid").read_text().split()[0]
    parts = {str(process): name for name, process in serving.started.items()}
    found: dict[str, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # It has just ended.
        _state, parent, _group, session = fields[:4]
        part = "database" if parent == postmaster else parts.get(session)
        if part:
            found[part] = found.get(part, 0.0) + (int(fields[11]) + int(fields[12])) / TICKS
    return found


def on_each(folder: Path, before: Mapping[str, float], requests: int) -> str:
    """What each part has spent since `before` on each of so many requests, in words."""
    spent = {part: seconds - before.get(part, 0.0) for part, seconds in now(folder).items()}
    each = (f"{part} {seconds / requests * 1e6:,.0f} µs" for part, seconds in sorted(spent.items()) if seconds > 0)
    return f"processor time for each: {', '.join(each)}" if requests else ""
