"""The register is checked from the outside: one petition's anchor in it, or all of it with all heads."""

from dataclasses import dataclass, field

from undersigned.audit.fetch import Absent, Unreachable
from undersigned.audit.report import Report
from undersigned.audit.setting import Setting
from undersigned.audit.state import Seen
from undersigned.audit.walk import Walk, fetch
from undersigned.tlog import proof
from undersigned.tlog.bundle import BadBundle
from undersigned.tlog.checkpoint import Checkpoint, verified_head
from undersigned.tlog.note import BadNote, Note
from undersigned.tlog.policy import NONE, NoQuorum
from undersigned.tlog.register import (
    Anchor,
    BadRegister,
    Epoch,
    Head,
    heads_root,
    parse_entry,
    parse_heads,
    total_of,
)
from undersigned.tlog.tile import BadTile, Checked, Name
from undersigned.tlog.tree import EMPTY_ROOT

PATH = "register"
HEADS_AT_MOST = 200_000_000
CACHED = 120
"""Seconds for which a cache may show an older register: it is then checked the other way round."""
AHEAD = 3600
"""Seconds by which clocks may differ."""


def check_anchor(setting: Setting, report: Report, anchor: Anchor, petition: str) -> Seen | None:
    """The anchor must lead from this petition's head to a register that continues the one seen before.

    Returns the register's head, to be remembered when every other check has passed too; None when an older one was
    shown, or it does not hold.
    """
    try:
        note = anchor.verify(*setting.trust.for_log(PATH))
        head = verified_head(note, *setting.trust.for_log(PATH))
    except (BadRegister, BadNote) as error:
        report.failed("register", str(error))
        return None
    if anchor.head.petition != petition:
        report.failed("anchor", f"is that of petition {anchor.head.petition}")
        return None
    newest = _check_continues(setting, report, head)
    _tell_age(setting, report, anchor.epoch)
    check_witnesses(setting, report, note)
    return newest


def _tell_age(setting: Setting, report: Report, newest: Epoch) -> None:
    """A register moves once a day; one that stands still shows an old copy, or logs that are no longer bound."""
    age = setting.now - newest.time
    if age > setting.oldest_cosignature:
        report.note("register", f"its newest epoch is {age // 3600:,} hours old, where one is due every day")
    elif age < -AHEAD:
        report.note("register", f"its newest epoch is {-age // 3600:,} hours ahead of this computer's clock")


def check_witnesses(setting: Setting, report: Report, note: Note) -> None:
    """The policy's quorum must have cosigned the register, and not too long ago."""
    policy = setting.trust.policy
    if policy is None or policy.quorum == NONE:
        report.note("witnesses", "not checked: no --policy names witnesses that you trust")
        return
    try:
        times = policy.check(note)
    except (NoQuorum, BadNote) as error:
        report.failed("witnesses", str(error))
        return
    age = setting.now - min(times.values())
    names = ", ".join(sorted(times))
    if age > setting.oldest_cosignature:
        report.failed("witnesses", f"{names} cosigned, but one of them {age // 3600} hours ago")
    elif setting.now - max(times.values()) < -AHEAD:
        report.unknown("witnesses", f"{names} cosigned, but one of them after what this computer's clock says")
    else:
        report.passed(
            "witnesses", f"{names} cosigned the register, {max(age, 0) // 60} minutes ago at the earliest"
        )


def _check_continues(setting: Setting, report: Report, head: Checkpoint) -> Seen | None:
    seen = setting.memory.seen(head.origin)
    if seen is not None and seen.size > head.size:
        if setting.now - seen.at < CACHED:
            older = Seen(head.origin, head.size, head.root, seen.at)
            _check_prefix(setting, report, older, Checkpoint(head.origin, seen.size, seen.root))
        else:
            report.failed("register", f"had {seen.size:,} entries when last seen, now {head.size:,}")
        return None
    if seen is None:
        report.passed("register", f"signed with {head.size:,} epochs")
    else:
        _check_prefix(setting, report, seen, head)
    return Seen(head.origin, head.size, head.root, setting.now)


def _check_prefix(setting: Setting, report: Report, older: Seen, newer: Checkpoint) -> None:
    try:
        tree = Checked(
            newer.size,
            newer.root,
            lambda level, number, width: fetch(setting.site, f"/{PATH}", Name(level, number, width)),
        )
        path = proof.consistency(older.size, newer.size, tree.node)
        proof.verify_consistency(older.size, newer.size, older.root, newer.root, path)
    except Unreachable as error:
        report.unknown("register", str(error))
    except (BadTile, proof.BadProof) as error:
        report.failed("register", f"is not the one that was seen before: {error}")
    else:
        report.passed("register", f"with {newer.size:,} epochs it continues the {older.size:,} seen")


@dataclass(slots=True)
class Register:
    """The whole register as read so far; can go on when it has grown."""

    walk: Walk | None = None
    size: int = 0
    last: tuple[int, Epoch] | None = None
    roots: dict[int, bytes] = field(default_factory=dict)
    latest: list[Head] = field(default_factory=list)
    """The heads the site calls its latest, perhaps newer than the checkpoint: to be held against the logs alone."""
    between: list[Head] = field(default_factory=list)
    """The heads of the epochs passed over since the turn before: a partner has then checked every epoch."""
    _fresh: list[tuple[int, Epoch]] = field(default_factory=list)

    def run(self, setting: Setting, report: Report) -> list[Head] | None:
        """Read every entry, and the heads of the newest epoch; returns these heads, None when they do not hold."""
        try:
            note = Note.parse(setting.site.get(f"/{PATH}/checkpoint"))
            head = verified_head(note, *setting.trust.for_log(PATH))
            first = self.last is None
            self._read(setting, report, head)
            if self.last is None:
                raise BadRegister("it holds no epoch")
            heads = self._heads(setting, *self.last)
            self.between = [] if first else self._passed_over(setting, report)
            self.latest = self._latest(setting)
        except Absent as error:
            report.unknown("register", f"is not served: {error}")
            return None
        except Unreachable as error:
            report.unknown("register", str(error))
            return None
        except (BadNote, BadTile, BadBundle, BadRegister) as error:
            report.failed("register", str(error))
            return None
        report.passed(
            "heads", f"of {len(heads):,} petitions, {total_of(heads):,} signatures, as the newest epoch says"
        )
        _tell_age(setting, report, self.last[1])
        check_witnesses(setting, report, note)
        return heads

    def _read(self, setting: Setting, report: Report, head: Checkpoint) -> None:
        if self.walk is None:
            self.walk = Walk(setting.site, f"/{PATH}", self._take)
        self.walk.site = setting.site
        self._fresh.clear()
        if head.size < self.size:
            raise BadRegister(f"it shrank from {self.size:,} to {head.size:,} entries")
        seen = setting.memory.seen(head.origin)
        reached = {0: EMPTY_ROOT, self.size: self.walk.tree.root()}
        self.walk.to(head, [seen.size] if seen else [], reached.__setitem__, setting.progress)
        if seen and reached.get(seen.size) != seen.root:
            raise BadRegister(f"it does not continue the {seen.size:,} entries seen before")
        report.passed("register", f"all {head.size:,} entries hash to the signed root")
        self.roots = {head.size: head.root}

    def _take(self, lines: list[bytes]) -> None:
        for line in lines:
            entry = parse_entry(line)
            if isinstance(entry, Epoch):
                if self.last and (entry.time < self.last[1].time or entry.petitions < self.last[1].petitions):
                    raise BadRegister(f"epoch {self.size} goes back behind epoch {self.last[0]}")
                self.last = (self.size, entry)
                self._fresh.append(self.last)
            self.size += 1

    def _passed_over(self, setting: Setting, report: Report) -> list[Head]:
        heads: dict[Head, None] = {}
        for index, epoch in self._fresh[:-1]:
            try:
                heads.update(dict.fromkeys(self._heads(setting, index, epoch)))
            except Absent as error:
                report.note("heads", f"of epoch {index:,} are kept no longer ({error})")
        return list(heads)

    def _heads(self, setting: Setting, index: int, epoch: Epoch) -> list[Head]:
        raw = setting.site.get(f"/{PATH}/heads/{index}", HEADS_AT_MOST)
        heads = parse_heads(raw)
        if heads_root(raw) != epoch.heads_root or len(heads) != epoch.petitions or total_of(heads) != epoch.total:
            raise BadRegister(f"the heads served for epoch {index} are not those that it commits to")
        return heads

    def _latest(self, setting: Setting) -> list[Head]:
        try:
            return parse_heads(setting.site.get(f"/{PATH}/heads/latest", HEADS_AT_MOST))
        except Absent:
            return []

    def remember(self, setting: Setting) -> None:
        """Keep the register's head for the next audit."""
        for size, root in self.roots.items():
            setting.memory.remember(Seen(f"{setting.trust.host}/{PATH}", size, root, setting.now))
