"""The tables of responses: the answer in its languages and its history, what it covers, what it rests on."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from undersigned.kit.ids import public_id

TITLE_LENGTH = 160
SUMMARY_LENGTH = 500
BODY_LENGTH = 40_000
EXHIBITS_AT_MOST = 20


class State(models.TextChoices):
    """How far a response has come."""

    DRAFT = "draft", _("being drafted")
    SUBMITTED = "submitted", _("waiting for approval")
    PUBLISHED = "published", _("published")


class Outcome(models.TextChoices):
    """What the authority answers."""

    GRANTED = "granted", _("Granted")
    IN_PART = "granted-in-part", _("Granted in part")
    DECLINED = "declined", _("Declined")
    NO_POWER = "no-power", _("No power here")
    UNDER_WAY = "under-way", _("Under way")
    EXPLAINED = "explained", _("Explained")
    NO_COMMENT = "no-comment", _("Declined to comment")


class Silence(models.TextChoices):
    """The published reasons for declining to comment."""

    COURT = "court", _("A court is deciding the matter, and comment could influence it.")
    INVESTIGATION = "investigation", _("An investigation is going on, and comment could harm it.")
    PROCUREMENT = "procurement", _("A public contract is being awarded, and comment could be unfair to bidders.")
    INDIVIDUAL = "individual", _("The matter is one person’s own case, and we do not speak of it in public.")
    SECURITY = "security", _("Comment could endanger people or national security.")


class Responses(models.QuerySet["Response"]):
    """Responses by what people ask of them."""

    def published(self) -> Responses:
        """Those that anyone may read, the latest first."""
        return self.filter(state=State.PUBLISHED).order_by("-published_at", "id")

    def of(self, authority: str) -> Responses:
        """An authority's own, the latest edited first."""
        return self.filter(authority_id=authority).order_by("-edited_at", "id")

    def covering(self, petition_id: str) -> Responses:
        """The published ones that answer this petition, the latest first."""
        return self.published().filter(coverage__petition_id=petition_id)


class Response(models.Model):
    """An answer to one or more petitions. `drafting.py` and `publish.py` alone write it.

    `version` counts the edits, and every edit names the version it began from. Once published the row is fixed:
    a trigger refuses any change, so that what people were sent is what stands.
    """

    id = models.CharField(primary_key=True, max_length=12, default=public_id, editable=False)
    authority = models.ForeignKey("authorities.Authority", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)

    title = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    silence = models.CharField(max_length=16, choices=Silence.choices, blank=True)
    language = models.CharField(max_length=8, default="en")

    author = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edited_by = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    submitted_by = models.ForeignKey("staff.User", on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("staff.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    decision = models.ForeignKey("staff.Decision", on_delete=models.PROTECT, null=True, related_name="+")

    petitions = models.ManyToManyField("petitions.Petition", through="Coverage", related_name="+")

    objects = Responses.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id__regex=r"^[a-z0-9]{12}$"), name="response_id_is_random_text"),
            models.CheckConstraint(
                condition=Q(
                    LessThanOrEqual(Length("title"), TITLE_LENGTH),
                    LessThanOrEqual(Length("summary"), SUMMARY_LENGTH),
                    LessThanOrEqual(Length("body"), BODY_LENGTH),
                ),
                name="response_text_within_limits",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, submitted_by__isnull=True, submitted_at__isnull=True)
                | (Q(state__in=(State.SUBMITTED, State.PUBLISHED), submitted_by__isnull=False) & ~Q(outcome="")),
                name="response_is_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(state=State.PUBLISHED)
                    & Q(approved_by__isnull=True, published_at__isnull=True, decision__isnull=True)
                )
                | Q(
                    state=State.PUBLISHED,
                    approved_by__isnull=False,
                    published_at__isnull=False,
                    decision__isnull=False,
                ),
                name="response_is_published_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("author")) & ~Q(approved_by=F("submitted_by"))),
                name="response_is_approved_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.NO_COMMENT) | Q(silence=""), name="response_silence_has_its_outcome"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | ~Q(outcome=Outcome.NO_COMMENT) | ~Q(silence=""),
                name="response_silence_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=("authority", "-edited_at"), name="response_by_authority"),
            models.Index(fields=("-published_at",), condition=Q(state=State.PUBLISHED), name="response_published"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.title}"

    @property
    def is_published(self) -> bool:
        """Anyone may read it."""
        return self.state == State.PUBLISHED


class Coverage(models.Model):
    """One petition that a response answers."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="coverage")
    petition = models.ForeignKey("petitions.Petition", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("response", "petition"), name="coverage_once")]

    def __str__(self) -> str:
        return f"{self.response_id} answers {self.petition_id}"


class Translation(models.Model):
    """The words of a response in one more language; outcome, petitions and exhibits are the response's own."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=8)
    title = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        ordering = ("language",)
        constraints = [
            models.UniqueConstraint(fields=("response", "language"), name="translation_once_per_language"),
            models.CheckConstraint(
                condition=Q(language__regex=r"^[a-z]{2,3}(-[a-z]{2,4})?$"), name="translation_names_a_language"
            ),
            models.CheckConstraint(
                condition=Q(
                    LessThanOrEqual(Length("title"), TITLE_LENGTH),
                    LessThanOrEqual(Length("summary"), SUMMARY_LENGTH),
                    LessThanOrEqual(Length("body"), BODY_LENGTH),
                ),
                name="translation_text_within_limits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} in {self.language}"


class Kind(models.TextChoices):
    """What an answer can rest on."""

    DOCUMENT = "document", _("A document")
    FIGURE = "figure", _("A figure from the record")
    LAW = "law", _("A quotation of law")


class Exhibit(models.Model):
    """Something an answer rests on: a document with publisher and date, a figure, a quotation of law.

    `record` holds what a figure was drawn from: its query, its rows and its as-of date, as they were then.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="exhibits")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DOCUMENT)
    title = models.TextField()
    publisher = models.TextField(blank=True)
    dated = models.DateField(null=True)
    url = models.TextField(blank=True)
    quotation = models.TextField(blank=True)
    record = models.JSONField(null=True)

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(
                fields=("response", "place"), name="exhibit_has_its_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=~Q(title=""), name="exhibit_has_a_title"),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=r"^https?://"), name="exhibit_links_to_the_web"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Revision(models.Model):
    """What a response said at one version, and who made it so: the visible history of drafting.

    `petitions` are the ids of those it covered, `exhibits` those it rested on, without their records.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    made_by = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    title = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    silence = models.CharField(max_length=16, blank=True)
    translations = models.JSONField(default=list)
    petitions = models.JSONField(default=list)
    exhibits = models.JSONField(default=list)

    class Meta:
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=("response", "version"), name="revision_once")]

    def __str__(self) -> str:
        return f"{self.response_id} version {self.version}"


class Hold(models.Model):
    """Who is at a draft right now, so that two people do not write at once; saving compares versions anyway."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, primary_key=True, related_name="hold")
    holder = models.ForeignKey("staff.User", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.holder_id} holds {self.response_id}"

    def lasts(self, now: datetime) -> bool:
        """It is not over yet."""
        return now < self.until
