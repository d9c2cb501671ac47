"""Whose signatures make a checkpoint good enough: logs, witnesses and a quorum (c2sp.org/tlog-policy)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .note import COSIGNATURE, ED25519, BadKey, Note, Verifier

NONE = "none"


class BadPolicy(ValueError):
    """The file is not a policy; the message names the line."""


class NoQuorum(ValueError):
    """Too few of the witnesses cosigned."""


@dataclass(frozen=True, slots=True)
class Member:
    """A key the policy names, and where it can be reached."""

    name: str
    key: Verifier
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses (or groups) of which at least `least` must agree."""

    least: int
    members: tuple[str, ...]


@dataclass(slots=True)
class Policy:
    """Logs, witnesses, groups and the quorum's name."""

    logs: list[Member] = field(default_factory=list)
    witnesses: dict[str, Member] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""

    @classmethod
    def parse(cls, raw: bytes) -> "Policy":
        """The policy in a file; raises BadPolicy, naming the line, when it is not one."""
        policy = cls()
        taken: set[str] = set()
        if any(byte < 0x20 and byte not in b"\t\n" for byte in raw) or b"\x7f" in raw:
            raise BadPolicy("the policy holds a control character")
        for number, line in enumerate(raw.decode("utf-8", "surrogateescape").split("\n"), 1):
            words = line.replace("\t", " ").split(" ")
            words = [word for word in words if word]
            if not words or words[0].startswith("#"):
                continue
            try:
                policy._take(words, taken)
            except (BadKey, ValueError) as error:
                raise BadPolicy(f"line {number} of the policy: {error}") from error
        if not policy.quorum:
            raise BadPolicy("the policy has no quorum line")
        return policy

    def _take(self, words: list[str], taken: set[str]) -> None:
        match words:
            case ["log", vkey, *url] if len(url) <= 1:
                self._take_log(Member("", Verifier.parse(vkey), *url))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._take_witness(Member(name, Verifier.parse(vkey), *url))
            case ["group", name, least, *members] if members:
                self._take_group(name, least, members, taken)
            case ["quorum", name]:
                if self.quorum:
                    raise ValueError("a second quorum")
                if name != NONE and not self._knows(name):
                    raise ValueError(f"{name!r} is not defined above")
                self.quorum = name
            case _:
                raise ValueError("neither log, witness, group nor quorum")

    def _take_log(self, member: Member) -> None:
        if member.key.kind != ED25519:
            raise ValueError("not the key of a log")
        if any(known.key.public == member.key.public for known in self.logs):
            raise ValueError("the key of a log stands twice")
        self.logs.append(member)

    def _take_witness(self, member: Member) -> None:
        if member.key.kind != COSIGNATURE:
            raise ValueError("not the key of a witness")
        if any(known.key.public == member.key.public for known in self.witnesses.values()):
            raise ValueError("the key of a witness stands twice")
        self._check_new(member.name)
        self.witnesses[member.name] = member

    def _take_group(self, name: str, least: str, members: list[str], taken: set[str]) -> None:
        self._check_new(name)
        for member in members:
            if not self._knows(member) or member in taken:
                raise ValueError(f"{member!r} is not defined above, or is in a group already")
            taken.add(member)
        if least not in ("any", "all") and not (least.isascii() and least.isdigit()):
            raise ValueError("a group needs `any`, `all` or a number")
        number = {"any": 1, "all": len(members)}.get(least) or int(least)
        if not 1 <= number <= len(members):
            raise ValueError(f"a group of {len(members)} cannot need {number}")
        self.groups[name] = Group(number, tuple(members))

    def _check_new(self, name: str) -> None:
        if name == NONE or self._knows(name):
            raise ValueError(f"{name!r} is defined already")

    def _knows(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def check(self, note: Note) -> dict[str, int]:
        """When (Unix seconds) each witness of the policy cosigned this checkpoint.

        Raises NoQuorum when they are too few, BadNote when a cosignature of one of them fails.
        """
        times = self.cosigned(note)
        if self.quorum != NONE and not self._agrees(self.quorum, set(times)):
            raise NoQuorum(
                f"{len(times)} of {len(self.witnesses)} witnesses cosigned, which is no quorum of {self.quorum!r}"
            )
        return times

    def cosigned(self, note: Note) -> dict[str, int]:
        """When each witness of the policy cosigned; raises BadNote when a cosignature of one of them fails."""
        named = {member.key: name for name, member in self.witnesses.items()}
        if not any(_is_by(note, key) for key in named):
            return {}
        return {named[key]: int.from_bytes(line.value[:8], "big") for key, line in note.verified_by(named)}

    def _agrees(self, name: str, cosigned: Iterable[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._agrees(member, cosigned) for member in group.members) >= group.least


def _is_by(note: Note, key: Verifier) -> bool:
    return any((line.name, line.id) == (key.name, key.id) for line in note.signatures)
