"""The moderators' queue: the longest waiting first, and a page for each petition where the verdict is given."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.authorities.finding import Finding
from undersigned.kit import clock
from undersigned.kit.paging import page_of
from undersigned.ledger.models import Log
from undersigned.petitions.lifecycle import WrongState
from undersigned.petitions.models import PUBLIC_STATES, Petition, State
from undersigned.petitions.reasons import reasons, reasons_for
from undersigned.petitions.similar import Similar, similar
from undersigned.responses.reading import finding_of
from undersigned.signatures import moderation
from undersigned.signatures.models import Signature
from undersigned.staff import access
from undersigned.staff.decisions import Member
from undersigned.staff.models import Decision
from undersigned.staff.roles import Verb

PAGE = 10
NOTE_LENGTH = 1000
#: A moderator sees what is public, and what waits beside this one.
COMPARED = (*PUBLIC_STATES, State.MODERATING)


@dataclass(frozen=True)
class Waiting:
    """One petition in the queue, with what is like it."""

    petition: Petition
    days: int
    like: list[Similar]
    finding: Finding | None


class VerdictForm(forms.Form):
    """Approve, or reject for a reason of the published list."""

    APPROVE, REJECT = "approve", "reject"

    verdict = forms.ChoiceField(
        label=lazy("Shall it open?"),
        choices=[(APPROVE, lazy("Approve: open it for signatures now")), (REJECT, lazy("Reject it for a reason"))],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose to approve or to reject.")},
    )
    reason = forms.ChoiceField(
        label=lazy("If you reject it: why"),
        required=False,
        help_text=lazy("The petitioner and the public read the text of the reason you choose."),
    )
    note = forms.CharField(
        label=lazy("A word to the petitioner"),
        required=False,
        max_length=NOTE_LENGTH,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy(
            "It stands in the letter of rejection and is kept with the decision. The public does not see it."
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        choices = [(reason.code, reason.label) for reason in reasons_for("reject")]
        reason_field = self.fields["reason"]
        assert isinstance(reason_field, forms.ChoiceField)
        reason_field.choices = [("", _("Choose a reason")), *choices]
        # Not optional for who rejects; the field's template reads this.
        reason_field.asked_later = True  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A rejection needs its reason."""
        super().clean()
        if self.cleaned_data.get("verdict") == self.REJECT and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Choose the reason for which you reject it."))


class RemovalForm(forms.Form):
    """Take a public petition off the site."""

    reason = forms.ChoiceField(label=lazy("Why it has to go"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=lazy("Note for the record"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": lazy("Say what happened, for those who ask later.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        reason_field = self.fields["reason"]
        assert isinstance(reason_field, forms.ChoiceField)
        reason_field.choices = [(reason.code, reason.label) for reason in reasons_for("remove")]


@access.staff("moderator")
@require_safe
def queue(request: HttpRequest, member: Member) -> HttpResponse:
    """Petitions that wait for a moderator, the longest waiting first, each with what is like it."""
    now = clock.now()
    rows = Petition.objects.waiting_for_moderation().filter(authority_id=member.authority).defer("search")
    page = page_of(rows.prefetch_related("issues"), request.GET.get("page"), PAGE)
    listed = [
        Waiting(petition, (now - petition.stated_at).days, _like(petition), finding_of(petition))
        for petition in page.rows
    ]
    return render(request, "desk/queue.html", {"member": member, "page": page, "listed": listed})


@access.staff()
@require_http_methods(["GET", "HEAD", "POST"])
def petition(request: HttpRequest, member: Member, petition_id: str) -> HttpResponse:
    """One petition of the authority with its whole history; moderators give their verdict here."""
    found = _own(member, petition_id)
    judging = found.state == State.MODERATING and member.may(Verb.APPROVE)
    form = VerdictForm(_posted(request)) if judging else None
    if request.method == "POST":
        if not member.may(Verb.APPROVE):
            return _refused(request, member)
        if form is None:
            messages.warning(request, _("Someone decided on this petition before you. Nothing was changed."))
            return redirect(request.path)
        if form.is_valid():
            return _judge(request, member, found, form)
    status = 422 if form and form.is_bound else 200
    return render(request, "desk/petition.html", _shown(member, found, form), status=status)


@access.staff("administrator")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, member: Member, petition_id: str) -> HttpResponse:
    """A public petition is taken off the site, after a second look."""
    found = _own(member, petition_id)
    if not found.is_public:
        raise Http404
    form = RemovalForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            moderation.remove(
                member, found.pk, form.cleaned_data["reason"], clock.now(), note=form.cleaned_data["note"]
            )
            messages.success(request, _("The petition was removed. Its page says so, and its log stays."))
        except WrongState:
            messages.warning(request, _("Someone changed this petition before you. Nothing was changed."))
        return redirect("desk_petition", member.authority, found.pk)
    context = {"member": member, "petition": found, "form": form}
    return render(request, "desk/remove.html", context, status=422 if form.is_bound else 200)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it was nothing: an empty form is a wrong one."""
    return request.POST if request.method == "POST" else None


def _own(member: Member, petition_id: str) -> Petition:
    """A petition to this authority, in any state but a draft or lapsed one: those nobody looks at."""
    found = (
        Petition.objects.filter(authority_id=member.authority, pk=petition_id)
        .exclude(state__in=(State.DRAFT, State.LAPSED))
        .select_related("authority")
        .defer("search")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _like(petition: Petition) -> list[Similar]:
    return similar(
        petition.title, petition.body, petition.authority_id, among=COMPARED, without=[petition.pk], limit=3
    )


def _refused(request: HttpRequest, member: Member) -> HttpResponse:
    return render(request, "desk/not_yours.html", {"member": member}, status=403)


def _judge(request: HttpRequest, member: Member, found: Petition, form: VerdictForm) -> HttpResponse:
    given, now = form.cleaned_data, clock.now()
    try:
        if given["verdict"] == form.APPROVE:
            moderation.approve(member, found.pk, now, note=given["note"])
            messages.success(request, _("“%(title)s” is open for signatures.") % {"title": found.title})
        else:
            moderation.reject(member, found.pk, given["reason"], now, note=given["note"])
            messages.success(request, _("“%(title)s” was rejected.") % {"title": found.title})
    except WrongState:
        messages.warning(request, _("Someone decided on this petition before you. Nothing was changed."))
        return redirect("desk_petition", member.authority, found.pk)
    return redirect("desk_queue", member.authority)


def _shown(member: Member, found: Petition, form: VerdictForm | None) -> dict[str, object]:
    now: datetime = clock.now()
    log = Log.objects.filter(petition_id=found.pk).values_list("count", flat=True).first()
    return {
        "member": member,
        "petition": found,
        "now": now,
        "form": form,
        "like": _like(found),
        "finding": finding_of(found),
        "issues": found.issues.all(),
        "supporters": Signature.objects.standing().filter(petition=found).count(),
        "count": found.recorded_count if found.is_recorded_elsewhere else log or 0,
        "history": found.history.select_related("decision", "decision__actor"),
        "decisions": Decision.objects.about(f"petition:{found.pk}"),
        "reason": reasons().get(found.rejection),
        "may_remove": found.is_public and member.may(Verb.REMOVE),
        "may_move": found.due_at is not None and not found.responded_at and member.may(Verb.EXTEND),
        "may_answer": found.is_public and member.may(Verb.SUBMIT),
    }
