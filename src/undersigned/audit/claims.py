"""What a signer holds in hand, a receipt or a promise, is held against the log."""

from dataclasses import dataclass
from typing import Protocol

from undersigned.audit.report import Report
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.note import Verifier, encode64
from undersigned.tlog.receipt import BadReceipt, Promise, Receipt
from undersigned.tlog.replay import Replay


class Moment(Protocol):
    """What a claim needs to know of the audit: the moment it is made, in Unix seconds."""

    @property
    def now(self) -> int:
        """Unix seconds."""


class Claim(Protocol):
    """Something a signer was given that the log must bear out."""

    @property
    def head(self) -> Checkpoint | None:
        """The signed head it came under, which the log must have gone through."""

    def look(self, start: int, entries: list[bytes]) -> None:
        """Be told entries as they are read, the first of them at index `start`."""

    def check(self, report: Report, replay: Replay, moment: Moment) -> None:
        """Say what became of the claim, once the log was read."""


@dataclass(slots=True)
class ReceiptClaim:
    """A receipt, which held under `head`: its entry must stand at its index, and may still count."""

    receipt: Receipt
    head: Checkpoint
    found: bytes | None = None

    def look(self, start: int, entries: list[bytes]) -> None:
        """Note the entry at the receipt's index."""
        at = self.receipt.proof.index - start
        if 0 <= at < len(entries):
            self.found = entries[at]

    def check(self, report: Report, replay: Replay, moment: Moment) -> None:
        """PASS when it stands and counts, a note when it was removed since, FAIL when it is not there."""
        index = self.receipt.proof.index
        if self.found != self.receipt.entry:
            report.failed("receipt", f"the log does not hold the receipt's entry at index {index:,}")
        elif replay.counts(index):
            report.passed("receipt", f"your signature is entry {index:,} and counts")
        else:
            report.passed("receipt", f"your signature is entry {index:,}; it was removed and no longer counts")


@dataclass(slots=True)
class PromiseClaim:
    """A promise: its commitment must be in the log once the deadline has passed."""

    promise: Promise
    head: None = None
    index: int | None = None

    def look(self, start: int, entries: list[bytes]) -> None:
        """Note where the commitment stands."""
        if self.index is None:
            ending = encode64(self.promise.commitment).encode()
            for at, entry in enumerate(entries, start):
                if entry.endswith(ending):
                    self.index = at
                    return

    def check(self, report: Report, replay: Replay, moment: Moment) -> None:
        """PASS when it is kept, a note while there is time, FAIL when it was broken."""
        if self.index is not None:
            counts = "and counts" if replay.counts(self.index) else "but was removed"
            report.passed("promise", f"was kept: your signature is entry {self.index:,} {counts}")
        elif moment.now <= self.promise.deadline:
            report.note("promise", f"not in the log yet; it must be by {self.promise.deadline} (Unix seconds)")
        else:
            report.failed("promise", "was broken: the log lacks your signature after the promised time")


def check_receipt(raw: bytes, keys: list[Verifier], report: Report, email: str, place: str) -> Receipt | None:
    """Check a receipt by itself, which needs no network; returns it when it holds."""
    try:
        receipt = Receipt.parse(raw)
        head = receipt.verify(*keys)
        if email and not receipt.is_of(head.origin, email, place):
            raise BadReceipt("the entry does not commit to this address and place")
    except (BadReceipt, ValueError) as error:
        report.failed("receipt", str(error))
        return None
    whose = f", and commits to {email}" if email else ""
    report.passed(
        "receipt",
        f"entry {receipt.proof.index:,} of {head.origin} is in the signed log of {head.size:,} entries{whose}",
    )
    return receipt
