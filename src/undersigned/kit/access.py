"""Every route declares who may use it; a test walks them all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """Who may use a route: everyone, whoever holds a link of a purpose, or staff in one of some roles."""

    kind: Literal["public", "link", "staff"]
    needs: tuple[str, ...] = ()


def _declare(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]  # read by the test that walks all routes
    # Public pages set no cookie, so there is no token to check; the ASGI wrapper refuses foreign origins.
    if access.kind != "staff":
        view.csrf_exempt = True  # type: ignore[attr-defined]  # what Django's middleware reads
    return view


def public(view: View) -> View:
    """Anyone may use this route."""
    return _declare(view, Access("public"))


def link(*purposes: str) -> Callable[[View], View]:
    """Only who holds a link made for one of these purposes (kit.tokens) may use this route."""
    return lambda view: _declare(view, Access("link", purposes))


def declare_staff(view: View, roles: tuple[str, ...]) -> View:
    """Only staff may use this route; staff.access enforces it. No roles: any member of staff."""
    return _declare(view, Access("staff", roles))
