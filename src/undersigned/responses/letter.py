"""An answer is put into the words of a letter, as HTML and as plain text, once for all who get it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from undersigned.mail import letters
from undersigned.mail.compose import CampaignBody, in_its_language, write
from undersigned.mail.moulds import Body
from undersigned.petitions.models import Petition
from undersigned.responses import render
from undersigned.responses.languages import Words, frame_for, words_of
from undersigned.responses.models import Action, Response


def compose(response: Response) -> dict[str, Body]:
    """The letter's words for this response, published or not, by language; its own language comes first."""
    found = words_of(response)
    shown = {
        "response": response,
        "petitions": list(Petition.objects.filter(pk__in=response.coverage.values("petition_id")).order_by("pk")),
        "exhibits": list(response.exhibits.all()),
        "actions": _done(response),
        "site": settings.UNDERSIGNED_URL,
    }
    return {words.language: _in(words, shown, found) for words in found}


def _done(response: Response) -> list[Action]:
    """What was done, as far as it was told when the letters went."""
    actions = response.actions.standing()
    return list(actions.filter(added_at__lte=response.published_at) if response.published_at else actions)


def _in(words: Words, shown: dict[str, object], found: Sequence[Words]) -> Body:
    said = {**shown, "words": words, "others": [other for other in found if other is not words]}
    with translation.override(frame_for(words.language)):
        return Body(
            title=words.title,
            text=render_to_string("responses/answer.txt", {**said, "body": render.text(words.body)}).strip(),
            html=render_to_string("responses/answer.html", {**said, "body": render.html(words.body)}).strip(),
        )


def sample(response: Response, language: str, name: str, key: UUID) -> tuple[str, str, str]:
    """Subject, text and HTML of the letter exactly as a signer of this name gets it; `key` stands for its id.

    Raises KeyError when the response is not given in this language.
    """
    says = compose(response)
    return write(key, "response", language, name, {}, CampaignBody(response.pk, True, {language: says[language]}))


def send_test(response: Response, language: str, to: str, name: str, now: datetime) -> UUID:
    """Post the letter as signers get it to one address of staff; nothing is counted by it.

    Its links of a signer (stop, survey) open nothing, as no campaign holds it. Raises KeyError as `sample` does.
    """
    says = compose(response)[language]
    subject = in_its_language(response.pk, language)
    context = {"subject": subject, "survey": "yes", "title": says.title, "text": says.text, "html": says.html}
    return letters.post("response", to=to, person=None, name=name, context=context, now=now, language=language)
