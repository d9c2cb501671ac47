"""Witnesses are asked to cosign the register, their lines kept, and a witness that holds more stops the signing."""

import http.client
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import transaction

from undersigned.ledger.keys import log_signers, log_verifiers, own_verifiers, register_origin
from undersigned.ledger.models import Cosigned, Log, Witness
from undersigned.ledger.serve import Missing, log_of, tree_of
from undersigned.tlog import proof
from undersigned.tlog.checkpoint import Checkpoint, verified_head
from undersigned.tlog.note import BadNote, Note, encode64, parse_line, sign
from undersigned.tlog.policy import BadPolicy, Member, NoQuorum, Policy

TIMEOUT = 10
ANSWER_AT_MOST = 100_000
TRIES = 2
DISAGREES = (http.client.CONFLICT, http.client.UNPROCESSABLE_ENTITY)
"""What a witness answers when it saw another history; which of both differs between the texts of the protocol."""

logger = logging.getLogger(__name__)

Send = Callable[[str, bytes | None], tuple[int, bytes]]
"""(address, body to POST or None to GET) → (status, answer); raises OSError when nobody answers."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Someone holds more of a log than this database, or another history: a restored backup, a second writer."""

    source: str
    log: str
    theirs: int
    ours: int
    proven: bool
    """They showed a checkpoint under our own key; otherwise they only say so."""
    forked: bool = False
    """What they showed is no more than we hold, but not the beginning of it."""

    def __str__(self) -> str:
        how = "shows a signed checkpoint of" if self.proven else "says it holds"
        if self.forked:
            return (
                f"{self.source} {how} {self.theirs} entries of {self.log} that the {self.ours} of this database do "
                "not continue: do not sign. Two histories were signed, as after a restored backup that went on. "
                "Compare its files with those of `undersigned log export DIR`, and tell those who rely on the log."
            )
        return (
            f"{self.source} {how} {self.theirs} entries of {self.log}, this database only {self.ours}: do not "
            "sign. If this database was restored from a backup, run `undersigned log reclaim DIR` with the "
            "published files, then `undersigned log resume --all`."
        )


def held_against(log: Log, head: Checkpoint, source: str) -> Behind | None:
    """What a head of this log, signed under our own key, says against this database; None when it continues it."""
    if head.size > log.size:
        return Behind(source, _called(log), head.size, log.size, proven=True)
    if proof.range_root(0, head.size, tree_of(log).node) != head.root:
        return Behind(source, _called(log), head.size, log.size, proven=True, forked=True)
    return None


def _called(log: Log) -> str:
    return "the register" if log.petition_id is None else f"the log of petition {log.petition_id}"


def policy() -> Policy:
    """The deployment's policy from the file UNDERSIGNED_LOG_POLICY names; without one, no quorum is asked.

    Raises BadPolicy, naming file and line.
    """
    if not settings.UNDERSIGNED_LOG_POLICY:
        return Policy(quorum="none")
    try:
        return Policy.parse(Path(settings.UNDERSIGNED_LOG_POLICY).read_bytes())
    except (OSError, BadPolicy) as error:
        raise BadPolicy(f"UNDERSIGNED_LOG_POLICY={settings.UNDERSIGNED_LOG_POLICY}: {error}") from error


def published_policy() -> str:
    """The policy as outsiders get it: our keys, then the witnesses, groups and quorum of the file."""
    lines = [
        f"# Logs and witnesses of {settings.UNDERSIGNED_URL}. Keep your own copy: what a site says about itself",
        "# proves nothing once the site is not to be trusted.",
        *(f"log {key} {settings.UNDERSIGNED_URL}/register" for key in log_verifiers(register_origin())),
    ]
    if settings.UNDERSIGNED_LOG_POLICY:
        policy()
        kept = Path(settings.UNDERSIGNED_LOG_POLICY).read_text(encoding="utf-8").splitlines()
        lines.extend(line for line in kept if line.split()[:1] != ["log"])
    else:
        lines.append("quorum none")
    return "\n".join(lines) + "\n"


def feed(now: datetime, send: Send | None = None, *, again: bool = False) -> list[Behind]:
    """Ask each witness of the policy that has an address to cosign the register's newest checkpoint.

    Never blocks counting: it holds no transaction while it waits. A witness that cannot be reached, or refuses,
    is noted in its row. One that holds more than we do halts the register; if it proves that with a checkpoint
    under our own key, every log. Returns who did. Idempotent for one checkpoint; `again` asks also those who
    cosigned it already, as a restored database may only believe that they hold no more.
    """
    asked = policy()
    try:
        log = log_of(None)
    except Missing:
        return []
    behind = []
    for member in asked.witnesses.values():
        witness, _made = Witness.objects.get_or_create(name=member.name)
        if member.url and (again or witness.size != log.size or not witness.line):
            ahead = _ask(witness, member, log, now, send or send_by_http)
            if ahead:
                _halt(ahead)
                behind.append(ahead)
    _assemble(asked, log, now)
    return behind


def _ask(witness: Witness, member: Member, log: Log, now: datetime, send: Send) -> Behind | None:
    trouble, ahead = "", None
    try:
        for _try in range(TRIES):
            status, answer = send(f"{member.url.rstrip('/')}/add-checkpoint", _request(log, witness.size))
            if status == http.client.OK:
                _keep(witness, member, log, answer, now)
                break
            theirs = _size_in(answer) if status == http.client.CONFLICT else None
            if theirs is None or theirs == witness.size:
                trouble = f"it answered {status}: {answer[:200].decode('utf-8', 'replace').strip()}"
                ahead = _evidence(member, log, send) if status in DISAGREES else None
                break
            if theirs > log.size:
                said = Behind(f"the witness {member.name}", _called(log), theirs, log.size, proven=False)
                ahead = _evidence(member, log, send) or said
                break
            witness.size, witness.line = theirs, ""
    except (OSError, BadNote, proof.BadProof) as error:
        trouble = str(error) or type(error).__name__
    trouble = str(ahead) if ahead else trouble
    witness.asked_at, witness.trouble = now, trouble
    witness.save()
    if trouble:
        logger.warning("Witness %s: %s", member.name, trouble)
    return ahead


def _request(log: Log, old: int) -> bytes:
    path = proof.consistency(old, log.size, tree_of(log).node)
    return f"old {old}\n{''.join(encode64(digest) + chr(10) for digest in path)}\n{log.checkpoint}".encode()


def _keep(witness: Witness, member: Member, log: Log, answer: bytes, now: datetime) -> None:
    """Keep the line of the key we know; any other lines are none of ours."""
    note = Note.parse(log.checkpoint.encode())
    lines = [parse_line(line) for line in answer.decode("utf-8", "replace").splitlines()]
    ours = tuple(line for line in lines if (line.name, line.id) == (member.key.name, member.key.id))
    Note(note.text, ours).verified_by([member.key])
    witness.size, witness.cosigned_at = log.size, now
    witness.line = str(Note(note.text, ours[:1])).removeprefix(note.text + "\n")


def _evidence(member: Member, log: Log, send: Send) -> Behind | None:
    """What the checkpoint that the witness cosigned last says against us, if it is under our own key."""
    origin = sha256(log.origin.encode()).hexdigest()
    status, answer = send(f"{member.url.rstrip('/')}/{origin}/checkpoint", None)
    if status != http.client.OK:
        return None
    try:
        head = verified_head(Note.parse(answer), *own_verifiers(log.origin))
    except BadNote as error:
        logger.warning("Witness %s shows no checkpoint of ours: %s", member.name, error)
        return None
    return held_against(log, head, f"the witness {member.name}")


def _halt(behind: Behind) -> None:
    logs = Log.objects.all() if behind.proven else Log.objects.register()
    logs.update(halted=str(behind))
    logger.error("%s", behind)


def sign_again(now: datetime) -> None:
    """Sign the cosigned checkpoint that is served with the keys given now, beside what witnesses signed on it."""
    found = Cosigned.objects.filter(has_quorum=True).order_by("-size").first()
    if found is None:
        return
    note, origin = Note.parse(found.checkpoint.encode()), register_origin()
    cosignatures = Note("", tuple(line for line in note.signatures if line.name != origin))
    signed = sign(note.text, log_signers(origin, now)) + str(cosignatures).removeprefix("\n")
    Cosigned.objects.filter(pk=found.pk).update(checkpoint=signed)


@transaction.atomic
def _assemble(asked: Policy, log: Log, now: datetime) -> None:
    """Keep the checkpoint with all cosignatures gathered for it, and whether they are a quorum."""
    lines = Witness.objects.filter(name__in=asked.witnesses, size=log.size).exclude(line="").order_by("name")
    if not lines:
        return
    text = log.checkpoint + "".join(lines.values_list("line", flat=True))
    try:
        asked.check(Note.parse(text.encode()))
        has_quorum = True
    except NoQuorum:
        has_quorum = False
    Cosigned.objects.update_or_create(
        size=log.size, defaults={"checkpoint": text, "has_quorum": has_quorum, "at": now}
    )


def _size_in(answer: bytes) -> int | None:
    text = answer.strip()
    return int(text) if text.isdigit() and len(text) < 20 else None


def send_by_http(address: str, body: bytes | None) -> tuple[int, bytes]:
    """Ask over the network; raises OSError when nobody answers."""
    if not address.startswith(("https://", "http://")):
        raise OSError(f"not an address of a witness: {address}")
    request = Request(address, data=body, headers={"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310  the scheme was checked above
            return answer.status, answer.read(ANSWER_AT_MOST)
    except HTTPError as error:
        return error.code, error.read(ANSWER_AT_MOST)
    except http.client.HTTPException as error:
        raise OSError(str(error) or type(error).__name__) from error
