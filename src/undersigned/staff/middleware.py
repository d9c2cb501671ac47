"""Whoever is signed in without a second factor is sent to set one up, and sees nothing else."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from undersigned.staff.models import User

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
#: Where one may go without a second factor: to set it up, to show the password again for that, and out.
OPEN_DOORS = ("mfa_activate_totp", "account_reauthenticate", "account_logout")


class SecondFactor:
    """Django middleware for everything under /desk; it comes after the one that knows who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """`get_response` is the rest of the way."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the set-up, or let pass."""
        if self._lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _lacks_second_factor(self, request: HttpRequest) -> bool:
        if not request.path.startswith("/desk") or request.path in [reverse(name) for name in OPEN_DOORS]:
            return False
        if not isinstance(request.user, User):
            return False
        return not Authenticator.objects.filter(user=request.user, type__in=SECOND_FACTORS).exists()
