"""The form that asks the clemency record: who, what, against whom, as of when."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.clemency import reading
from undersigned.clemency.questions import Everyone, Last, Question, Span
from undersigned.clemency.statistics import Kind, Measure
from undersigned.pages.sign_form import ShownForm

FIRST_ASKED = {
    "president": "barack-obama",
    "kind": Kind.COMMUTATIONS.value,
    "measure": Measure.COUNT.value,
    "against": "last",
    "last": "5",
    "as_of": "2016-01-07",
}


def _presidents() -> list[tuple[str, str]]:
    return [(one.slug, one.name) for one in reversed(reading.record().presidents)]


def _or_nobody() -> list[tuple[str, str]]:
    return [("", "–"), *_presidents()]


class CompareForm(ShownForm):
    """Laid out here, judged by `clemency.questions.ask`."""

    president = forms.ChoiceField(label=_("President"), choices=_presidents)
    kind = forms.ChoiceField(
        label=_("What"),
        choices=[
            (Kind.COMMUTATIONS, _("Commutations")),
            (Kind.PARDONS, _("Pardons")),
            (Kind.REMISSIONS, _("Remissions")),
            (Kind.RESPITES, _("Respites")),
            (Kind.GRANTS, _("All acts of clemency")),
        ],
    )
    measure = forms.ChoiceField(
        label=_("Measured as"),
        choices=[
            (Measure.COUNT, _("How many")),
            (Measure.SHARE, _("Share of petitions received")),
            (Measure.PER_YEAR, _("Per year in office")),
        ],
    )
    against = forms.ChoiceField(
        label=_("Against"),
        widget=forms.RadioSelect,
        choices=[
            ("last", _("The last presidents before, combined")),
            ("span", _("The presidents from one to another, combined")),
            ("everyone", _("Every other president, one by one")),
            ("nobody", _("Nobody: the figure alone")),
        ],
    )
    last = forms.CharField(
        label=_("How many presidents before"),
        required=False,
        widget=forms.NumberInput(attrs={"min": 1, "class": "usa-input--short"}),
    )
    to = forms.ChoiceField(label=_("To"), required=False, choices=_or_nobody)
    as_of = forms.CharField(
        label=_("As of"),
        help_text=_("A day from 1900 on. Empty: today."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "usa-input--short"}),
    )

    def __init__(self, fields: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> None:
        # `from` cannot be the name of a class attribute.
        super().__init__(fields, errors)
        first = forms.ChoiceField(label=_("From"), required=False, choices=_or_nobody)
        self.fields["from"] = first
        self.order_fields(["president", "kind", "measure", "against", "last", "from", "to", "as_of"])


def shown_as(question: Question) -> dict[str, str]:
    """The form's fields that ask a question."""
    fields = {
        "president": question.president,
        "kind": question.kind.value,
        "measure": question.measure.value,
        "as_of": question.as_of.isoformat(),
        "against": "nobody",
    }
    match question.against:
        case Last(number):
            return fields | {"against": "last", "last": str(number)}
        case Span(first, last):
            return fields | {"against": "span", "from": first, "to": last}
        case Everyone():
            return fields | {"against": "everyone"}
    return fields
