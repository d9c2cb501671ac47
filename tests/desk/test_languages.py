"""Responders write an answer in further languages, one person at a time."""

import pytest

import make
from staffroom import at_work
from undersigned.responses import drafting, languages
from undersigned.responses.models import Response
from workplace import member

pytestmark = pytest.mark.django_db
AT = f"/desk/at/{make.CITY}"
SPANISH = {"title": "La biblioteca abre", "summary": "Desde marzo.", "body": "Desde **marzo**."}


def dov():
    return at_work("responder", email="dov@city.example", at=make.CITY)


@pytest.fixture
def response(db, now):
    return drafting.begin(
        member("responder", email="dov@city.example", at=make.CITY), [make.petition("open").pk], now
    )


def write(response, language="es", version="0", **form):
    address = f"{AT}/answers/{response.pk}/languages/{language}"
    return dov().post(address, {**SPANISH, "version": version, **form})


def said(response):
    return {words.language: words.title for words in languages.words_of(Response.objects.get(pk=response.pk))}


def test_a_language_is_chosen_written_and_taken_out(response):
    page = dov().get(f"{AT}/answers/{response.pk}/languages").content.decode()
    assert "Spanish (Español)" in page
    chosen = dov().get(f"{AT}/answers/{response.pk}/languages", {"language": "es"})
    assert chosen.url == f"{AT}/answers/{response.pk}/languages/es"
    assert write(response).status_code == 302
    assert said(response) == {"en": "", "es": "La biblioteca abre"}
    write(response, version="1", drop="1")
    assert said(response) == {"en": ""}


def test_the_form_shows_what_is_saved_in_its_direction(response):
    write(response, "ar", title="تفتح المكتبة")
    page = dov().get(f"{AT}/answers/{response.pk}/languages/ar").content.decode()
    assert 'dir="rtl"' in page
    assert "تفتح المكتبة" in page


def test_the_words_of_the_draft_keep_the_languages(response):
    write(response)
    form = {"title": "The library opens", "version": "1", "exhibit-TOTAL_FORMS": "0", "exhibit-INITIAL_FORMS": "0"}
    dov().post(f"{AT}/answers/{response.pk}/draft", form)
    assert said(response) == {"en": "The library opens", "es": "La biblioteca abre"}


def test_what_someone_else_saved_meanwhile_is_not_overwritten(response):
    write(response)
    late = write(response, title="Otra")
    page = late.content.decode()
    assert late.status_code == 409
    assert "Otra" in page and "La biblioteca abre" in page
    assert 'name="version" value="1"' in page
    assert said(response)["es"] == "La biblioteca abre"


def test_who_else_is_at_the_draft_is_told_before_anyone_writes(response):
    dov().get(f"{AT}/answers/{response.pk}/draft")
    dora = at_work("responder", email="dora@city.example", at=make.CITY)
    page = dora.get(f"{AT}/answers/{response.pk}/languages/es").content.decode()
    assert "dov@city.example is writing here" in page
    late = dora.post(f"{AT}/answers/{response.pk}/languages/es", {**SPANISH, "version": "0"})
    assert late.status_code == 409
    assert said(response) == {"en": ""}
    assert SPANISH["title"] in late.content.decode()
    taken = {**SPANISH, "version": "0", "take_over": "1"}
    assert dora.post(f"{AT}/answers/{response.pk}/languages/es", taken).status_code == 302
    assert said(response)["es"] == SPANISH["title"]


@pytest.mark.parametrize("language", ["en", "xx", "english", "ES"])
def test_no_other_language_can_be_written(response, language):
    assert write(response, language).status_code == 404


@pytest.mark.parametrize("wrong", [{"title": "x" * 161}, {"summary": "x" * 501}, {"version": "x"}])
def test_what_is_too_long_is_said_to_be(response, wrong):
    assert write(response, **wrong).status_code == 422
    assert said(response) == {"en": ""}


def test_an_unfinished_language_is_named_before_approval(response):
    write(response, body="")
    page = dov().get(f"{AT}/answers/{response.pk}").content.decode()
    assert "Finish the answer in Spanish" in page


def test_a_language_of_an_old_version_can_be_read_again(response):
    write(response)
    write(response, version="1", drop="1")
    assert "La biblioteca abre" in dov().get(f"{AT}/answers/{response.pk}/versions/1").content.decode()
