"""One petition's count is checked from the outside, step by step, each step saying what it found."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from undersigned.audit.claims import Claim
from undersigned.audit.fetch import Absent, Unreachable
from undersigned.audit.register import check_anchor
from undersigned.audit.report import Report
from undersigned.audit.setting import Setting
from undersigned.audit.state import Seen
from undersigned.audit.walk import Walk
from undersigned.tlog.bundle import BadBundle
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.note import BadNote
from undersigned.tlog.register import Anchor, BadRegister, Head
from undersigned.tlog.replay import BadLog, Replay
from undersigned.tlog.tile import BadTile
from undersigned.tlog.tree import EMPTY_ROOT

WAITS = (1.0, 2.0, 4.0)
"""Seconds between asking again for a checkpoint or page that is behind: caches may hold it for a moment."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the petition's page says: how many signatures, and at which size of the log."""

    signatures: int
    log_size: int


@dataclass(slots=True)
class Audit:
    """The audit of one petition; can be run again when its log has grown, and reads only what is new."""

    petition: str
    claims: list[Claim] = field(default_factory=list)
    replay: Replay = field(default_factory=Replay)
    walk: Walk | None = None
    seen: list[Seen] = field(default_factory=list)
    """The heads of the last run, to be remembered if everything passed."""

    @property
    def path(self) -> str:
        """Where the petition is, below the site's base."""
        return f"petitions/{self.petition}"

    def run(self, setting: Setting, report: Report, must_hold: Sequence[Head] = ()) -> Checkpoint | None:
        """Do every step; returns the signed head that was checked, None when there was none to check.

        `must_hold` are heads that the log must have gone through, beside those that its own files name.
        """
        self.seen.clear()
        page, anchor, text = self._page(setting, report), self._anchor(setting, report), self._text(setting, report)
        claimed = [*must_hold, *([anchor.head] if anchor else [])]
        held = [claim.head for claim in self.claims if claim.head]
        sizes = [page.log_size if page else 0, *(one.size for one in claimed), *(one.size for one in held)]
        head = self._checkpoint(setting, report, max(sizes))
        if head is None:
            return None
        seen = setting.memory.seen(head.origin)
        marks = {*sizes, *([seen.size] if seen else [])}
        reached = self._read(setting, report, head, marks)
        if reached is None:
            return None
        self._check_history(report, head, seen, reached, setting.memory.keeps)
        if page:
            self._check_page(setting, report, page, head, reached)
        if anchor:
            _check_head(report, "anchor", anchor.head, reached)
            newest = check_anchor(setting, report, anchor, self.petition)
            self.seen += [newest] if newest else []
        for one in must_hold:
            _check_head(report, "register", one, reached)
        self._check_text(report, text)
        for under in held:
            _check_held(report, under, reached)
        for claim in self.claims:
            claim.check(report, self.replay, setting)
        self.seen.append(Seen(head.origin, head.size, head.root, setting.now))
        return head

    def _page(self, setting: Setting, report: Report) -> Page | None:
        try:
            raw = setting.site.get(f"/{self.path}/count.json")
            told = json.loads(raw)
            page = Page(told["signatures"], told["log_size"])
            if type(page.signatures) is not int or type(page.log_size) is not int or page.log_size < 0:
                raise ValueError("no whole numbers")
        except Unreachable as error:
            _excuse(report, "page", error)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            report.failed("page", f"the page's JSON holds no signatures and log_size: {error}")
        else:
            return page
        return None

    def _anchor(self, setting: Setting, report: Report) -> Anchor | None:
        try:
            return Anchor.parse(setting.site.get(f"/{self.path}/anchor"))
        except Absent as error:
            report.note("anchor", f"the register does not hold this petition yet ({error})")
        except Unreachable as error:
            report.unknown("anchor", str(error))
        except BadRegister as error:
            report.failed("anchor", str(error))
        return None

    def _text(self, setting: Setting, report: Report) -> bytes | None:
        try:
            return setting.site.get(f"/{self.path}/text")
        except Unreachable as error:
            _excuse(report, "text", error)
        return None

    def _checkpoint(self, setting: Setting, report: Report, at_least: int) -> Checkpoint | None:
        """The signed head, fetched again for a moment while it is behind what the page or the register claims."""
        try:
            for wait in (*WAITS, None):
                head = setting.trust.open(setting.site.get(f"/{self.path}/checkpoint"), self.path)
                if head.size >= at_least or wait is None:
                    break
                setting.site.wait(wait)
        except Unreachable as error:
            report.unknown("checkpoint", str(error))
            return None
        except BadNote as error:
            report.failed("checkpoint", str(error))
            return None
        key = setting.trust.keys[0].renamed(head.origin)
        report.passed("checkpoint", f"{head.size:,} entries, signed under {key.name}+{key.id.hex()}")
        return head

    def _read(
        self, setting: Setting, report: Report, head: Checkpoint, marks: set[int]
    ) -> dict[int, tuple[bytes, int]] | None:
        """(root, count) at each mark and at the head; None when the log could not be read to there."""
        reached = {0: (EMPTY_ROOT, 0)}
        if self.walk is None:
            self.walk = Walk(setting.site, f"/{self.path}", self._take)
        self.walk.site = setting.site
        if head.size < self.replay.size:
            report.failed("history", f"the log shrank from {self.replay.size:,} to {head.size:,} entries")
            return None
        reached[self.replay.size] = (self.walk.tree.root(), self.replay.count)

        def mark(size: int, root: bytes) -> None:
            reached[size] = (root, self.replay.count)

        try:
            self.walk.to(head, marks, mark, setting.progress)
        except Unreachable as error:
            report.unknown("entries", str(error))
            return None
        except (BadTile, BadBundle, BadLog) as error:
            report.failed("entries", str(error))
            return None
        return self._tell(report, reached)

    def _take(self, entries: list[bytes]) -> None:
        start = self.replay.size
        self.replay.read(entries)
        for claim in self.claims:
            claim.look(start, entries)

    def _tell(self, report: Report, reached: dict[int, tuple[bytes, int]]) -> dict[int, tuple[bytes, int]] | None:
        replay, opened = self.replay, self.replay.opened
        tiles = self.walk.tiles_held if self.walk else 0
        report.passed("entries", f"all {replay.size:,} hash to the signed root; {tiles:,} tiles agree")
        if opened is None or opened.petition != self.petition:
            report.failed("count", "the log's first entry does not open this petition")
            return None
        closed = f", closed on {replay.closed.day}" if replay.closed else ""
        report.passed(
            "count",
            f"{replay.count:,} signatures count: {replay.added:,} added, {replay.removed:,} removed, "
            f"{replay.restored:,} restored{closed}",
        )
        return reached

    def _check_history(
        self,
        report: Report,
        head: Checkpoint,
        seen: Seen | None,
        reached: dict[int, tuple[bytes, int]],
        keeps: bool,
    ) -> None:
        if seen is None:
            if not keeps:
                report.note("history", "not compared with an earlier visit; --state DIR remembers this one")
        elif seen.size > head.size:
            report.failed("history", f"the log had {seen.size:,} entries when last seen, now {head.size:,}")
        elif reached.get(seen.size, (b"", 0))[0] != seen.root:
            report.failed(
                "history", f"the first {seen.size:,} entries are not those that were there when last seen"
            )
        else:
            report.passed("history", f"continues the {seen.size:,} entries seen before")

    def _check_page(
        self, setting: Setting, report: Report, page: Page, head: Checkpoint, reached: dict[int, tuple[bytes, int]]
    ) -> None:
        """The page must show the count; one that stays behind the log shows a count of the past."""
        newest = page
        for wait in WAITS:
            if newest.log_size >= head.size:
                break
            setting.site.wait(wait)
            newest = self._page(setting, report) or newest
        if newest.log_size < head.size:
            report.failed("page", f"stays at {newest.log_size:,} entries, where the log has {head.size:,}")
        else:
            _hold_page(report, newest if newest.log_size in reached else page, reached)

    def _check_text(self, report: Report, text: bytes | None) -> None:
        if text is None or self.replay.opened is None:
            return
        if sha256(text).hexdigest() == self.replay.opened.text_sha256:
            report.passed("text", f"is the one that was opened on {self.replay.opened.day}")
        else:
            report.failed("text", "is not the one whose hash the log's first entry holds")


def _hold_page(report: Report, page: Page, reached: dict[int, tuple[bytes, int]]) -> None:
    if page.log_size not in reached:
        report.failed("page", f"speaks of {page.log_size:,} entries, which the signed log does not have")
    elif reached[page.log_size][1] != page.signatures:
        report.failed(
            "page",
            f"shows {page.signatures:,} signatures at {page.log_size:,} entries, where the log counts "
            f"{reached[page.log_size][1]:,}",
        )
    else:
        report.passed("page", f"shows {page.signatures:,} signatures, as the log has at {page.log_size:,} entries")


def _check_head(report: Report, what: str, head: Head, reached: dict[int, tuple[bytes, int]]) -> None:
    if reached.get(head.size) == (head.root, head.count):
        report.passed(
            what, f"the register holds {head.count:,} signatures at {head.size:,} entries, as the log does"
        )
    elif head.size not in reached:
        report.failed(what, f"the register holds {head.size:,} entries, which the signed log does not have")
    else:
        report.failed(what, f"the register holds another root or count at {head.size:,} entries than the log")


def _check_held(report: Report, held: Checkpoint, reached: dict[int, tuple[bytes, int]]) -> None:
    """The head under which a receipt was given: another one of the same size is a second history, and signed."""
    if held.size not in reached:
        report.failed("receipt", f"was signed when the log had {held.size:,} entries; it has fewer now")
    elif reached[held.size][0] != held.root:
        report.failed(
            "receipt", f"was signed under another history of {held.size:,} entries: keep it, it proves that"
        )


def _excuse(report: Report, what: str, error: Unreachable) -> None:
    if isinstance(error, Absent) and error.removed:
        report.note(what, "the petition was removed from the site; its log is still served")
    else:
        report.unknown(what, str(error))
