"""The command-line program: every command, what it is for, and where it lives."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import NamedTuple


class Command(NamedTuple):
    """Where a command lives, what it is for, and whether it needs the server's packages and database."""

    module: str
    purpose: str
    needs: str = "database"


BEHIND = ("42P01", "42703")
"""PostgreSQL's codes for a table or a column that is not there."""
NO_CONNECTION = ("08", "28", "3D", "57P")
"""How its codes begin when nobody answers, lets in, or knows the database."""

COMMANDS: dict[str, Command] = {
    "audit": Command("undersigned.audit.cli", "Check a petition's count as an outsider, over the web", "nothing"),
    "trial": Command(
        "undersigned.ops.trial", "Run a seeded trial site on this machine, database and mail included", "folder"
    ),
    "web": Command("undersigned.ops.web", "Serve the pages"),
    "worker": Command("undersigned.ops.worker", "Send letters, sequence the log, keep the clock"),
    "migrate": Command("undersigned.ops.migrate", "Bring the database up to date and load the facts"),
    "seed": Command("undersigned.ops.seed", "Give a trial its staff and example petitions"),
    "receive-mail": Command("undersigned.ops.receive_mail", "Receive a trial's letters"),
    "check": Command("undersigned.ops.check", "Check the settings; --deploy: as for production"),
    "keys": Command("undersigned.ops.keys", "Make new secret keys for a deployment", "server"),
    "import": Command("undersigned.petitions.import_cli", "Import petitions recorded on another site"),
    "staff": Command("undersigned.staff.cli", "Add staff and print sign-in links"),
    "erase": Command("undersigned.ops.erase", "Erase a person who asks for it, by their address"),
    "recount": Command("undersigned.signatures.recount_cli", "Hold the statistics against a recount; --repair"),
    "mail": Command("undersigned.mail.cli", "Look at the letters, take in bounces"),
    "log": Command("undersigned.ops.log", "Export, check and operate the public log"),
    "who-can-grant": Command(
        "undersigned.authorities.who_can_grant", "Say which office can grant what a text asks", "server"
    ),
    "authorities": Command(
        "undersigned.authorities.cli", "Check the catalogue of offices; score the reader", "server"
    ),
    "clemency": Command("undersigned.clemency.cli", "Check the clemency record; compare presidents", "server"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 failed, 2 could not be tried, 130 after Ctrl-C, and 141
    when nobody reads any more what it prints."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = _chosen(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The interpreter flushes once more as it ends, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


def _chosen(given: list[str]) -> int:
    if not given or given[0] in {"-h", "--help", "help"}:
        print(_overview())
        return 0 if given else 2
    name, *rest = given
    if name not in COMMANDS:
        print(f"undersigned: there is no command {name!r}; `undersigned --help` lists them.", file=sys.stderr)
        return 2
    return _run(name, COMMANDS[name], rest)


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.purpose}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "Undersigned takes petitions, counts signatures in a way anyone can check, and answers.",
            "",
            "usage: undersigned COMMAND [--help]",
            "",
            *lines,
            "",
            "Commands that use the database take it from DATABASE_URL, or from the folder of a trial (--data DIR).",
        ]
    )


def _run(name: str, command: Command, rest: list[str]) -> int:
    parser = argparse.ArgumentParser(prog=f"undersigned {name}", description=f"{command.purpose}.")
    if command.needs == "nothing":
        module = importlib.import_module(command.module)
        module.add_arguments(parser)
        return int(module.run(parser.parse_args(rest)))
    try:
        home = importlib.import_module("undersigned.kit.home")
    except ModuleNotFoundError as error:
        print(f"undersigned: {name} needs the server's packages ({error.name} is missing).", file=sys.stderr)
        print("Install them: pip install 'undersigned[server]'", file=sys.stderr)
        return 2
    anywhere = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    anywhere.add_argument("--data")
    given, rest = anywhere.parse_known_args(rest)
    parser.epilog = (
        "--data DIR, anywhere in the line, names the folder of a trial (default: .data in the checkout)."
    )
    home.choose_settings()
    only_help = {"-h", "--help"} & set(rest)
    environment = importlib.import_module("undersigned.kit.env")
    try:
        with (
            home.opened(home.folder_of(given.data))
            if command.needs == "database" and not only_help
            else nullcontext()
        ):
            return _run_on_server(command, parser, rest, given)
    except environment.BadSetting as error:
        print(f"undersigned: {error}", file=sys.stderr)
        return 2


def _run_on_server(
    command: Command, parser: argparse.ArgumentParser, rest: list[str], given: argparse.Namespace
) -> int:
    if command.needs != "folder":
        importlib.import_module("django").setup()
    module = importlib.import_module(command.module)
    module.add_arguments(parser)
    run: Callable[[argparse.Namespace], int] = module.run
    database = importlib.import_module("django.db")
    try:
        return int(run(parser.parse_args(rest, given)))
    except (database.ProgrammingError, database.OperationalError) as error:
        remedy = _remedy(getattr(error.__cause__, "sqlstate", None), str(error))
        if remedy is None:
            raise
        print(f"undersigned: {remedy}", file=sys.stderr)
        return 2


def _remedy(sqlstate: str | None, said: str) -> str | None:
    """What an operator does about an error of the database, if it is theirs to mend and not a fault of ours."""
    if sqlstate in BEHIND:
        return "This database was never set up, or not brought up to date. Run `undersigned migrate` first."
    if sqlstate is None or sqlstate.startswith(NO_CONNECTION):
        return f"The database does not answer ({said.strip().splitlines()[0]}). Start it, or mend DATABASE_URL."
    return None
