"""Template tags and filters behind the parts every page is made of."""

import json
from datetime import datetime

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from undersigned.authorities import say
from undersigned.authorities.finding import Finding
from undersigned.petitions.models import Petition, State

register = template.Library()


@register.simple_tag
def site_name() -> str:
    """The name of the site, as its operator set it."""
    return str(settings.UNDERSIGNED_NAME)


@register.filter
def within(name: str) -> str:
    """An authority's name inside a sentence: "The White House owes", but "to the White House"."""
    return f"the {name[4:]}" if name.startswith("The ") else name


@register.filter
def headline(finding: Finding) -> str:
    """Who can grant it and whether the office addressed can, in one or two sentences."""
    return say.headline(finding)


@register.filter
def kind_of_no(finding: Finding) -> str:
    """What kind of "no" it is, in a sentence; empty where there is nothing to say."""
    return say.kind_of_no(finding)


@register.simple_tag
def site_address() -> str:
    """Where people reach the site, without a slash at the end."""
    return str(settings.UNDERSIGNED_URL)


@register.simple_tag
def altcha_strings() -> str:
    """What the widget of the proof of work says, as the JSON it takes."""
    said = {
        "label": _("Short calculation against programs"),
        "verifying": _("Calculating. This takes a few seconds."),
        "verified": _("Done. Send the form again."),
        "error": _("The calculation failed. Use the button below instead."),
        "expired": _("The calculation is too old. Load the page again."),
        "waitAlert": _("The calculation is not done yet. Wait a moment."),
        "ariaLinkLabel": "ALTCHA",
        "footer": "",
    }
    return json.dumps({name: str(text) for name, text in said.items()})


@register.simple_tag(takes_context=True)
def nav_link(context: Context, route: str, label: str) -> SafeString:
    """A link to a named route, marked as current below it; nothing where this deployment has no such route."""
    try:
        address = reverse(route)
    except NoReverseMatch:
        return SafeString("")
    here = context["request"].path if "request" in context else ""
    within = here == address or here.startswith(address.rstrip("/") + "/")
    current = SafeString(' aria-current="page"') if within and address != "/" else ""
    return format_html('<a href="{}"{}>{}</a>', address, current, label)


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: object) -> str:
    """This page's query string with some values changed; an empty value takes its name out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def shape(field: BoundField) -> str:
    """How a form field is laid out: `tick` (one checkbox), `choices` (radio or checkboxes), `hidden`, or `line`."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "line"


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The field's control in the look of the design system."""
    widget = field.field.widget
    looks: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.CheckboxInput, "usa-checkbox__input"),
        (forms.Textarea, "usa-textarea"),
        (forms.Select, "usa-select"),
        (forms.widgets.Input, "usa-input"),
    )
    look = next((name for kind, name in looks if isinstance(widget, kind)), "")
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{look} {own}".strip()})


@register.filter
def days_left(petition: Petition, now: datetime) -> int:
    """Whole days, begun ones counted, in which it can still be signed."""
    return petition.days_left(now)


@register.filter
def days_overdue(petition: Petition, now: datetime) -> int:
    """Whole days since its answer was due; 0 when it is not overdue."""
    return petition.days_overdue(now)


@register.filter
def standing(petition: Petition, now: datetime) -> str:
    """What to call it in one word: responded, overdue, awaiting, or its state; recorded ones say so first."""
    if petition.responded_at is not None:
        return "responded"
    if petition.due_at is not None:
        return "overdue" if petition.days_overdue(now) else "awaiting"
    if petition.is_recorded_elsewhere:
        return "recorded"
    if petition.state == State.OPEN and not petition.takes_signatures(now):
        return str(State.CLOSED)
    return str(petition.state)
