"""The tables of letters: the outbox, the campaigns that fill it, and what is known about addresses."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import Exact

PERSON_BYTES = 32
DOMAIN_BYTES = 8


class State(models.TextChoices):
    """What became of a letter."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Stage(models.TextChoices):
    """Where a campaign is: waiting to be enlisted, being enlisted, sending, held by staff, done."""

    WAITING = "waiting"
    ENLISTING = "enlisting"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"


class Scope(models.TextChoices):
    """Which letters a person declined."""

    CAMPAIGNS = "campaigns"
    ALL = "all"


class Campaigns(models.QuerySet["Campaign"]):
    """Campaigns by what people ask of them."""

    def about(self, subject_id: str) -> Campaigns:
        """Those that carry this response (or another subject), the first one first."""
        return self.filter(subject_id=subject_id).order_by("id")

    def unfinished(self) -> Campaigns:
        """Those that are not done, the oldest first."""
        return self.exclude(stage=Stage.DONE).order_by("id")

    def covering(self, petition_id: str) -> Campaigns:
        """Those that write to this petition's signers, the oldest first."""
        return self.filter(petitions__contains=[petition_id]).order_by("id")


class Campaign(models.Model):
    """One letter to everyone who signed any of some petitions. `campaigns.py` alone changes its stage."""

    kind = models.TextField()
    subject_id = models.TextField()
    petitions = ArrayField(models.TextField())
    survey = models.BooleanField(default=False)
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.WAITING)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    enlist_until = models.DateTimeField(null=True)

    # How fast: letters a second (null: as fast as it goes), letters left of the first wave (null: all at once).
    rate = models.PositiveIntegerField(null=True)
    wave_left = models.PositiveIntegerField(null=True)
    next_at = models.DateTimeField(null=True)

    # Counted in the transaction that marks the letters, so that showing progress reads one row.
    total = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    pace_from = models.DateTimeField(null=True)
    pace_count = models.PositiveIntegerField(default=0)
    pace = models.FloatField(default=0)

    objects = Campaigns.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="mail_campaign_stage_is_known"),
            models.CheckConstraint(condition=Q(rate__isnull=True) | Q(rate__gt=0), name="mail_campaign_rate_moves"),
            models.CheckConstraint(
                condition=Q(stage=Stage.DONE, ended_at__isnull=False)
                | (~Q(stage=Stage.DONE) & Q(ended_at__isnull=True)),
                name="mail_campaign_ends_when_done",
            ),
            models.CheckConstraint(
                condition=Q(total__gte=F("sent") + F("failed") + F("dropped")),
                name="mail_campaign_ends_no_more_letters_than_it_has",
            ),
            models.UniqueConstraint(fields=("kind", "subject_id"), name="mail_campaign_once_per_subject"),
        ]
        indexes = [
            models.Index(fields=("id",), condition=~Q(stage=Stage.DONE), name="mail_campaign_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Body(models.Model):
    """What a campaign says in one language, rendered once."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="bodies", db_index=False)
    language = models.CharField(max_length=8)
    title = models.TextField()
    text = models.TextField()
    html = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("campaign", "language"), name="mail_body_once_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class Letters(models.QuerySet["Letter"]):
    """Letters by what people ask of them."""

    def waiting(self) -> Letters:
        """Those that are not sent yet and still shall be."""
        return self.filter(state=State.WAITING)

    def single(self) -> Letters:
        """Those that belong to no campaign."""
        return self.filter(campaign__isnull=True)

    def ended_since(self, state: State, moment: datetime) -> Letters:
        """Those that came to this end at or after a moment."""
        return self.filter(state=state, ended_at__gte=moment)


class Letter(models.Model):
    """One letter to one address: a row of the outbox.

    Address, name and context are AES-GCM ciphertext. Address and name are bound to `sealed_for` (the letter itself,
    or the signature it was enlisted from, so that enlisting copies ciphertext as it stands), the context to the
    letter's id; `letters.py` holds the three bindings. Address, name and context go when the letter is sent or
    dropped: the person's keyed mark is all that stays, and it goes when the person is erased.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.TextField()
    campaign = models.ForeignKey(
        Campaign, null=True, on_delete=models.PROTECT, related_name="letters", db_index=False
    )
    person = models.BinaryField(max_length=PERSON_BYTES, null=True)
    sealed_for = models.UUIDField()
    email = models.BinaryField(null=True)
    name = models.BinaryField(null=True)
    context = models.BinaryField(null=True)
    domain = models.BinaryField(max_length=DOMAIN_BYTES)
    language = models.CharField(max_length=8, db_default=Value("en"))
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(db_default=Value(0))
    state = models.CharField(max_length=7, choices=State.choices, db_default=Value("waiting"))
    ended_at = models.DateTimeField(null=True)
    why = models.TextField(db_default=Value(""))

    objects = Letters.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="mail_letter_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, ended_at__isnull=True, email__isnull=False)
                | (~Q(state=State.WAITING) & Q(ended_at__isnull=False)),
                name="mail_letter_waits_with_an_address_or_has_ended",
            ),
            models.CheckConstraint(
                condition=Q(campaign__isnull=True, sealed_for=F("id"))
                | Q(campaign__isnull=False, person__isnull=False)
                | Q(campaign__isnull=False, sealed_for=F("id"), ended_at__isnull=False, email__isnull=True),
                name="mail_letter_is_sealed_for_itself_or_enlisted",
            ),
            models.CheckConstraint(
                condition=(Q(person__isnull=True) | Q(Exact(Length("person"), PERSON_BYTES)))
                & Q(Exact(Length("domain"), DOMAIN_BYTES)),
                name="mail_letter_marks_have_their_length",
            ),
            models.UniqueConstraint(
                fields=("campaign", "person"),
                condition=Q(campaign__isnull=False),
                name="mail_letter_one_per_person_and_campaign",
            ),
        ]
        indexes = [
            models.Index(
                fields=("next_at",),
                condition=Q(state=State.WAITING, campaign__isnull=True),
                name="mail_letter_due_single",
            ),
            models.Index(
                fields=("campaign", "next_at"),
                condition=Q(state=State.WAITING, campaign__isnull=False),
                name="mail_letter_due_campaign",
            ),
            models.Index(
                fields=("campaign", "why"),
                condition=Q(state__in=(State.FAILED, State.DROPPED)),
                name="mail_letter_not_delivered",
            ),
            models.Index(fields=("ended_at",), condition=Q(ended_at__isnull=False), name="mail_letter_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Suppression(models.Model):
    """A person who asked for no more letters. It outlives erasure, as the keyed mark alone."""

    person = models.BinaryField(primary_key=True, max_length=PERSON_BYTES)
    scope = models.CharField(max_length=9, choices=Scope.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=Scope.values) & Q(Exact(Length("person"), PERSON_BYTES)),
                name="mail_suppression_is_well_formed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {bytes(self.person).hex()}"


class Budget(models.Model):
    """When the latest letters that anyone can cause were let through to one person."""

    person = models.BinaryField(primary_key=True, max_length=PERSON_BYTES)
    spent = ArrayField(models.DateTimeField())
    granted = models.PositiveSmallIntegerField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return bytes(self.person).hex()


class Hold(models.Model):
    """A mail domain that refused letters for the moment, and until when its letters rest."""

    domain = models.BinaryField(primary_key=True, max_length=DOMAIN_BYTES)
    failures = models.PositiveIntegerField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{bytes(self.domain).hex()} until {self.until}"


class Bounce(models.Model):
    """A person whose address refused letters for good, how often, and why the last time."""

    person = models.BinaryField(primary_key=True, max_length=PERSON_BYTES)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    why = models.TextField()

    #: Campaigns pass over an address that refused this often within this time.
    COUNT_AT_MOST = 2
    REMEMBERED = timedelta(days=90)

    def __str__(self) -> str:
        return f"{bytes(self.person).hex()} {self.count}"
