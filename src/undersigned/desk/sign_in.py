"""Staff come in: by a one-time link, or by password and second factor; and they look after both."""

from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.base import views as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from undersigned.kit import clock
from undersigned.kit.access import Access
from undersigned.staff import access, entering
from undersigned.staff.access import Page
from undersigned.staff.models import User


def _door(page: Page, access_to: Access) -> Page:
    """Anyone may come as far as this; unlike public pages it keeps its form token."""
    page.access = access_to  # type: ignore[attr-defined]  # read by the test that walks all routes
    return page


def _no_store(page: Page) -> Page:
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = page(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "same-origin"
        return answer

    return answered


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def _enter(request: HttpRequest, token: str) -> HttpResponseBase:
    now = clock.now()
    if request.method != "POST":
        # Only looked at: a mail scanner that follows links must not use it up.
        user = entering.holder(token, now)
        return render(request, "desk/enter.html", {"holder": user}, status=200 if user else 410)
    user = entering.use(token, now)
    if user is None:
        return render(request, "desk/enter.html", {"holder": None}, status=410)
    if isinstance(request.user, User) and request.user != user:
        request.session.flush()
    answer: HttpResponse = perform_login(request, user, redirect_url=reverse("desk"))
    return answer


class SetUpApp(app.ActivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    """The second factor is set up in an authenticator app; then the recovery codes are shown."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """To one's own page when it is set up already."""
        if Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
            return HttpResponse(status=303, headers={"Location": reverse("mfa_index")})
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """A right code just now is proof enough to see the codes."""
        answer: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp", reauthenticated=True)
        return answer


@access.anyone_here
def you(request: HttpRequest, user: User) -> HttpResponse:
    """How you sign in: password, app, passkeys, recovery codes."""
    held = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    context = {
        "has_app": any(each.type == Authenticator.Type.TOTP for each in held),
        "passkeys": [each.wrap() for each in held if each.type == Authenticator.Type.WEBAUTHN],
        "codes_left": sum(
            len(each.wrap().get_unused_codes()) for each in held if each.type == Authenticator.Type.RECOVERY_CODES
        ),
        "roles": list(user.roles.select_related("authority").order_by("authority__name", "role")),
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "desk/you.html", context)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Tries to sign in came too fast (urls.handler429, which allauth asks for)."""
    answer = render(request, "desk/too_many.html", status=429)
    answer["Retry-After"] = "300"
    return answer


def _mine(view: Page) -> Page:
    """One of allauth's pages, for whoever is signed in."""

    def shown(request: HttpRequest, _user: User, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return access.anyone_here(_no_store(shown))


def _asked_again(view: Any) -> Page:
    return _mine(view.as_view(template_name="desk/again.html"))


enter = _door(_no_store(_enter), Access("link", ("enter",)))
sign_in = _door(_no_store(account.LoginView.as_view(template_name="desk/sign_in.html")), Access("public"))
sign_out = _door(_no_store(account.LogoutView.as_view(template_name="desk/sign_out.html")), Access("public"))
inactive = _door(
    _no_store(account.AccountInactiveView.as_view(template_name="desk/inactive.html")), Access("public")
)
code = _door(_no_store(second_factor.AuthenticateView.as_view(template_name="desk/code.html")), Access("public"))
by_passkey = _door(_no_store(passkey.login_webauthn), Access("public"))
password_again = _asked_again(account.ReauthenticateView)
code_again = _asked_again(second_factor.ReauthenticateView)
passkey_again = _asked_again(passkey.ReauthenticateWebAuthnView)
set_up_app = _mine(SetUpApp.as_view(template_name="desk/set_up_app.html"))
first_password = _mine(account.PasswordSetView.as_view(template_name="desk/password.html"))
new_password = _mine(account.PasswordChangeView.as_view(template_name="desk/password.html"))
codes = _mine(recovery.ViewRecoveryCodesView.as_view(template_name="desk/codes.html"))
new_codes = _mine(recovery.GenerateRecoveryCodesView.as_view(template_name="desk/new_codes.html"))
add_passkey = _mine(passkey.AddWebAuthnView.as_view(template_name="desk/add_passkey.html"))
remove_passkey = _mine(
    passkey.RemoveWebAuthnView.as_view(
        template_name="desk/remove_passkey.html", success_url=reverse_lazy("mfa_index")
    )
)
