"""The keys of the public logs: what signs a checkpoint, what signs a promise, and what outsiders check with."""

from django.conf import settings

from undersigned.kit.crypto import key_from
from undersigned.tlog.note import Signer, Verifier


class NoKey(Exception):
    """This process was not given the key that it needs."""


def log_signers(origin: str) -> list[Signer]:
    """What signs the checkpoints of this log: the current key first, and while keys rotate the one before.

    Raises NoKey when UNDERSIGNED_LOG_KEY is not set here, kit.crypto.BadKey when it is malformed.
    """
    return [Signer(origin, seed) for seed in _seeds(settings.UNDERSIGNED_LOG_KEY, "UNDERSIGNED_LOG_KEY")]


def log_verifiers(origin: str) -> list[Verifier]:
    """What outsiders check this log with; raises as log_signers does."""
    return [signer.verifier() for signer in log_signers(origin)]


def promise_signer() -> Signer:
    """What web processes sign promises with, under `<host>/promise`; raises as log_signers does."""
    seeds = _seeds(settings.UNDERSIGNED_PROMISE_KEY, "UNDERSIGNED_PROMISE_KEY")
    return Signer(f"{settings.UNDERSIGNED_ORIGIN}/promise", seeds[0])


def _seeds(value: str, name: str) -> list[bytes]:
    seeds = [key_from(part.strip(), name) for part in value.split(",") if part.strip()]
    if not seeds:
        raise NoKey(f"{name} is not set: give this process the key, or run it where the key is.")
    return seeds
