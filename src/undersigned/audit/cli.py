"""The outsider's command: check a petition's count, a whole site, or a receipt, and say so line by line."""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from undersigned.audit.claims import Claim, PromiseClaim, ReceiptClaim, check_receipt
from undersigned.audit.fetch import Site, Unreachable
from undersigned.audit.petition import Audit
from undersigned.audit.progress import on_terminal
from undersigned.audit.register import Register
from undersigned.audit.report import Line, Report, Verdict
from undersigned.audit.setting import Setting
from undersigned.audit.state import BadState, Memory
from undersigned.audit.trust import (
    NoTrust,
    Trust,
    from_key,
    from_policy,
    from_site,
    hold_published_keys,
    promise_key,
    split_address,
)
from undersigned.tlog.note import BadKey
from undersigned.tlog.policy import BadPolicy
from undersigned.tlog.receipt import BadReceipt, Promise, Receipt
from undersigned.tlog.register import Head

EPILOG = """\
exit code: 0 every check passed, 1 one failed, 2 something could not be checked.

  undersigned audit https://petitions.example/petitions/abc123def456 --key VKEY
  undersigned audit https://petitions.example --policy policy.txt --state ~/audits --follow
  undersigned audit my.tlog-proof --key VKEY --email me@example.org --place US-CA

The key is on the site's /log page and in places that the site cannot change: take it from there.
Without --key and --policy it is taken from the site itself, and from --state afterwards.
How each check works is told in docs/audit.md, which the site shows at /log/manual."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    parser.add_argument("target", metavar="URL", help="a petition's page, a whole site, or a receipt's file")
    parser.add_argument("--key", metavar="VKEY", help="the site's key, in the form name+id+base64")
    parser.add_argument("--policy", metavar="FILE", type=Path, help="logs and witnesses you trust (tlog-policy)")
    parser.add_argument("--state", metavar="DIR", type=Path, help="remember what was seen, and compare next time")
    parser.add_argument("--receipt", metavar="FILE", type=Path, help="see whether this receipt's signature counts")
    parser.add_argument("--promise", metavar="FILE", type=Path, help="see whether this promise was kept")
    parser.add_argument("--promise-key", metavar="VKEY", help="the key that signs promises (else the site's own)")
    parser.add_argument("--email", default="", help="the address that a receipt must be of")
    parser.add_argument("--place", default="", help="the place that a receipt must be of, such as US-CA")
    parser.add_argument("--follow", action="store_true", help="go on, checking what is new, until Ctrl-C")
    parser.add_argument("--every", metavar="SECONDS", type=float, default=60, help="how often --follow looks (60)")
    parser.add_argument("--json", action="store_true", help="one JSON object for each line")


def run(args: argparse.Namespace) -> int:
    """Audit; returns the exit code."""
    report = Report(_teller(args.json))
    try:
        if not args.target.startswith(("http://", "https://")):
            return _offline(args, report)
        base, petition = split_address(args.target)
        with Site(base) as site:
            memory = Memory(args.state)
            trust = _trust(args, site, memory, base, report)
            return _online(args, report, Setting(site, trust, memory, 0, on_terminal()), base, petition)
    except Unreachable as error:
        report.unknown("site", str(error))
    except (NoTrust, BadKey, BadPolicy, BadState, BadReceipt, ValueError, OSError) as error:
        report.unknown("audit", str(error))
    return report.exit_code


def _online(args: argparse.Namespace, report: Report, setting: Setting, base: str, petition: str | None) -> int:
    audits = Audits(petition, _claims(args, setting.site, setting.trust, petition))
    worst = 0
    while True:
        hold_published_keys(setting.site, setting.trust, report)
        audits.run(replace(setting, now=int(time.time())), report)
        code = report.exit_code
        if code == 0:
            setting.memory.remember_keys(base, setting.trust.keys)
        if not args.follow:
            return code
        worst = 1 if 1 in (worst, code) else max(worst, code)
        try:
            time.sleep(args.every)
        except KeyboardInterrupt:
            return worst
        report = Report(report.tell)


class Audits:
    """What is audited at each turn: one petition, or the register and every petition in it."""

    def __init__(self, petition: str | None, claims: list[Claim]) -> None:
        self._petition = petition
        self._claims = claims
        self._register = Register()
        self._audits: dict[str, Audit] = {}

    def run(self, setting: Setting, report: Report) -> None:
        """One turn; what passes is remembered."""
        if self._petition is not None:
            self._one(self._petition, setting, report, [])
            return
        heads = self._register.run(setting, report)
        claimed: dict[str, list[Head]] = {}
        held = [*heads, *self._register.between, *self._register.latest] if heads is not None else []
        for head in dict.fromkeys(held):
            claimed.setdefault(head.petition, []).append(head)
        for petition, must_hold in claimed.items():
            self._one_of_many(petition, setting, report, must_hold)
        if heads is not None and report.exit_code == 0:
            self._register.remember(setting)

    def _one_of_many(self, petition: str, setting: Setting, report: Report, must_hold: list[Head]) -> None:
        inner = Report(lambda line: None)
        self._one(petition, setting, inner, must_hold)
        bad = [line for line in inner.lines if line.verdict in (Verdict.FAIL, Verdict.UNKNOWN)]
        for line in bad:
            say = report.failed if line.verdict is Verdict.FAIL else report.unknown
            say(petition, f"{line.what}: {line.found}")
        if not bad:
            replay = self._audits[petition].replay
            report.passed(petition, f"{replay.count:,} signatures count in {replay.size:,} entries")

    def _one(self, petition: str, setting: Setting, report: Report, must_hold: list[Head]) -> None:
        audit = self._audits.setdefault(petition, Audit(petition, self._claims))
        audit.run(setting, report, must_hold)
        if report.exit_code == 0:
            for seen in audit.seen:
                setting.memory.remember(seen)


def _trust(args: argparse.Namespace, site: Site, memory: Memory, base: str, report: Report) -> Trust:
    if args.policy:
        trust = from_policy(args.policy.read_bytes(), str(args.policy))
        if not args.key:
            return trust
        given = from_key(args.key)
        return Trust(given.keys, given.host, given.source, trust.policy)
    if args.key:
        return from_key(args.key)
    kept = memory.keys(base)
    if kept:
        return Trust.of(kept, "--state")
    report.note("key", "taken from the site itself: compare it with the one published elsewhere, or use --key")
    return from_site(site)


def _offline(args: argparse.Namespace, report: Report) -> int:
    raw = Path(args.target).read_bytes()
    trust = _given(args)
    path = Receipt.parse(raw).proof.checkpoint.split("\n")[0].partition("/")[2]
    check_receipt(raw, trust.for_log(path), report, args.email, args.place)
    return report.exit_code


def _given(args: argparse.Namespace) -> Trust:
    if args.key:
        return from_key(args.key)
    if args.policy:
        return from_policy(args.policy.read_bytes(), str(args.policy))
    raise NoTrust("a receipt is checked with --key or --policy: a file cannot vouch for itself")


def _claims(args: argparse.Namespace, site: Site, trust: Trust, petition: str | None) -> list[Claim]:
    claims: list[Claim] = []
    if (args.receipt or args.promise) and petition is None:
        raise NoTrust("--receipt and --promise need the address of their petition")
    if args.receipt:
        receipt = Receipt.parse(args.receipt.read_bytes())
        claims.append(ReceiptClaim(receipt, receipt.verify(*trust.for_log(f"petitions/{petition}"))))
    if args.promise:
        promise = Promise.open(args.promise.read_bytes(), promise_key(args.promise_key, site, trust))
        if promise.origin != f"{trust.host}/petitions/{petition}":
            raise BadReceipt(f"the promise is about {promise.origin}")
        claims.append(PromiseClaim(promise))
    return claims


def _teller(as_json: bool) -> Callable[[Line], None]:
    def tell(line: Line) -> None:
        if as_json:
            print(json.dumps({"verdict": line.verdict.value, "check": line.what, "found": line.found}), flush=True)
        else:
            print(line, flush=True)

    return tell
