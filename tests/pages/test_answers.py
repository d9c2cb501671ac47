"""Published answers, and the answers that are owed."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

import make
from undersigned.authorities.resolve import resolve
from undersigned.mail.models import Campaign
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.responses import drafting
from undersigned.responses.drafting import Shown, Text
from undersigned.responses.languages import Words
from undersigned.responses.models import Response
from undersigned.responses.publish import publish
from workplace import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

BODY = "See [the vote](https://example.org/vote).\n\n# When\n\n<script>alert(1)</script>\n\nFrom *March* on."


def answered(now, *petitions: Petition, published: bool = True, **changed: str) -> Response:
    """An answer to these petitions."""
    writer = member("responder", "approver", email="dov@city.example", at=make.CITY)
    covered = tuple(petition.pk for petition in petitions)
    response = drafting.begin(writer, covered, now)
    exhibit = Shown(title="Minutes", publisher="City Council", url="https://example.org/minutes")
    said = {
        "title": "The library opens",
        "summary": "From March on.",
        "body": BODY,
        "outcome": "granted",
        **changed,
    }
    drafting.edit(writer, response.pk, 0, Text(**said, petitions=covered, exhibits=(exhibit,)), now)
    response = drafting.submit(writer, response.pk, 1, now)
    if published:
        publish(member("approver", email="ann@city.example", at=make.CITY), response.pk, 1, now)
    return response


def test_an_answer_shows_its_words_what_it_rests_on_and_its_petitions(client, now):
    first, second = make.petition(title="First"), make.petition(title="Second", petitioner="x@example.org")
    html = client.get(f"/responses/{answered(now, first, second).pk}").content.decode()
    assert '<a href="https://example.org/vote" rel="noopener noreferrer">the vote</a>' in html
    assert "<h3>When</h3>" in html and "<em>March</em>" in html
    assert "City Council" in html and "https://example.org/minutes" in html
    assert f"/petitions/{first.pk}" in html and f"/petitions/{second.pk}" in html
    assert "Granted" in html


def test_markup_in_an_answer_is_shown_as_typed(client, now):
    html = client.get(f"/responses/{answered(now, make.petition(), title='<b>Yes</b>').pk}").content.decode()
    assert "<script>alert" not in html
    assert ">&lt;b&gt;Yes&lt;/b&gt;</h1>" in html


def test_each_petition_links_to_its_answer(client, now):
    petition = make.petition()
    response = answered(now, petition)
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert f'href="/responses/{response.pk}"' in html
    assert "Answered: Granted" in html


def test_the_petitions_page_says_to_how_many_signers_it_was_sent(client, now):
    petition = make.petition()
    answered(now, petition)
    assert "Sent by letter" not in client.get(f"/petitions/{petition.pk}").content.decode()
    Campaign.objects.update(total=1234, sent=1234)
    assert "Sent by letter to 1,234 signers." in client.get(f"/petitions/{petition.pk}").content.decode()


def test_an_answer_is_unreachable_before_it_is_published(client, now):
    response = answered(now, make.petition(), published=False)
    assert client.get(f"/responses/{response.pk}").status_code == 404
    assert response.title not in client.get("/responses").content.decode()
    assert client.get("/responses/aaaaaaaaaaaa").status_code == 404


def test_answers_are_listed_the_latest_first(client, now):
    answered(now, make.petition(), title="Older")
    answered(now + timedelta(days=1), make.petition(petitioner="x@example.org"), title="Newer")
    assert [row.title for row in client.get("/responses").context["page"].rows] == ["Newer", "Older"]


def test_a_removed_petition_is_not_shown_by_its_answer(client, now):
    petition = make.petition(title="Taken off the site")
    response = answered(now, petition)
    lifecycle.remove(petition.pk, "law", now, make.decision(verb="remove"))
    assert "Taken off the site" not in client.get(f"/responses/{response.pk}").content.decode()


def test_what_is_owed_stands_with_its_date_until_it_is_answered(client, now):
    petition = make.petition(title="Owed one")
    Petition.objects.filter(pk=petition.pk).update(reached_at=now, due_at=now + timedelta(days=30))
    html = client.get("/owed").content.decode()
    assert "Owed one" in html and "22 December 2026" in html
    answered(now, petition)
    assert "Owed one" not in client.get("/owed").content.decode()


def test_overdue_answers_are_shown_as_overdue(client, now):
    petition = make.petition()
    Petition.objects.filter(pk=petition.pk).update(reached_at=now, due_at=now - timedelta(days=1))
    reply = client.get("/owed")
    assert "1 day overdue" in reply.content.decode()
    assert reply.context["standing"].overdue == 1


def test_an_answer_needs_few_queries(client, now, django_assert_max_num_queries):
    response = answered(now, make.petition(), make.petition(title="Another", petitioner="x@example.org"))
    with django_assert_max_num_queries(8):
        client.get(f"/responses/{response.pk}")


def in_spanish(now):
    """An answer that is given in Spanish too."""
    writer = member("responder", email="dov@city.example", at=make.CITY)
    covered = (make.petition().pk,)
    response = drafting.begin(writer, covered, now)
    words = {"title": "The library opens", "summary": "In March.", "body": "In March.", "outcome": "granted"}
    spanish = Words("es", "La biblioteca abre", "En marzo.", "En *marzo*.")
    drafting.edit(writer, response.pk, 0, Text(**words, petitions=covered, translations=(spanish,)), now)
    drafting.submit(writer, response.pk, 1, now)
    return publish(member("approver", email="ann@city.example", at=make.CITY), response.pk, 1, now)


def test_an_answer_in_two_languages_has_a_switch_between_them(client, now):
    response = in_spanish(now)
    own = client.get(f"/responses/{response.pk}").content.decode()
    assert f'<a href="/responses/{response.pk}/es" lang="es" hreflang="es">Español</a>' in own
    spanish = client.get(f"/responses/{response.pk}/es").content.decode()
    assert '<h1 lang="es" dir="ltr">La biblioteca abre</h1>' in spanish
    assert "<em>marzo</em>" in spanish and "In March." not in spanish
    assert f'href="http://petitions.example/responses/{response.pk}/es"' in spanish


def test_a_language_it_is_not_given_in_is_not_found(client, now):
    response = in_spanish(now)
    for language in ("fr", "xx", "e"):
        assert client.get(f"/responses/{response.pk}/{language}").status_code == 404


def test_an_answer_without_power_says_who_has_it_and_by_which_law(client, now):
    petition = make.petition()
    found = resolve("pardon", {"convicted_in": "state", "state": "US-WI"}, "us.president")
    Petition.objects.filter(pk=petition.pk).update(finding=found.as_dict())
    html = client.get(f"/responses/{answered(now, petition, outcome='no-power').pk}").content.decode()
    assert "Who can grant this?" in html
    assert found.because[0].cite in html
    assert "Who can grant this?" not in client.get(f"/responses/{answered(now, petition).pk}").content.decode()


def test_pages_and_letters_say_answer_and_never_response():
    said = re.compile(
        r"""\{% translate ["'](.*?)["']|\{% blocktranslate.*?%\}(.*?)\{% endblocktranslate""", re.DOTALL
    )
    for path in Path("src/undersigned").glob("*/templates/**/*.*"):
        words = " ".join(first or second for first, second in said.findall(path.read_text()))
        spoken = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", words)
        assert not re.search(r"\bresponses?\b", spoken, re.IGNORECASE), path


def test_an_authority_keeps_its_article_where_a_sentence_needs_it(client):
    petition = make.petition(authority=make.WHITE_HOUSE)
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "To the White House" in html
    assert "the White House owes an answer within" in html
