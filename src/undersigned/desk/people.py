"""Administrators see who works for the authority, give and take roles, and hand out sign-in links."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.kit import clock
from undersigned.kit.paging import page_of
from undersigned.staff import access
from undersigned.staff.decisions import Member, record
from undersigned.staff.entering import make_link
from undersigned.staff.models import Decision, Role, User
from undersigned.staff.people import BadAddress, LastAdministrator, forget_sign_in, give_role, person, take_role
from undersigned.staff.roles import RoleName, Verb


class NewcomerForm(forms.Form):
    """Someone gets a role here: a colleague who is here already, or a newcomer."""

    email = forms.CharField(
        label=lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": lazy("Enter the person’s e-mail address.")},
    )
    role = forms.ChoiceField(
        label=lazy("Role"),
        choices=[(role.value, role.label.capitalize()) for role in RoleName],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose a role.")},
    )


@access.staff("administrator")
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, member: Member) -> HttpResponse:
    """Who works here, and a form that gives someone a role."""
    form = NewcomerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _give(request, member, form.cleaned_data["email"], RoleName(form.cleaned_data["role"]))
        except BadAddress as error:
            form.add_error("email", str(error))
    workers: dict[User, list[Role]] = {}
    for role in Role.objects.at(member.authority):
        workers.setdefault(role.user, []).append(role)
    context = {"member": member, "form": form, "workers": workers.items()}
    return render(request, "desk/people.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _give(request: HttpRequest, member: Member, email: str, role: RoleName) -> HttpResponse:
    now = clock.now()
    user = person(email, now)
    new = give_role(member, user, role, now)
    words = {"who": user.email, "role": role.label}
    if new:
        messages.success(request, _("%(who)s is now a %(role)s here.") % words)
    else:
        messages.info(request, _("%(who)s was a %(role)s here already.") % words)
    return redirect("desk_people", member.authority)


@access.staff("administrator")
@require_POST
def take(request: HttpRequest, member: Member, user_id: int) -> HttpResponse:
    """A role is taken away."""
    user = _colleague(member, user_id)
    role = request.POST.get("role", "")
    if role not in RoleName.values:
        raise Http404
    try:
        take_role(member, user, RoleName(role), clock.now())
        messages.success(
            request, _("%(who)s is no longer a %(role)s here.") % {"who": user.email, "role": RoleName(role).label}
        )
    except LastAdministrator:
        messages.error(request, _("You are the last administrator here. Make someone else one first."))
    if user == member.user and role == RoleName.ADMINISTRATOR:
        return redirect("desk")
    return redirect("desk_people", member.authority)


@access.staff("administrator")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, member: Member, user_id: int) -> HttpResponse:
    """A new one-time sign-in link is made and shown once; for someone who lost all, the rest is forgotten too."""
    user = _colleague(member, user_id)
    elsewhere = user.roles.exclude(authority_id=member.authority).exists()
    context: dict[str, object] = {"member": member, "colleague": user, "elsewhere": elsewhere}
    if request.method == "POST":
        reset = request.POST.get("reset") == "1"
        if elsewhere:
            # One authority's administrator must not open the way into another's; the operator can.
            return render(request, "desk/link.html", {**context, "refused": True}, status=403)
        now = clock.now()
        with transaction.atomic():
            verb = Verb.RESET if reset else Verb.MAKE_LINK
            record(verb, member, subject=f"user:{user.pk}", now=now, note=user.email)
            if reset:
                forget_sign_in(user)
            context["address"] = make_link(user, now)
    answer = render(request, "desk/link.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@access.staff()
@require_safe
def decisions(request: HttpRequest, member: Member) -> HttpResponse:
    """Everything that was decided for this authority, the latest first."""
    page = page_of(Decision.objects.at(member.authority), request.GET.get("page"))
    return render(request, "desk/decisions.html", {"member": member, "page": page})


def _colleague(member: Member, user_id: int) -> User:
    user = User.objects.filter(pk=user_id, roles__authority_id=member.authority).distinct().first()
    if user is None:
        raise Http404
    return user
