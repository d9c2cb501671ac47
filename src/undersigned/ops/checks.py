"""An operator's mistake stops the start, or is named by `undersigned check --deploy`, with the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ImproperlyConfigured

from undersigned.guard.network import IPNetwork, proxies_from
from undersigned.kit.crypto import BadKey, key_from, keys_from


def _each(text: str, name: str) -> list[bytes]:
    """While keys change there are two, set apart by a comma."""
    return [key_from(part.strip(), name) for part in text.split(",") if part.strip()]


KEYS: dict[str, Callable[[str, str], Any]] = {
    "UNDERSIGNED_PERSON_KEY": key_from,
    "UNDERSIGNED_DATA_KEYS": keys_from,
    "UNDERSIGNED_LOG_KEY": _each,
    "UNDERSIGNED_PROMISE_KEY": _each,
}
#: Of the 64 characters that fit before the @ (RFC 5321, 4.5.3.1.1), a plus sign and a letter's token need 53.
RETURNS_AT_MOST = 64 - 53
MAKE_KEYS = "Run `undersigned keys` for new ones, and keep the person key for ever: losing it ends uniqueness."


def keys_are_well_formed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every key that is set can be read, and so can the list of proxies."""
    return list(_malformed())


def _malformed() -> Iterator[CheckMessage]:
    for name, read in KEYS.items():
        if value := getattr(settings, name):
            try:
                read(value, name)
            except BadKey as error:
                yield Error(str(error), hint=MAKE_KEYS, id="undersigned.E001")
    try:
        proxies_from(settings.UNDERSIGNED_TRUSTED_PROXIES)
    except ValueError as error:
        yield Error(
            f"UNDERSIGNED_TRUSTED_PROXIES: {error}",
            hint="Write networks, set apart by commas: 10.0.0.0/8,127.0.0.1/32",
            id="undersigned.E002",
        )


def is_set(name: str) -> bool:
    """The deployment has this key; Django keeps its own under another name, and raises when it is empty."""
    try:
        return bool(settings.SECRET_KEY if name == "UNDERSIGNED_SECRET_KEY" else getattr(settings, name))
    except ImproperlyConfigured:
        return False


def production_is_safe(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What must hold where the public comes: a real database and mail server, TLS, every secret, no trial."""
    return list(_unsafe())


def _unsafe() -> Iterator[CheckMessage]:
    if not settings.DATABASE_URL:
        yield Error(
            "No database is named.", hint="Set DATABASE_URL to a PostgreSQL of 15 or later.", id="undersigned.E010"
        )
    for name in (
        "UNDERSIGNED_SECRET_KEY",
        "UNDERSIGNED_PERSON_KEY",
        "UNDERSIGNED_DATA_KEYS",
        "UNDERSIGNED_PROMISE_KEY",
    ):
        if not is_set(name):
            yield Error(f"{name} is not set.", hint=MAKE_KEYS, id="undersigned.E011")
    if is_set("UNDERSIGNED_SECRET_KEY") and len(settings.SECRET_KEY) < 32:
        yield Error("The secret key is shorter than 32 signs.", hint=MAKE_KEYS, id="undersigned.E012")
    if not settings.UNDERSIGNED_TLS:
        yield Error(
            f"UNDERSIGNED_URL is {settings.UNDERSIGNED_URL}: links in letters would travel in the clear.",
            hint="Serve the site over TLS and set UNDERSIGNED_URL to its https address.",
            id="undersigned.E013",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "UNDERSIGNED_HOSTS holds *: a request could name any host, and links would lead there.",
            hint="Name the hosts that the site answers to.",
            id="undersigned.E016",
        )
    if any(network.prefixlen == 0 for network in _proxies()):
        yield Error(
            "UNDERSIGNED_TRUSTED_PROXIES trusts everyone: anyone could claim any address, and no limit would hold.",
            hint="Name the networks of your own proxies alone.",
            id="undersigned.E017",
        )
    if settings.UNDERSIGNED_TRIAL:
        yield Error(
            "UNDERSIGNED_TRIAL is on: anyone could read every letter.",
            hint="Leave it to `script/server`.",
            id="undersigned.E014",
        )
    if settings.EMAIL_HOST == "localhost" and settings.EMAIL_PORT == 25:
        yield Warning(
            "Letters go to a mail server on this machine.",
            hint="Set EMAIL_URL, unless one runs here.",
            id="undersigned.W015",
        )
    if len(settings.UNDERSIGNED_BOUNCE_ADDRESS.rpartition("@")[0]) > RETURNS_AT_MOST:
        yield Warning(
            "UNDERSIGNED_BOUNCE_ADDRESS is too long: letters that cannot be delivered would not be recognised.",
            hint="Choose an address with a short part before the @, such as bounces@example.org.",
            id="undersigned.W018",
        )


def _proxies() -> tuple[IPNetwork, ...]:
    try:
        return proxies_from(settings.UNDERSIGNED_TRUSTED_PROXIES)
    except ValueError:
        return ()  # E002 says so
