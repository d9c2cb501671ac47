"""What follows an answer: actions, referrals and the replies to them, moved dates, reminders, and the survey."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from undersigned.responses.models.answer import Outcome, Response

TITLE_LENGTH = 200
SUMMARY_LENGTH = 500
QUOTATION_LENGTH = 400
_WEB = r"^https?://"


class Deed(models.TextChoices):
    """What kind of thing was done, by the authority or by others."""

    ORDER = "order", _("An order was signed")
    TASK_FORCE = "task-force", _("A task force was set up")
    REPORT = "report", _("A report was published")
    BILL = "bill", _("A bill was introduced")
    VISIT = "visit", _("A visit")
    MEETING = "meeting", _("A meeting")
    RULING = "ruling", _("A court’s ruling")
    RELEASE = "release", _("A release")
    OTHER = "other", _("Something else")


class Actions(models.QuerySet["Action"]):
    """Actions by what people ask of them."""

    def standing(self) -> Actions:
        """Those that were not taken back, the earliest first."""
        return self.filter(withdrawn__isnull=True).order_by("done_on", "id")


class Action(models.Model):
    """Something that was done about the matter of an answer, before it or since, with its own date."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="actions")
    deed = models.CharField(max_length=12, choices=Deed.choices)
    by_others = models.BooleanField(default=False)
    title = models.TextField()
    done_on = models.DateField()
    url = models.TextField(blank=True)
    added_at = models.DateTimeField()
    decision = models.ForeignKey("staff.Decision", on_delete=models.PROTECT, related_name="+")
    withdrawn = models.ForeignKey("staff.Decision", on_delete=models.PROTECT, null=True, related_name="+")

    objects = Actions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="action_has_a_title"),
            models.CheckConstraint(condition=Q(url="") | Q(url__regex=_WEB), name="action_links_to_the_web"),
        ]

    def __str__(self) -> str:
        return f"{self.done_on} {self.title}"


class Way(models.TextChoices):
    """How far a referral has come; one to an office outside is made ready first, then sent by staff."""

    READY = "ready", _("to be sent")
    SENT = "sent", _("sent")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    TAKEN_BACK = "taken-back", _("taken back")
    ANSWERED = "answered", _("answered")


class Referrals(models.QuerySet["Referral"]):
    """Referrals by what people ask of them."""

    def made_by(self, authority: str) -> Referrals:
        """Those an authority made, the latest first."""
        return self.filter(by_id=authority).order_by("-made_at")

    def arriving_at(self, authority: str) -> Referrals:
        """Those made to an authority of this deployment, the latest first."""
        return self.filter(to_authority_id=authority).order_by("-made_at")


class Referral(models.Model):
    """A petition handed on to who can act: an authority of this deployment, or an office outside."""

    petition = models.ForeignKey("petitions.Petition", on_delete=models.PROTECT, related_name="referrals")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, null=True, related_name="referrals")
    by = models.ForeignKey("authorities.Authority", on_delete=models.PROTECT, related_name="+")
    to_authority = models.ForeignKey("authorities.Authority", on_delete=models.PROTECT, null=True, related_name="+")
    to_office = models.TextField(blank=True)
    why = models.TextField()
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.SENT)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    returned_because = models.TextField(blank=True)
    decision = models.ForeignKey("staff.Decision", on_delete=models.PROTECT, related_name="+")

    objects = Referrals.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_authority__isnull=True) ^ Q(to_office=""), name="referral_goes_to_one_place"
            ),
            models.CheckConstraint(
                condition=Q(to_authority__isnull=True) | ~Q(to_authority=F("by")), name="referral_goes_elsewhere"
            ),
            models.CheckConstraint(
                condition=~Q(way__in=(Way.RETURNED, Way.TAKEN_BACK)) | ~Q(returned_because=""),
                name="referral_returned_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=("petition", "to_authority"),
                condition=Q(way__in=(Way.SENT, Way.ACCEPTED)),
                name="referral_under_way_once",
            ),
            models.UniqueConstraint(
                fields=("petition", "to_office"),
                condition=Q(to_authority__isnull=True, way__in=(Way.READY, Way.SENT, Way.ACKNOWLEDGED)),
                name="referral_under_way_once_outside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} to {self.to}"

    @property
    def to(self) -> str:
        """The name of where it went."""
        return self.to_authority.name if self.to_authority else self.to_office


class Reply(models.Model):
    """What an office outside answered to a referral, in our summary, with its own words and their source."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="reply")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    summary = models.TextField()
    quotation = models.TextField(blank=True)
    said_on = models.DateField()
    source = models.TextField()
    url = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    added_at = models.DateTimeField()
    decision = models.ForeignKey("staff.Decision", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(summary="") & ~Q(source=""), name="reply_has_summary_and_source"),
            models.CheckConstraint(condition=Q(url="") | Q(url__regex=_WEB), name="reply_links_to_the_web"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.said_on}"


class Extension(models.Model):
    """A due date that was moved, for a public reason; whether an answer was in time is told by the first date."""

    petition = models.ForeignKey("petitions.Petition", on_delete=models.PROTECT, related_name="extensions")
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    reason = models.TextField()
    made_at = models.DateTimeField()
    decision = models.ForeignKey("staff.Decision", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("made_at",)
        constraints = [
            models.CheckConstraint(condition=Q(due_after__gt=F("due_before")), name="extension_moves_forward"),
            models.CheckConstraint(
                condition=Q(made_at__lt=F("due_before")), name="extension_comes_before_the_date"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} to {self.due_after}"


class Reminder(models.Model):
    """Responders were reminded of a due date: once for each of its days and each date."""

    petition = models.ForeignKey("petitions.Petition", on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    days_before = models.SmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("petition", "due_at", "days_before"), name="reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.days_before} days before"


class Question(models.TextChoices):
    """The three questions that the letter asks."""

    HELPFUL = "helpful", _("Was it helpful to hear from us?")
    LEARNED = "learned", _("Did you learn something new?")
    AGAIN = "again", _("Would you take part again?")


class Surveyed(models.Model):
    """Someone answered the survey; what they said is counted elsewhere, and nothing joins the two."""

    mark = models.BinaryField(max_length=32, primary_key=True)

    def __str__(self) -> str:
        return bytes(self.mark).hex()


class Tally(models.Model):
    """How many answered a question with yes or no, by response and month: counts, and no row of anybody's."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    question = models.CharField(max_length=8, choices=Question.choices)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("response", "month", "question"), name="tally_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="tally_begins_with_its_month"),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.question}"
