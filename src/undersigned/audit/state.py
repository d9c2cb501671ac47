"""What an auditor remembers between two audits: the last head seen of each log, and the site's key."""

import json
from dataclasses import dataclass
from pathlib import Path

from undersigned.tlog.note import BadKey, Verifier, decode64, encode64


class BadState(ValueError):
    """A file in the folder is not one that this program wrote."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A log as it stood when an audit last passed: size, root, and when (Unix seconds)."""

    origin: str
    size: int
    root: bytes
    at: int


class Memory:
    """A folder with one small file for each log and one for each site's key; without a folder it forgets."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def keeps(self) -> bool:
        """Whether anything is remembered."""
        return self._folder is not None

    def seen(self, origin: str) -> Seen | None:
        """The log as it was last seen; raises BadState."""
        raw = self._read(self._name(origin, "log"))
        if raw is None:
            return None
        try:
            found = json.loads(raw)
            return Seen(str(found["origin"]), int(found["size"]), decode64(found["root"]), int(found["at"]))
        except (ValueError, KeyError, TypeError) as error:
            raise BadState(f"{self._name(origin, 'log')} cannot be read: {error}") from error

    def remember(self, seen: Seen) -> None:
        """Keep the log as it stands now; the file is replaced in one step."""
        what = {"origin": seen.origin, "size": seen.size, "root": encode64(seen.root), "at": seen.at}
        self._write(self._name(seen.origin, "log"), json.dumps(what, indent=1) + "\n")

    def keys(self, base: str) -> list[Verifier]:
        """The keys under which this site was first audited; raises BadState."""
        raw = self._read(self._name(base, "key"))
        try:
            return [Verifier.parse(line) for line in (raw or "").splitlines()]
        except BadKey as error:
            raise BadState(f"{self._name(base, 'key')} cannot be read: {error}") from error

    def remember_keys(self, base: str, keys: tuple[Verifier, ...]) -> None:
        """Keep the keys of a site."""
        self._write(self._name(base, "key"), "".join(f"{key}\n" for key in keys))

    def _name(self, what: str, ending: str) -> str:
        safe = "".join(character if character.isalnum() or character in ".-" else "_" for character in what)
        return f"{safe}.{ending}"

    def _read(self, name: str) -> str | None:
        path = self._folder / name if self._folder else None
        return path.read_text(encoding="utf-8") if path and path.exists() else None

    def _write(self, name: str, text: str) -> None:
        if self._folder is None:
            return
        part = self._folder / f"{name}.part"
        part.write_text(text, encoding="utf-8")
        part.replace(self._folder / name)
