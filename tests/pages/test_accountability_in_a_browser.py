"""How answers stand, and the questions of a letter, in a real browser on a phone and on a desk."""

import pytest

import make
from answered import DAY, published, responder
from browser import check_page, tab_to
from undersigned.kit import clock, tokens
from undersigned.mail.models import Letter
from undersigned.petitions import lifecycle
from undersigned.responses import referring, survey
from undersigned.responses.models import Question, Tally
from undersigned.signatures import audience

pytestmark = pytest.mark.browser


def asked():
    """An answered petition with its twelve signers' letters; another one overdue. The first letter's id."""
    now = clock.now()
    petition = make.petition("open", title="Mend the bridge", now=now - 20 * DAY)
    for number in range(11):
        make.signature(petition, f"signer{number}@example.org", now - 19 * DAY)
    lifecycle.reach(petition.pk, petition.threshold, now - 19 * DAY)
    published(now - 17 * DAY, petition)
    audience.enlist_waiting(now)
    late = make.petition("open", title="Mend the road", petitioner="b@y.example", now=now - 60 * DAY)
    lifecycle.reach(late.pk, late.threshold, now - 55 * DAY)
    referring.refer(responder(), petition.pk, "Theirs too.", now, to_office="The County")
    return list(Letter.objects.filter(kind="response").values_list("pk", flat=True))


def test_the_charts_of_how_answers_stand(page):
    for key in asked():
        survey.answer(key, dict.fromkeys(Question, key.int % 2 == 0), clock.now())
    page.goto("/accountability")
    images = page.locator("figure.chart img")
    for place in range(images.count()):
        images.nth(place).scroll_into_view_if_needed()
        page.wait_for_function("place => document.querySelectorAll('figure.chart img')[place].complete", arg=place)
        assert images.nth(place).evaluate("image => image.naturalWidth") > 0
    check_page(page)
    page.goto(f"/accountability/at/{make.CITY}")
    check_page(page)


def test_the_questions_are_answered_by_the_keys_alone(page):
    [letter, *_] = asked()
    page.goto(f"/survey/{tokens.make('survey', letter)}")
    check_page(page)
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    check_page(page)
    tab_to(page, "input[name=helpful]")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you").wait_for()
    check_page(page)
    assert Tally.objects.get().yes == 1
