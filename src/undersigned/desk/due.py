"""The date by which an answer is due is moved here, for a reason that everyone reads."""

from datetime import UTC, datetime, time

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from undersigned.kit import clock
from undersigned.petitions.models import Petition
from undersigned.responses import due
from undersigned.responses.drafting import Stale
from undersigned.staff import access
from undersigned.staff.decisions import Member


class DateForm(forms.Form):
    """The new date, and why."""

    until = forms.DateField(
        label=lazy("The answer is now due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": lazy("Enter the new date.")},
    )
    reason = forms.CharField(
        label=lazy("Why the answer needs longer"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Everyone reads this on the petition’s page."),
        error_messages={"required": lazy("Give the reason; everyone reads it.")},
    )


@access.staff("approver")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, member: Member, petition_id: str) -> HttpResponse:
    """A due date that has not passed is moved by sixty days at most."""
    owed = Petition.objects.awaiting_response().filter(pk=petition_id, authority_id=member.authority).first()
    if owed is None:
        raise Http404
    form = DateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        until = datetime.combine(form.cleaned_data["until"], time(23, 59, 59), UTC)
        try:
            due.extend(member, owed.pk, until, form.cleaned_data["reason"], clock.now())
            messages.success(request, _("Moved. The old date, the new one and your reason are public."))
            return redirect("desk_petition", member.authority, owed.pk)
        except due.TooLate:
            form.add_error(None, _("The date has passed. Only an answer ends that it is overdue."))
        except due.TooFar:
            form.add_error("until", _("Choose a day after the present date, at most 60 days later."))
        except Stale:
            form.add_error(None, _("Someone moved the date or answered meanwhile. Look at the petition again."))
    context = {
        "member": member,
        "petition": owed,
        "form": form,
        "too_late": clock.now() >= (owed.due_at or clock.now()),
    }
    return render(request, "desk/due.html", context, status=422 if form.is_bound else 200)
