"""A figure from the clemency record becomes an exhibit of an answer, as the record gives it that day."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.clemency import exhibits
from undersigned.responses.drafting import Shown
from undersigned.responses.models import Kind


def figure(query: str, today: date) -> Shown:
    """The exhibit for a comparison's address, or its query alone; raises clemency.questions.Unanswerable."""
    frozen = exhibits.freeze(query, today)
    return Shown(
        title=frozen.sentence,
        kind=Kind.FIGURE,
        publisher=_("The clemency record of this site"),
        dated=frozen.as_of,
        url=f"{settings.UNDERSIGNED_URL}/clemency/compare?{frozen.query}",
        record=frozen.stored(),
    )
