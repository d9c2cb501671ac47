"""An answer is given in several languages: drafted, kept in its history, fixed, and sent to each in theirs."""

import pytest
from django.db import IntegrityError, transaction

import make
from answered import approver, responder
from undersigned.mail import compose
from undersigned.mail.models import Body, Letter
from undersigned.mail.moulds import Body as Says
from undersigned.petitions.models import Petition
from undersigned.responses import drafting, languages, letter
from undersigned.responses.drafting import Incomplete, Text
from undersigned.responses.languages import Words
from undersigned.responses.models import Response, Translation
from undersigned.responses.publish import publish
from undersigned.signatures import audience

pytestmark = pytest.mark.django_db
SPANISH = Words("es", "La biblioteca abre", "Desde marzo.", "Desde **marzo**, los domingos.")
ARABIC = Words("ar", "تفتح المكتبة", "من مارس.", "من مارس.")


def drafted(now, *words, petition=None):
    covered = (petition or make.petition("open")).pk
    response = drafting.begin(responder(), [covered], now)
    text = Text(
        title="The library opens",
        summary="From March on.",
        body="From March on.",
        outcome="granted",
        petitions=(covered,),
        translations=words,
    )
    return drafting.edit(responder(), response.pk, 0, text, now)


def published(now, *words, petition=None):
    response = drafted(now, *words, petition=petition)
    drafting.submit(responder(), response.pk, 1, now)
    return publish(approver(), response.pk, 1, now)


def test_the_words_are_kept_by_language_its_own_first(now):
    response = drafted(now, SPANISH, ARABIC)
    assert [words.language for words in languages.words_of(response)] == ["en", "ar", "es"]
    assert languages.words_of(response)[2] == SPANISH
    assert [row["language"] for row in response.revisions.get(version=1).translations] == ["ar", "es"]


def test_an_unfinished_language_holds_the_answer_back(now):
    response = drafted(now, Words("es", "La biblioteca abre", "Desde marzo."))
    with pytest.raises(Incomplete, match="es"):
        drafting.submit(responder(), response.pk, 1, now)


@pytest.mark.parametrize("language", ["en", "xx", "es'", "", "en-gb"])
def test_only_further_known_languages_are_taken(now, language):
    with pytest.raises(ValueError, match="no further language"):
        drafted(now, Words(language, "x", "x", "x"))


def test_the_database_refuses_a_language_twice_and_a_made_up_code(now):
    response = drafted(now, SPANISH)
    for wrong in (SPANISH, Words("ES!", "x", "x", "x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Translation.objects.create(response=response, **vars(wrong))


def test_a_published_language_is_never_changed(now):
    response = published(now, SPANISH)
    for act in (
        lambda: response.translations.update(title="Oh"),
        lambda: response.translations.all().delete(),
        lambda: Translation.objects.create(response=response, **vars(ARABIC)),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            act()


def test_the_campaign_says_it_once_in_each_language(now):
    response = published(now, SPANISH)
    says = {body.language: body for body in Body.objects.all()}
    assert set(says) == {"en", "es"}
    assert "<strong>marzo</strong>" in says["es"].html
    assert 'lang="es"' in says["es"].html
    assert f"/responses/{response.pk}/es" in says["en"].text
    assert "Español" in says["en"].html


def test_each_signer_gets_the_language_of_the_petition_they_signed_first(now):
    first = make.petition("open")
    make.signature(first)
    Petition.objects.filter(pk=first.pk).update(language="es")
    published(now, SPANISH, petition=first)
    audience.enlist_waiting(now)
    assert set(Letter.objects.filter(kind="response").values_list("language", flat=True)) == {"es"}


def test_around_a_language_the_site_does_not_speak_the_letter_keeps_its_own(now):
    body = compose.CampaignBody("mnopqrstuvwx", True, {"ar": Says("تفتح", "من مارس.", "<p>من مارس.</p>")})
    key = make.submission(make.petition("open"))
    _subject, _text, html = compose.write(key, "response", "ar", "Ana", {}, body)
    assert '<html lang="en" dir="ltr">' in html
    assert '<h1 lang="ar" dir="rtl">' in html


def test_a_letter_leads_to_the_page_in_its_language(now):
    response = published(now, SPANISH)
    key = make.submission(make.petition("open", petitioner="x@y.example"))
    for language, path in (("en", f"/responses/{response.pk}\n"), ("es", f"/responses/{response.pk}/es\n")):
        assert (
            f"every petition it answers:\nhttp://petitions.example{path}"
            in letter.sample(response, language, "Ana", key)[1]
        )


def test_who_reads_another_language_gets_the_answers_own(now):
    body = compose.CampaignBody("mnopqrstuvwx", True, {"en": Says("The library opens", "x", "<p>x</p>")})
    assert body.in_language("fr")[0] == "en"


def test_languages_are_offered_by_name_without_those_that_are_there():
    offered = dict(languages.offered({"en", "es"}))
    assert "en" not in offered and "es" not in offered
    assert offered["de"] == "German (Deutsch)"
    assert list(offered.values()) == sorted(offered.values())


def test_a_letter_of_one_language_points_to_no_other(now):
    response = Response.objects.get(pk=drafted(now).pk)
    assert "also given in" not in letter.compose(response)["en"].text
