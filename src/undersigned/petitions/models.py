"""The tables of petitions: the petition with its facts, its issues, and the history no change can avoid."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from undersigned.kit.ids import public_id

TITLE_LENGTH = 120
BODY_LENGTH = 800
ISSUES_AT_MOST = 3


class State(models.TextChoices):
    """Where a petition is in its life; the allowed changes stand in the table `petitions_allowed` (0002)."""

    DRAFT = "draft", _("draft")
    SUPPORTING = "supporting", _("gathering supporters")
    MODERATING = "moderating", _("waiting for a moderator")
    OPEN = "open", _("open for signatures")
    CLOSED = "closed", _("closed")
    REJECTED = "rejected", _("rejected")
    LAPSED = "lapsed", _("lapsed")
    REMOVED = "removed", _("removed")


#: States whose petitions anyone may read.
PUBLIC_STATES = (State.OPEN, State.CLOSED)


class Issue(models.Model):
    """A subject that petitions are sorted by."""

    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Petitions(models.QuerySet["Petition"]):
    """Petitions by what people ask of them."""

    def public(self) -> Petitions:
        """Those that anyone may read."""
        return self.filter(state__in=PUBLIC_STATES)

    def open_at(self, now: datetime) -> Petitions:
        """Those that can be signed at this moment."""
        return self.filter(state=State.OPEN, closes_at__gt=now)

    def awaiting_response(self) -> Petitions:
        """Those that are owed an answer and have none, the longest owed first."""
        return self.public().filter(due_at__isnull=False, responded_at__isnull=True).order_by("due_at", "id")

    def responded(self) -> Petitions:
        """Those that a published response covers, the latest first."""
        return self.public().filter(responded_at__isnull=False).order_by("-responded_at", "id")

    def counted_here(self) -> Petitions:
        """Those whose signatures were counted on this site, not recorded elsewhere."""
        return self.filter(recorded_source="")

    def waiting_for_moderation(self) -> Petitions:
        """The moderators' queue, the longest waiting first."""
        return self.filter(state=State.MODERATING).order_by("stated_at", "id")

    def due_to_close(self, now: datetime) -> Petitions:
        """Open ones whose last moment has passed."""
        return self.filter(state=State.OPEN, closes_at__lte=now)

    def due_to_lapse(self, now: datetime) -> Petitions:
        """Drafts and petitions short of supporters whose time is up."""
        return self.filter(state__in=(State.DRAFT, State.SUPPORTING), lapses_at__lte=now)


class Petition(models.Model):
    """A request to an authority. Its state is written by `lifecycle.py` alone.

    `step` numbers the changes of state; (id, step, state) refers to the history row that made it so, which refers
    to the table of allowed changes. So an illegal change, or one without history, cannot be stored.
    """

    id = models.CharField(primary_key=True, max_length=12, default=public_id, editable=False)
    authority = models.ForeignKey("authorities.Authority", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    step = models.PositiveIntegerField(default=0)
    stated_at = models.DateTimeField()

    # What is asked. Plain text; never changed once supported.
    title = models.TextField()
    body = models.TextField()
    ask = models.CharField(max_length=20, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    finding = models.JSONField(null=True, blank=True)
    issues = models.ManyToManyField(Issue, related_name="petitions")
    language = models.CharField(max_length=8, default="en")
    text_sha256 = models.BinaryField(max_length=32, null=True)
    created_at = models.DateTimeField(null=True)

    # The policy it is under: the one in force at its start until it opens, then frozen.
    supporters_needed = models.PositiveIntegerField(default=0)
    threshold = models.PositiveIntegerField(default=0)
    days_open = models.PositiveIntegerField(default=0)
    days_answer = models.PositiveIntegerField(default=0)

    # Facts beside the state.
    lapses_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    referred_at = models.DateTimeField(null=True)
    rejection = models.CharField(max_length=40, blank=True)

    # Recorded elsewhere: imported from another site, with the count it had there.
    recorded_source = models.CharField(max_length=40, blank=True)
    recorded_id = models.CharField(max_length=40, blank=True)
    recorded_count = models.PositiveIntegerField(null=True)
    recorded_threshold = models.PositiveIntegerField(null=True)
    recorded_url = models.TextField(blank=True)
    recorded_status = models.CharField(max_length=40, blank=True)
    recorded_response_url = models.TextField(blank=True)

    search = SearchVectorField(null=True)

    objects = Petitions.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=Q(id__regex=r"^[a-z0-9]{12}$"), name="petition_id_is_random_text"),
            models.CheckConstraint(
                condition=~Q(recorded_source="")
                | (
                    Q(LessThanOrEqual(Length("title"), TITLE_LENGTH))
                    & Q(LessThanOrEqual(Length("body"), BODY_LENGTH))
                ),
                name="petition_text_within_limits",
            ),
            models.CheckConstraint(
                condition=Q(state=State.LAPSED) | ~Q(title=""), name="petition_has_a_title_until_it_lapses"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.OPEN)
                | Q(opened_at__isnull=False, closes_at__isnull=False, threshold__gt=0),
                name="petition_open_has_dates_and_threshold",
            ),
            models.CheckConstraint(
                condition=Q(recorded_source="", recorded_count__isnull=True)
                | (
                    ~Q(recorded_source="")
                    & Q(recorded_count__isnull=False, reached_at__isnull=True, due_at__isnull=True)
                    & ~Q(state__in=(State.DRAFT, State.SUPPORTING, State.MODERATING, State.OPEN))
                ),
                name="petition_recorded_elsewhere_is_never_counted_here",
            ),
            models.CheckConstraint(
                condition=Q(reached_at__isnull=True, due_at__isnull=True)
                | Q(reached_at__isnull=False, due_at__isnull=False, opened_at__isnull=False),
                name="petition_reached_is_owed_by_a_date",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(State.DRAFT, State.LAPSED))
                | Q(text_sha256__isnull=False)
                | ~Q(recorded_source=""),
                name="petition_text_is_fixed_once_supported",
            ),
            models.UniqueConstraint(
                fields=("recorded_source", "recorded_id"),
                condition=~Q(recorded_source=""),
                name="petition_recorded_once",
            ),
        ]
        indexes = [
            models.Index(fields=("state", "-opened_at"), name="petition_by_state"),
            models.Index(F("due_at"), condition=Q(responded_at__isnull=True), name="petition_owed"),
            models.Index(fields=("-responded_at",), name="petition_responded"),
            GinIndex(fields=("search",), name="petition_by_word"),
            # What lists and searches ask of every petition, so that they need not read its text.
            models.Index(
                fields=("id",),
                include=("state", "authority", "closes_at", "due_at", "responded_at", "recorded_status"),
                name="petition_standing",
            ),
            models.Index(
                F("opened_at").desc(nulls_last=True),
                "id",
                condition=Q(state__in=PUBLIC_STATES),
                name="petition_newest",
            ),
            models.Index(
                F("closes_at").desc(nulls_last=True),
                "id",
                condition=Q(state__in=PUBLIC_STATES),
                name="petition_last_closed",
            ),
            models.Index(
                fields=("id",), condition=Q(recorded_status="responded"), name="petition_answered_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.title}"

    @property
    def published_text(self) -> bytes:
        """What the log's first entry commits to: title, an empty line, body; UTF-8."""
        return f"{self.title}\n\n{self.body}".encode()

    @property
    def is_public(self) -> bool:
        """Anyone may read it."""
        return self.state in PUBLIC_STATES

    @property
    def is_recorded_elsewhere(self) -> bool:
        """It was imported with the count another site had; it is never signed here."""
        return bool(self.recorded_source)

    def takes_signatures(self, now: datetime) -> bool:
        """It can be signed at this moment: it is open, and its date has not come."""
        return self.state == State.OPEN and self.closes_at is not None and now < self.closes_at

    def takes_supporters(self, now: datetime) -> bool:
        """Supporters can join at this moment, by its private link."""
        return (
            self.state == State.SUPPORTING and self.lapses_at is not None and now < self.lapses_at
        ) or self.state == State.MODERATING

    def days_left(self, now: datetime) -> int:
        """Whole days, begun ones counted, until it closes; 0 when it takes no signatures."""
        if not self.takes_signatures(now) or self.closes_at is None:
            return 0
        return -((now - self.closes_at) // timedelta(days=1))

    def days_overdue(self, now: datetime) -> int:
        """Whole days since the answer was due; 0 when none is owed, or it is not due yet."""
        if self.due_at is None or self.responded_at is not None:
            return 0
        return max(0, (now - self.due_at) // timedelta(days=1))


class Change(models.Model):
    """One change of a petition's state, for ever: the public history. The foreign keys are in SQL (0002)."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="history")
    step = models.PositiveIntegerField()
    step_before = models.PositiveIntegerField(null=True)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=40, blank=True)
    decision = models.ForeignKey("staff.Decision", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "petitions_history"
        ordering = ("step",)
        constraints = [
            models.UniqueConstraint(fields=("petition", "step", "to_state"), name="change_once"),
            models.UniqueConstraint(fields=("petition", "step"), name="change_numbered_once"),
            models.CheckConstraint(
                condition=Q(step=0, step_before__isnull=True, from_state="")
                | (Q(step__gt=0, step_before=F("step") - 1) & ~Q(from_state="")),
                name="change_follows_the_one_before",
            ),
        ]


class WordUse(models.Model):
    """One word of one petition's text and how much it says of it: what `similar.py` compares."""

    pk = models.CompositePrimaryKey("petition_id", "word")
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="+", db_index=False)
    word = models.TextField()
    weight = models.FloatField()

    class Meta:
        db_table = "petitions_word_use"
        indexes = [models.Index(fields=("word",), include=("petition", "weight"), name="word_use_by_word")]
