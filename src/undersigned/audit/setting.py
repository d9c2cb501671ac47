"""What every check of one site has in common: the site, whom to trust, what was seen before, and the moment."""

from dataclasses import dataclass

from undersigned.audit.fetch import Site
from undersigned.audit.progress import Progress, silent
from undersigned.audit.state import Memory
from undersigned.audit.trust import Trust


@dataclass(frozen=True, slots=True)
class Setting:
    """What every audit of a site has in common."""

    site: Site
    trust: Trust
    memory: Memory
    now: int
    progress: Progress = silent
    oldest_cosignature: int = 26 * 3600
    """Seconds after which a cosignature counts as stale: the register moves once a day at least."""
