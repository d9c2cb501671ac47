"""What was done about the matter of an answer is added and taken back here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.desk.answers import own
from undersigned.kit import clock
from undersigned.responses import following
from undersigned.responses.drafting import Stale
from undersigned.responses.following import Done, Told
from undersigned.responses.models import Deed
from undersigned.staff import access
from undersigned.staff.decisions import Member

NOTE_LENGTH = 1000


class ActionForm(forms.Form):
    """One thing that was done."""

    deed = forms.ChoiceField(label=lazy("What kind of thing"), choices=Deed.choices)
    title = forms.CharField(
        label=lazy("What was done, in one sentence"),
        max_length=200,
        error_messages={"required": lazy("Say what was done.")},
    )
    done_on = forms.DateField(
        label=lazy("On which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": lazy("Enter the day on which it was done.")},
    )
    url = forms.URLField(
        label=lazy("Where it can be read"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=lazy("A link that begins with https:// or http://."),
        error_messages={"invalid": lazy("The link must begin with https:// or http://.")},
    )
    by_others = forms.BooleanField(label=lazy("Others did it: a court, a legislature, a prison"), required=False)
    tell = forms.BooleanField(
        label=lazy("Write to the signers who asked for later news"),
        required=False,
        help_text=lazy("One letter to each, at once."),
    )

    def __init__(self, *args: Any, published: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not published:
            # The letter of the answer itself will tell what was done before it.
            del self.fields["tell"]

    def clean_url(self) -> str:
        """Only the web is linked to."""
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("The link must begin with https:// or http://."))
        return url

    def clean(self) -> None:
        """Nothing is done tomorrow."""
        super().clean()
        done_on = self.cleaned_data.get("done_on")
        if done_on and done_on > clock.now().date():
            self.add_error("done_on", _("That day has not come yet. Add it when it is done."))


@access.staff("responder", "approver")
@require_http_methods(["GET", "HEAD", "POST"])
def actions(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """The timeline of an answer, and a form that adds to it."""
    response, now = own(member, response_id), clock.now()
    form = ActionForm(request.POST if request.method == "POST" else None, published=response.is_published)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        tell = given.pop("tell", False)
        try:
            following.add(member, response.pk, Done(**given), now, tell=tell)
            written = _("Added. Letters go to those who asked for news.")
            messages.success(request, written if tell else _("Added."))
        except Told:
            messages.warning(request, _("It stands there already. Nothing was added, and no letter was sent."))
        return redirect("desk_actions", member.authority, response.pk)
    context = {
        "member": member,
        "response": response,
        "course": following.course(response, now),
        "form": form,
    }
    return render(request, "desk/actions.html", context, status=422 if form.is_bound else 200)


@access.staff("responder", "approver")
@require_POST
def withdraw(request: HttpRequest, member: Member, response_id: str, action_id: int) -> HttpResponse:
    """An action that was not so is taken back."""
    response = own(member, response_id)
    why = request.POST.get("why", "").replace("\x00", "").strip()[:NOTE_LENGTH]
    try:
        following.withdraw(member, response.pk, action_id, why, clock.now())
        messages.success(request, _("Taken back. The record keeps it with your decision."))
    except Stale:
        messages.warning(request, _("It was taken back already."))
    return redirect("desk_actions", member.authority, response.pk)
