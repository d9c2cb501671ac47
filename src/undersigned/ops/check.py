"""`undersigned check`: the settings are looked at, with --deploy as strictly as for production."""

from __future__ import annotations

import argparse
import sys

from django.core.checks import run_checks
from django.core.checks.messages import ERROR

#: Django's own advice that our wrapper, proxy or design follows in another way.
ANSWERED_OTHERWISE = {
    "security.W001": "the ASGI wrapper sends these headers for every answer, Django's and the hot path's",
    "security.W002": "the ASGI wrapper sends X-Frame-Options",
    "security.W003": "the CSRF middleware is on; public pages set no cookie",
    "security.W004": "the ASGI wrapper sends Strict-Transport-Security when UNDERSIGNED_URL is https",
    "security.W008": "the proxy that ends TLS redirects",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--deploy."""
    parser.add_argument("--deploy", action="store_true", help="be as strict as for production")


def run(arguments: argparse.Namespace) -> int:
    """0 when nothing is wrong, 1 when something is; each finding with its remedy."""
    found = [
        message
        for message in run_checks(include_deployment_checks=arguments.deploy)
        if message.id not in ANSWERED_OTHERWISE
    ]
    for message in found:
        print(f"{message.id}: {message.msg}", file=sys.stderr)
        if message.hint:
            print(f"    {message.hint}", file=sys.stderr)
    if found:
        return 1 if any(message.level >= ERROR for message in found) or arguments.deploy else 0
    print("Nothing is wrong.")
    return 0
