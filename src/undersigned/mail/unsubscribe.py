"""People decline letters, by the link in any of them, and may change their mind."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection

from undersigned.kit import sql, tokens
from undersigned.mail.models import Letter, Scope, Suppression

SQL: Final = sql.load("undersigned.mail")


class Unknown(Exception):
    """The link is not one of ours, or the letter it stood in is long gone."""


def person_behind(purpose: str, token: str, now: datetime) -> bytes:
    """The person whose letter holds this link (purpose `unsubscribe` or `never`); raises Unknown."""
    try:
        letter = tokens.read_row(purpose, token, now)
    except (tokens.Forged, tokens.Expired) as error:
        raise Unknown from error
    person = Letter.objects.filter(pk=letter).values_list("person", flat=True).first()
    if person is None:
        raise Unknown
    return bytes(person)


def unsubscribe(token: str, now: datetime) -> None:
    """No more letters of campaigns to the person of this letter; no signature is touched.

    Idempotent; one that declined every letter stays so. Raises Unknown.
    """
    _suppress(person_behind("unsubscribe", token, now), Scope.CAMPAIGNS, now)


def never(token: str, now: datetime) -> None:
    """No letter at all, ever, to the person of this letter. Idempotent; raises Unknown."""
    _suppress(person_behind("never", token, now), Scope.ALL, now)


def resume(purpose: str, token: str, now: datetime) -> None:
    """Take back what the link of this purpose did, and nothing wider. Idempotent; raises Unknown."""
    person = person_behind(purpose, token, now)
    scope = Scope.ALL if purpose == "never" else Scope.CAMPAIGNS
    Suppression.objects.filter(person=person, scope=scope).delete()


def declined(person: bytes) -> Scope | None:
    """Which letters a person declined."""
    scope = Suppression.objects.filter(person=person).values_list("scope", flat=True).first()
    return Scope(scope) if scope else None


def stop_campaigns(person: bytes, now: datetime) -> None:
    """The same as `unsubscribe`, for a person known otherwise, as from a mail provider's report. Idempotent."""
    _suppress(person, Scope.CAMPAIGNS, now)


def _suppress(person: bytes, scope: Scope, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SQL["suppress"], {"person": person, "scope": scope.value, "now": now})
