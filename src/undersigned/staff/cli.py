"""`undersigned staff`: the first administrator is made here, and sign-in links are handed out."""

import argparse
import json
import sys

from django.db import transaction

from undersigned.kit import clock
from undersigned.staff.decisions import record_operator
from undersigned.staff.entering import make_link
from undersigned.staff.models import Role, User
from undersigned.staff.people import BadAddress, appoint, forget_sign_in, person
from undersigned.staff.roles import RoleName, Verb


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `add`, `list` and `link`."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add = acts.add_parser("add", help="give someone roles for an authority, and print a one-time sign-in link")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--authority", required=True, metavar="SLUG", help="for example us.white-house")
    add.add_argument(
        "--role",
        required=True,
        action="append",
        choices=RoleName.values,
        help="may be given several times; the first administrator of an authority is made so",
    )
    add.add_argument("--name", default="", help="what colleagues see")
    listing = acts.add_parser("list", help="who works here, in which roles")
    listing.add_argument("--authority", metavar="SLUG", help="for one authority only")
    listing.add_argument("--json", action="store_true", help="for a machine to read")
    link = acts.add_parser("link", help="print a new one-time sign-in link, good for 24 hours; older ones stop")
    link.add_argument("email", metavar="EMAIL")
    link.add_argument(
        "--reset",
        action="store_true",
        help="forget the password and the second factor too, for someone who lost them",
    )


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 0 done, 1 nobody or nothing by that name, 2 wrong arguments."""
    if args.act == "add":
        return _add(args)
    return _list(args) if args.act == "list" else _link(args)


def _add(args: argparse.Namespace) -> int:
    authorities = Role._meta.get_field("authority").related_model._default_manager
    if not authorities.filter(pk=args.authority).exists():
        known = ", ".join(authorities.values_list("pk", flat=True)) or "none is loaded yet"
        print(f"No authority is called {args.authority}. There are: {known}.", file=sys.stderr)
        return 1
    now = clock.now()
    try:
        with transaction.atomic():
            user = person(args.email, now)
            if args.name:
                User.objects.filter(pk=user.pk).update(name=args.name[:120])
            appoint(user, args.authority, [RoleName(role) for role in args.role], now)
            address = make_link(user, now)
    except BadAddress as error:
        print(error, file=sys.stderr)
        return 2
    print(address)
    return 0


def _list(args: argparse.Namespace) -> int:
    rows = Role.objects.select_related("user").order_by("authority_id", "user__email", "role")
    if args.authority:
        rows = rows.filter(authority_id=args.authority)
    people: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        people.setdefault((row.authority_id, row.user.email), []).append(row.role)
    if args.json:
        listed = [
            {"authority": authority, "email": email, "roles": roles} for (authority, email), roles in people.items()
        ]
        print(json.dumps(listed, indent=2))
        return 0
    for (authority, email), roles in people.items():
        print(f"{authority}  {email}  {', '.join(roles)}")
    if not people:
        print("Nobody works here yet. `undersigned staff add` makes the first administrator.", file=sys.stderr)
    return 0


def _link(args: argparse.Namespace) -> int:
    user = User.objects.filter(email=args.email.strip().lower(), is_active=True).first()
    if user is None:
        print(f"Nobody here has the address {args.email}.", file=sys.stderr)
        return 1
    now = clock.now()
    with transaction.atomic():
        verb = Verb.RESET if args.reset else Verb.MAKE_LINK
        for authority in sorted({role.authority_id for role in user.roles.all()}):
            record_operator(verb, authority, subject=f"user:{user.pk}", now=now, note=user.email)
        if args.reset:
            forget_sign_in(user)
        print(make_link(user, now))
    return 0
