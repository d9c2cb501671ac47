"""What an audit says: one line for each check, and an exit code for all of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum


class Verdict(Enum):
    """What a check came to."""

    PASS = "PASS"  # noqa: S105  a verdict, not a secret
    FAIL = "FAIL"
    UNKNOWN = "????"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Line:
    """One check: its verdict, what was checked, and what was found."""

    verdict: Verdict
    what: str
    found: str

    def __str__(self) -> str:
        return f"{self.verdict.value}  {self.what:<12} {self.found}"


@dataclass(slots=True)
class Report:
    """The lines of one audit, told to `tell` as they come."""

    tell: Callable[[Line], None]
    lines: list[Line] = field(default_factory=list)

    def passed(self, what: str, found: str) -> None:
        """The check holds."""
        self._say(Verdict.PASS, what, found)

    def failed(self, what: str, found: str) -> None:
        """The check does not hold: what is published contradicts itself, or what was seen before."""
        self._say(Verdict.FAIL, what, found)

    def unknown(self, what: str, found: str) -> None:
        """The check could not be made; that is never a failure of the log."""
        self._say(Verdict.UNKNOWN, what, found)

    def note(self, what: str, found: str) -> None:
        """Something to know that is neither."""
        self._say(Verdict.NOTE, what, found)

    def _say(self, verdict: Verdict, what: str, found: str) -> None:
        line = Line(verdict, what, found)
        self.lines.append(line)
        self.tell(line)

    @property
    def exit_code(self) -> int:
        """0: all passed; 1: something failed; 2: nothing failed, but something could not be checked."""
        verdicts = {line.verdict for line in self.lines}
        if Verdict.FAIL in verdicts:
            return 1
        return 2 if Verdict.UNKNOWN in verdicts or Verdict.PASS not in verdicts else 0
