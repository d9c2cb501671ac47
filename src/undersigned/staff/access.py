"""Only staff in the right role, for the authority that the address names, get past these doors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.views.decorators.cache import never_cache

from undersigned.kit.access import declare_staff
from undersigned.staff.decisions import Member, member_of
from undersigned.staff.models import User
from undersigned.staff.roles import RoleName

Page = Callable[..., HttpResponseBase]


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    back = request.get_full_path() if request.method == "GET" else "/desk"
    return redirect_to_login(back, resolve_url(settings.LOGIN_URL))


def staff(*roles: str) -> Callable[[Page], Page]:
    """For members of the authority in the address who hold one of these roles; none named: any role there.

    The page is called with a `Member` in place of the address's `authority`. Who is not signed in is asked to;
    who works elsewhere gets 404 as if nothing were there; who works here in another role gets 403.
    """
    wanted = frozenset(RoleName(role) for role in roles)

    def guard(page: Page) -> Page:
        @never_cache
        @wraps(page)
        def guarded(request: HttpRequest, authority: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return _sign_in_first(request)
            member = member_of(request.user, authority)
            if member is None:
                raise Http404
            if wanted and not wanted & member.roles:
                raise PermissionDenied
            return page(request, member, *args, **kwargs)

        return declare_staff(guarded, roles)

    return guard


def anyone_here(page: Page) -> Page:
    """For whoever is signed in; the page is called with the `User` and must show nothing of any authority."""

    @never_cache
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return _sign_in_first(request)
        return page(request, request.user, *args, **kwargs)

    return declare_staff(guarded, ())


__all__ = ["Member", "anyone_here", "staff"]
