"""The tables of signatures: what was submitted, what was confirmed, how many live where and came when."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from undersigned.kit.crypto import sealer


class Submission(models.Model):
    """A filled-in form, unconfirmed: append-only, not unique, sealed, gone after seven days.

    Its id is a version 7 UUID, so that rows stay in order of time and no further index is needed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey(
        "petitions.Petition", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    person = models.BinaryField(max_length=32)
    email = models.BinaryField()
    name = models.BinaryField()
    country = models.CharField(max_length=2)
    state = models.CharField(max_length=3, blank=True)
    zip3 = models.CharField(max_length=3, blank=True)
    declines_answer = models.BooleanField()
    wants_news = models.BooleanField()
    starts_petition = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(Exact(Length("person"), 32)), name="submission_names_a_person")
        ]


class Signatures(models.QuerySet["Signature"]):
    """Signatures by what people ask of them."""

    def standing(self) -> Signatures:
        """Those that were not withdrawn or struck out."""
        return self.filter(withdrawn_at__isnull=True)

    def reachable(self) -> Signatures:
        """Standing ones whose signer wants the answer and whose address is still kept."""
        return self.standing().filter(declines_answer=False, email__isnull=False)


#: What goes, all together, when a person is erased.
PERSONAL = ("person", "email", "name", "salt", "domain")
_WHOLE = Q(**{f"{field}__isnull": False for field in PERSONAL})
_ERASED = Q(**{f"{field}__isnull": True for field in PERSONAL})


class Signature(models.Model):
    """A confirmed signature: one per petition and person, which the unique constraint decides.

    Name and address are sealed and bound to `key`; `domain` is the mail room's mark of the address's domain.
    The public log knows a signature only by its commitment.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(unique=True)
    petition = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, related_name="signatures", db_index=False
    )
    person = models.BinaryField(max_length=32, null=True)
    email = models.BinaryField(null=True)
    name = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    domain = models.BinaryField(max_length=8, null=True)
    country = models.CharField(max_length=2)
    state = models.CharField(max_length=3, blank=True)
    zip3 = models.CharField(max_length=3, blank=True)
    declines_answer = models.BooleanField(default=False)
    wants_news = models.BooleanField(default=False)
    is_petitioner = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = Signatures.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("petition", "person"), name="one_signature_per_petition_and_person"),
            models.UniqueConstraint(
                fields=("petition",), condition=Q(is_petitioner=True), name="one_petitioner_per_petition"
            ),
            models.CheckConstraint(condition=_WHOLE | _ERASED, name="signature_is_whole_or_erased"),
        ]
        indexes = [models.Index(fields=("person",), name="signatures_of_a_person")]

    @property
    def place(self) -> str:
        """As the log's commitment has it: `US-CA`, `CA`, or empty."""
        return f"{self.country}-{self.state}" if self.state else self.country

    def opened_email(self) -> str:
        """The address as it was confirmed; raises Unreadable, or ValueError when the person was erased."""
        return self._opened("email", self.email)

    def opened_name(self) -> str:
        """The name as it was given; raises Unreadable, or ValueError when the person was erased."""
        return self._opened("name", self.name)

    def opened_salt(self) -> bytes:
        """The 32 bytes under which the log's commitment was made."""
        return bytes.fromhex(self._opened("salt", self.salt))

    def _opened(self, what: str, blob: bytes | memoryview | None) -> str:
        if blob is None:
            raise ValueError("the person was erased")
        return sealer().open(bytes(blob), what.encode() + b":" + self.key.bytes)


class Tally(models.Model):
    """How many signatures stand per petition and place: kept by the transactions that change them."""

    petition = models.ForeignKey("petitions.Petition", on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2)
    state = models.CharField(max_length=3, blank=True)
    standing = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("petition", "country", "state"), name="one_tally_per_place"),
            models.CheckConstraint(condition=Q(standing__gte=0), name="tally_never_below_zero"),
        ]


class HourTally(models.Model):
    """How many of the signatures that stand were confirmed in an hour (UTC), per petition; kept as `Tally` is."""

    petition = models.ForeignKey("petitions.Petition", on_delete=models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    standing = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("petition", "hour"), name="one_tally_per_hour"),
            models.CheckConstraint(condition=Q(standing__gte=0), name="hour_tally_never_below_zero"),
            models.CheckConstraint(condition=Q(hour__minute=0, hour__second=0), name="hour_tally_is_of_an_hour"),
        ]


class PlaceTable(models.Model):
    """The tables by place and by hour as last disclosed: cells of at least ten, refreshed at most once an hour."""

    petition = models.OneToOneField(
        "petitions.Petition", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    made_at = models.DateTimeField()
    rows = models.JSONField()
    days = models.JSONField(default=list)
    hours = models.JSONField(default=list)

    def is_stale(self, now: datetime, hours: int = 1) -> bool:
        """Older than an hour."""
        return (now - self.made_at).total_seconds() >= hours * 3600
