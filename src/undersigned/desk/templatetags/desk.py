"""What the desk's templates ask: where the subject of a decision is to be seen, what a state is called."""

from django import template
from django.urls import reverse

from undersigned.petitions.models import State
from undersigned.staff.models import Decision
from undersigned.staff.roles import Verb

register = template.Library()


@register.filter
def subject_address(decision: Decision) -> str:
    """The desk's page for what a decision is about; empty where there is none."""
    if decision.verb == Verb.DISCARD:
        return ""
    kind, _colon, key = decision.subject.partition(":")
    if kind == "petition":
        return reverse("desk_petition", args=[decision.authority_id, key])
    if kind == "response":
        return reverse("desk_answer", args=[decision.authority_id, key])
    if kind == "referral":
        return reverse("desk_referral", args=[decision.authority_id, key])
    if kind == "campaign":
        return reverse("desk_campaign", args=[decision.authority_id, key])
    return ""


@register.filter
def state_name(code: str) -> str:
    """A petition's state in words."""
    return str(State(code).label)
