"""The keys of the public logs: what signs a checkpoint, what signs a promise, and what outsiders check with."""

from datetime import datetime

from django.conf import settings

from undersigned.kit.crypto import key_from
from undersigned.ledger.models import PublicKey
from undersigned.tlog.note import Signer, Verifier


class NoKey(Exception):
    """This process was not given the key that it needs."""


class WrongKey(Exception):
    """The key given is not the one that signed our logs until now."""


def log_signers(origin: str, now: datetime) -> list[Signer]:
    """What signs the checkpoints of this log: the current key first, and while keys rotate the other one too.

    The first key ever used is noted in the database, where web processes find its public half. Raises NoKey when
    UNDERSIGNED_LOG_KEY is not set here, WrongKey when none of its keys is noted, kit.crypto.BadKey when malformed.
    """
    signers = [Signer(origin, seed) for seed in _needed("UNDERSIGNED_LOG_KEY")]
    known = {bytes(public) for public in PublicKey.objects.values_list("public", flat=True)}
    if not known:
        PublicKey.objects.create(public=signers[0].verifier().public, since=now)
    elif known.isdisjoint(signer.verifier().public for signer in signers):
        raise WrongKey(
            "UNDERSIGNED_LOG_KEY is not the key that signed this deployment's logs until now. Give the old key; to "
            "change keys, set `old,new` and run `undersigned log key announce`."
        )
    return signers


def log_verifiers(origin: str) -> list[Verifier]:
    """What outsiders check this log with, newest first; [] before anything was signed."""
    newest = PublicKey.objects.order_by("-since", "-id").values_list("public", flat=True)
    return [Verifier(origin, bytes(public)) for public in newest]


def own_verifiers(origin: str) -> list[Verifier]:
    """All keys that are ours: those noted, and those this process was given, though nothing be signed yet."""
    given = [Signer(origin, seed).verifier() for seed in _seeds("UNDERSIGNED_LOG_KEY")]
    return list(dict.fromkeys([*log_verifiers(origin), *given]))


def promise_signer() -> Signer:
    """What web processes sign promises with, under `<host>/promise`; raises NoKey or kit.crypto.BadKey."""
    return Signer(f"{settings.UNDERSIGNED_ORIGIN}/promise", _needed("UNDERSIGNED_PROMISE_KEY")[0])


def register_origin() -> str:
    """The origin of the register, `<host>/register`."""
    return f"{settings.UNDERSIGNED_ORIGIN}/register"


def _needed(name: str) -> list[bytes]:
    seeds = _seeds(name)
    if not seeds:
        raise NoKey(f"{name} is not set: give this process the key, or run it where the key is.")
    return seeds


def _seeds(name: str) -> list[bytes]:
    return [key_from(part.strip(), name) for part in getattr(settings, name).split(",") if part.strip()]
