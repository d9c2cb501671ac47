"""A figure from the record is frozen with its date, a law quoted from the catalogue; both stay with the answer."""

import html
import re

import pytest
from django.utils.formats import date_format

import make
from answered import approver
from staffroom import at_work
from undersigned.authorities.load import catalogue
from undersigned.responses import drafting
from undersigned.responses.models import Exhibit, Response
from undersigned.responses.publish import publish
from workplace import member

pytestmark = pytest.mark.django_db
AT = f"/desk/at/{make.CITY}"
CLAIM = "president=barack-obama&kind=commutations&against=last&last=5&as_of=2016-01-01"


def dov():
    return at_work("responder", email="dov@city.example", at=make.CITY)


def begun(now):
    return drafting.begin(member("responder", email="dov@city.example", at=make.CITY), [], now)


def add(response, **form):
    return dov().post(f"{AT}/answers/{response.pk}/exhibits/add", form, follow=True).content.decode()


@pytest.fixture
def response(db, now, monkeypatch):
    monkeypatch.setattr("undersigned.kit.clock.now", lambda: now)
    make.facts()
    return begun(now)


def test_a_figure_is_frozen_with_its_date(response):
    page = add(response, query=f"http://petitions.example/clemency/compare?{CLAIM}")
    figure = Exhibit.objects.get()
    assert figure.kind == "figure"
    assert figure.dated.isoformat() == figure.record["as_of"]
    assert figure.url.startswith("http://petitions.example/clemency/compare?president=")
    assert figure.title in page
    assert figure.record["query"]


def test_a_question_the_record_cannot_answer_says_why(response):
    assert "no president" in add(response, query="president=Lincoln")
    assert not Exhibit.objects.exists()


@pytest.mark.parametrize("query", ["", "\x00", "x" * 5000, "&" * 300])
def test_nonsense_adds_nothing(response, query):
    add(response, query=query)
    assert not Exhibit.objects.exists()


def test_a_law_is_quoted_as_the_catalogue_has_it(response):
    law = next(law for law in catalogue().laws.values() if law.verified and "pardon" in law.says.lower())
    page = dov().get(f"{AT}/answers/{response.pk}/exhibits", {"law": "pardon"}).content.decode()
    assert "Quote it" in page
    add(response, law=law.id)
    exhibit = Exhibit.objects.get()
    assert (exhibit.title, exhibit.quotation) == (law.cite, law.says)


def test_saving_the_words_keeps_the_figures(response):
    add(response, query=CLAIM)
    form = {"title": "T", "version": "1", "exhibit-TOTAL_FORMS": "0", "exhibit-INITIAL_FORMS": "0"}
    dov().post(f"{AT}/answers/{response.pk}/draft", form)
    assert Exhibit.objects.get().kind == "figure"


def test_a_figure_is_taken_out(response):
    add(response, query=CLAIM)
    stale = dov().post(f"{AT}/answers/{response.pk}/exhibits/0/drop", {"version": "0"}, follow=True)
    assert "Nothing was taken out" in stale.content.decode()
    assert Exhibit.objects.exists()
    dov().post(f"{AT}/answers/{response.pk}/exhibits/0/drop", {"version": "1"})
    assert not Exhibit.objects.exists()


@pytest.mark.parametrize("query", ["https://example.org/<x>", "president=Lincoln"])
def test_a_wrong_address_stays_in_its_field(response, query):
    answer = dov().post(f"{AT}/answers/{response.pk}/exhibits/add", {"query": query})
    assert answer.status_code == 422
    assert f'value="{html.escape(query)}"' in answer.content.decode()
    assert ("no address of a comparison" in answer.content.decode()) is ("president" not in query)


def test_a_correction_of_the_record_is_said_on_the_answer(client, response, now):
    add(response, query=CLAIM)
    petition = make.petition("open")
    text = drafting.Text(
        title="Ours",
        summary="S.",
        body="B.",
        outcome="explained",
        petitions=(petition.pk,),
        exhibits=(_as_shown(Exhibit.objects.get()),),
    )
    author = member("responder", email="dov@city.example", at=make.CITY)
    drafting.edit(author, response.pk, 1, text, now)
    drafting.submit(author, response.pk, 2, now)
    publish(approver(), response.pk, 2, now)
    assert "has changed since" in client.get(f"/responses/{response.pk}").content.decode()
    assert Response.objects.get().is_published


def test_a_figure_is_shown_with_its_chart_as_known_that_day_and_its_sources(client, response, now):
    add(response, query=CLAIM)
    page = dov().get(f"{AT}/answers/{response.pk}").content.decode()
    chart = html.unescape(re.search(r'src="(/clemency/compare\.svg\?[^"]+)"', page)[1])
    assert f"known_on={Exhibit.objects.get().record['known_on']}" in chart
    assert client.get(chart)["Content-Type"] == "image/svg+xml"
    assert re.search("Its [0-9]+ sources", page)
    assert f"as of {date_format(Exhibit.objects.get().dated, 'j F Y')}" in page


def test_a_figure_says_what_it_leaves_out(response):
    add(response, query=CLAIM)
    page = html.unescape(dov().get(f"{AT}/answers/{response.pk}").content.decode())
    assert "What it leaves out: On pardons the same president (66) was below each of those five" in page


def test_a_question_pinned_to_a_day_keeps_that_day(response, now):
    pinned = now.date().isoformat()
    add(response, query=f"{CLAIM}&known_on={pinned}")
    page = dov().get(f"{AT}/answers/{response.pk}").content.decode()
    assert html.unescape(re.search(r'src="(/clemency/compare\.svg\?[^"]+)"', page)[1]).count("known_on") == 1


def _as_shown(exhibit):
    told = {**exhibit.record, "answer": {**exhibit.record["answer"], "figure": -1}}
    return drafting.Shown(title=exhibit.title, kind="figure", dated=exhibit.dated, record=told)
