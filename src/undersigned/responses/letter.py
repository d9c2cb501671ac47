"""An answer is put into the words of a letter, as HTML and as plain text, once for all who get it."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from undersigned.petitions.models import Petition
from undersigned.responses import render
from undersigned.responses.models import Response


@dataclass(frozen=True)
class Composed:
    """What a letter with an answer says: its title, and the answer as clean HTML and as plain text."""

    title: str
    html: str
    text: str


def compose(response: Response) -> Composed:
    """The letter's words for this response, published or not, in the response's language."""
    shown = {
        "response": response,
        "petitions": list(Petition.objects.filter(pk__in=response.coverage.values("petition_id")).order_by("pk")),
        "exhibits": list(response.exhibits.all()),
        "site": settings.UNDERSIGNED_URL,
    }
    with translation.override(response.language):
        return Composed(
            title=response.title,
            html=render_to_string("responses/answer.html", {**shown, "body": render.html(response.body)}).strip(),
            text=render_to_string("responses/answer.txt", {**shown, "body": render.text(response.body)}).strip(),
        )
