"""`undersigned migrate`: the database is brought up to date, the facts are loaded, the static files gathered."""

from __future__ import annotations

import argparse
import sys

from django.core.management import call_command

from undersigned.authorities.catalogue import load_authorities
from undersigned.kit import clock
from undersigned.ops import identity, ready
from undersigned.petitions.issues import load_issues


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(arguments: argparse.Namespace) -> int:
    """Idempotent; 2 when the settings are not those this database was begun with."""
    ready.ensure()
    call_command("migrate", verbosity=0, interactive=False)
    try:
        identity.fix(clock.now())
    except identity.WrongIdentity as error:
        print(error, file=sys.stderr)
        return 2
    load_authorities()
    load_issues()
    call_command("collectstatic", verbosity=0, interactive=False)
    return 0
