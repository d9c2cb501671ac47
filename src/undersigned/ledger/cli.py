"""The operator's commands for the public logs: export, check, reclaim, resume, keys."""

import argparse
import json
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections

from undersigned.kit import clock, progress
from undersigned.ledger import check, export, keys, reclaim, register, witnesses
from undersigned.ledger.models import Epoch, Log, Witness
from undersigned.tlog.bundle import BadBundle
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.note import BadNote, Signer, encode64
from undersigned.tlog.replay import BadLog

EPILOG = """\
  undersigned log status                  every log: entries, count, halted or not
  undersigned log check [ID ...]          recompute logs from their entries; exit 1 when a row is wrong
  undersigned log export DIR              plain files for any web server; run again to bring them up to date
  undersigned log reclaim DIR             after a restored backup: take back entries from published files
  undersigned log resume ID ... | --all   check halted logs, and let those run that are well
  undersigned log witness [--follow]      ask the witnesses to cosign the register
  undersigned log key new                 a new seed for UNDERSIGNED_LOG_KEY, with its public key
  undersigned log key show                the public keys that outsiders need
  undersigned log key announce            with UNDERSIGNED_LOG_KEY=old,new: note the new key in the register
  undersigned log key sign                sign every log's newest checkpoint again with the keys given"""


def add_arguments(parser: argparse.ArgumentParser, beside: export.Beside = export.nothing_beside) -> None:
    """What the command takes; `beside` says what an export puts beside each petition's log."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    parser.add_argument("--json", action="store_true", help="print what a machine would read")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    verbs.add_parser("status", help="how the logs stand").set_defaults(do=_status)
    some = verbs.add_parser("check", help="recompute logs from their entries")
    some.add_argument("ids", nargs="*", metavar="ID", help="petitions, or `register`; none: every log")
    some.set_defaults(do=_check)
    out = verbs.add_parser("export", help="write the logs as plain files")
    out.add_argument("folder", metavar="DIR", type=Path)
    out.set_defaults(do=_export, beside=beside)
    back = verbs.add_parser("reclaim", help="take back published entries after a restored backup")
    back.add_argument("folder", metavar="DIR", type=Path)
    back.set_defaults(do=_reclaim)
    again = verbs.add_parser("resume", help="let halted logs run again")
    again.add_argument("ids", nargs="*", metavar="ID", help="petitions, or `register`")
    again.add_argument("--all", action="store_true", help="every halted log")
    again.set_defaults(do=_resume)
    ask = verbs.add_parser("witness", help="ask the witnesses to cosign the register")
    ask.add_argument("--follow", action="store_true", help="go on, as a process of its own, until Ctrl-C")
    ask.add_argument("--every", metavar="SECONDS", type=float, default=60, help="how often --follow asks (60)")
    ask.set_defaults(do=_witness)
    key = verbs.add_parser("key", help="the keys that sign the logs")
    key.add_argument("what", choices=sorted(_KEYS))
    key.set_defaults(do=lambda args: _KEYS[args.what](args))


def run(args: argparse.Namespace) -> int:
    """Do it; returns 0, or 1 when something is wrong, or 2 when it could not be tried."""
    try:
        return int(args.do(args))
    except (BadNote, BadBundle, BadLog, reclaim.NotOurs, keys.NoKey, keys.WrongKey, OSError) as error:
        print(f"undersigned log {args.verb}: {error}")
        return 2


def _chosen(ids: list[str]) -> list[Log]:
    logs = Log.objects.order_by("id")
    if not ids:
        return list(logs)
    wanted = [None if one == "register" else one for one in ids]
    found = [log for log in logs if log.petition_id in wanted]
    missing = set(wanted) - {log.petition_id for log in found}
    if missing:
        raise OSError(f"there is no log of {', '.join(map(str, missing))}")
    return found


def _name(log: Log) -> str:
    return log.petition_id or "register"


def _status(args: argparse.Namespace) -> int:
    logs = [
        {"log": _name(log), "entries": log.size, "count": log.count, "closed": log.closed, "halted": log.halted}
        for log in _chosen([])
    ]
    heard = [
        {"witness": one.name, "size": one.size, "cosigned_at": str(one.cosigned_at or ""), "trouble": one.trouble}
        for one in Witness.objects.order_by("name")
    ]
    if args.json:
        print(json.dumps({"logs": logs, "epochs": Epoch.objects.count(), "witnesses": heard}))
    else:
        for log in logs:
            state = "closed" if log["closed"] else "running" if log["entries"] else "not opened"
            state = "HALTED" if log["halted"] else state
            print(f"{log['log']:<14} {log['entries']:>12,} entries {log['count']:>12,} count   {state}")
            if log["halted"]:
                print(f"    {log['halted']}")
        for one in heard:
            print(f"witness {one['witness']}: {one['size']:,} entries {one['cosigned_at']} {one['trouble']}")
    return 1 if any(log["halted"] for log in logs) else 0


def _check(args: argparse.Namespace) -> int:
    logs = _chosen(args.ids)
    wrong = 0
    for log in progress.bar(logs, "logs", len(logs)):
        found = list(check.faults(log))
        wrong += bool(found)
        if args.json:
            print(json.dumps({"log": _name(log), "entries": log.size, "count": log.count, "faults": found}))
        else:
            print(f"{'FAIL' if found else 'ok':<5} {_name(log)}: {log.size:,} entries, {log.count:,} count")
            for fault in found:
                print(f"      {fault}")
    return 1 if wrong else 0


def _export(args: argparse.Namespace) -> int:
    written = export.export(args.folder, progress.bar, args.beside)
    print(json.dumps({"files": written}) if args.json else f"{written:,} files written to {args.folder}")
    return 0


def _reclaim(args: argparse.Namespace) -> int:
    done = list(reclaim.reclaim(args.folder, clock.now()))
    for one in done:
        print(f"{one.origin}: {one.before:,} entries became {one.after:,}")
    print(f"{len(done)} logs brought up. Run `undersigned log resume --all` when all is well.")
    return 0


def _resume(args: argparse.Namespace) -> int:
    if not args.ids and not args.all:
        print("undersigned log resume: name petitions, or --all")
        return 2
    wrong = 0
    for log in _chosen([] if args.all else args.ids):
        if not log.halted:
            continue
        found = list(check.faults(log))
        if found:
            wrong += 1
            print(f"{_name(log)} stays halted: {found[0]}")
            continue
        Log.objects.filter(pk=log.pk).update(halted="")
        print(f"{_name(log)} runs again")
    return 1 if wrong else 0


def _witness(args: argparse.Namespace) -> int:
    while True:
        close_old_connections()
        behind = witnesses.feed(clock.now())
        for one in behind:
            print(one)
        for witness in Witness.objects.order_by("name"):
            print(f"{witness.name}: {witness.trouble or f'cosigned {witness.size:,} entries'}", flush=True)
        if not args.follow:
            return 1 if behind else 0
        time.sleep(args.every)


def _key_new(args: argparse.Namespace) -> int:
    seed = secrets.token_bytes(32)
    public = Signer(keys.register_origin(), seed).verifier()
    if args.json:
        print(json.dumps({"seed": encode64(seed), "vkey": str(public)}))
    else:
        print(f"UNDERSIGNED_LOG_KEY={encode64(seed)}")
        print(f"public key: {public}")
        print("Keep the seed secret and backed up. While keys change: UNDERSIGNED_LOG_KEY=old,new")
    return 0


def _key_show(args: argparse.Namespace) -> int:
    print("".join(f"{key}\n" for key in keys.log_verifiers(keys.register_origin())), end="")
    if settings.UNDERSIGNED_PROMISE_KEY:
        print(keys.promise_signer().verifier())
    return 0


def _key_announce(args: argparse.Namespace) -> int:
    now = clock.now()
    for signer in keys.log_signers(keys.register_origin(), now):
        index = register.announce(signer.verifier(), now)
        if index is not None:
            print(f"entry {index} of the register announces {signer.verifier()}")
    return _key_sign(args)


def _key_sign(args: argparse.Namespace) -> int:
    now = clock.now()
    logs = [log for log in _chosen([]) if log.size]
    for log in progress.bar(logs, "logs", len(logs)):
        head = Checkpoint(log.origin, log.size, bytes(log.root))
        signed = head.signed(keys.log_signers(log.origin, now))
        Log.objects.filter(pk=log.pk, size=log.size).update(checkpoint=signed)
    witnesses.sign_again(now)
    print(f"{len(logs)} checkpoints signed again")
    return 0


_KEYS: dict[str, Callable[[argparse.Namespace], int]] = {
    "new": _key_new,
    "show": _key_show,
    "announce": _key_announce,
    "sign": _key_sign,
}
