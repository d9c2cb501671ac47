"""`undersigned keys`: new secret keys for a deployment, as lines for its environment."""

from __future__ import annotations

import argparse

from undersigned.kit.home import new_secrets


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options; the help says how to keep them."""
    parser.description = (
        "Prints new secret keys for a deployment, and stores nothing. Keep UNDERSIGNED_PERSON_KEY for ever and in "
        "a safe place: without it nobody can tell any more who has signed. UNDERSIGNED_DATA_KEYS can grow: put a "
        "new key first, as 2:<key>, and keep the old one behind it."
    )


def run(arguments: argparse.Namespace) -> int:
    """Print them; nothing is stored."""
    for name, value in new_secrets().items():
        print(f"{name}={value}")
    return 0
