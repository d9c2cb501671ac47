"""How allauth signs our staff in: no sign-up, no letters, secrets sealed at rest."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from undersigned.kit.crypto import sealer

SECRET_BOUND_TO = b"staff second factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts are made by administrators and by the command line only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address, as the ASGI wrapper found it behind our own proxies."""
        return str(request.META.get("REMOTE_ADDR") or "unknown")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """One's own page."""
        return reverse("mfa_index")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages say what happened in their own words."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: letters go through the room of mail, and none of allauth's is among them."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """The secret of the second factor is sealed with the deployment's data keys."""

    def get_totp_issuer(self) -> str:
        """The name that stands in the person's authenticator app."""
        return str(settings.UNDERSIGNED_NAME)

    def encrypt(self, text: str) -> str:
        """The secret, sealed, as hexadecimal digits."""
        return sealer().seal(text, SECRET_BOUND_TO).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; raises Unreadable when the key that sealed it is gone."""
        return sealer().open(bytes.fromhex(encrypted_text), SECRET_BOUND_TO)
