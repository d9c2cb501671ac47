"""The clemency pages over HTTP: the record, a president, comparisons by address, and the data."""

import csv
import html
import io
import json
import re

import pytest
from django.test import Client

from undersigned.clemency import charts, package, reading

CLAIM = "president=barack-obama&kind=commutations&last=5&as_of=2016-01-07"


@pytest.fixture
def client() -> Client:
    return Client()


def words(reply) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", reply.content.decode())))


def test_the_record_page_shows_every_chart_with_its_words_and_table(client: Client) -> None:
    reply = client.get("/clemency")
    assert reply.status_code == 200
    told = words(reply)
    for chart in charts.charts().values():
        assert chart.title in told
        assert chart.description in told
    assert reply.content.decode().count("<figure") == reply.content.decode().count("<picture") == 6
    assert reply.content.decode().count("<table") == 7


def test_the_record_page_says_not_known_and_not_verified(client: Client) -> None:
    told = words(client.get("/clemency"))
    assert "488 (not verified)" in told
    assert "Warren G. Harding not known 386 (not verified) 773" in told


def test_no_headline_rests_on_an_unverified_figure(client: Client) -> None:
    numbers = re.findall(r"<dd>([\d,]+)</dd>", client.get("/clemency").content.decode())
    assert numbers == ["22,831", "2,819", "4,165"]


def test_the_comparison_without_a_question_shows_the_founding_claim(client: Client) -> None:
    told = words(client.get("/clemency/compare"))
    assert "As of 7 January 2016, Barack Obama had granted 184 commutations" in told
    assert "11 + 61 + 3 + 13 + 29 = 117" in told


def test_a_comparison_shows_verdict_table_omissions_and_sources(client: Client) -> None:
    reply = client.get(f"/clemency/compare?{CLAIM}")
    told = words(reply)
    for part in (
        "True",
        "It holds for up to the last six presidents",
        "On 17 December 2015, with 89, it was false",
    ):
        assert part in told
    assert "What this leaves out On pardons the same president (66) was below each of those five" in told
    assert "FOX6 News Milwaukee" in told


def test_a_verified_comparison_offers_its_card(client: Client) -> None:
    page = client.get(f"/clemency/compare?{CLAIM}").content.decode()
    assert f'content="http://petitions.example/clemency/compare.png?{html.escape(CLAIM)}"' in page
    card = client.get(f"/clemency/compare.png?{CLAIM}")
    assert card["Content-Type"] == "image/png"
    assert card.content.startswith(b"\x89PNG")


def test_an_unverified_comparison_says_so_and_has_no_card(client: Client) -> None:
    query = "president=barack-obama&last=9&as_of=2016-08-03"
    reply = client.get(f"/clemency/compare?{query}")
    assert "og:image" not in reply.content.decode()
    assert "This rests on a figure that is not verified: John F. Kennedy 100." in words(reply)
    assert client.get(f"/clemency/compare.png?{query}").status_code == 404


def test_a_claim_that_rests_on_unverified_figures_is_not_called_true_without_more(client: Client) -> None:
    told = words(client.get("/clemency/compare?president=barack-obama&last=9&as_of=2016-08-03"))
    assert "True, not verified As of 3 August 2016" in told
    assert "against the last 9 True, not verified" in words(client.get("/clemency/presidents/barack-obama"))
    assert "False, not verified" in words(client.get("/clemency/compare?president=calvin-coolidge&last=2"))
    assert "False As of 20 January 1981" in words(
        client.get("/clemency/compare?president=jimmy-carter&against=everyone")
    )


def test_each_figure_by_year_has_its_own_mark(client: Client) -> None:
    rows = csv.DictReader(io.StringIO(client.get("/clemency/charts/received-and-granted.csv").content.decode()))
    (row,) = [row for row in rows if row["year"] == "2018"]
    marks = (row["petitions_received_total_mark"], row["total_acts_of_clemency_mark"])
    assert marks == ("partial", "verified")
    assert "part of the time" in words(client.get("/clemency"))


def test_a_bad_question_keeps_the_form_and_says_what_is_possible(client: Client) -> None:
    reply = client.get(
        "/clemency/compare?president=barack-obama&kind=pardons&against=last&last=99&as_of=1850-01-01"
    )
    page = reply.content.decode()
    assert reply.status_code == 400
    assert reply["Cache-Control"] == "no-store"
    assert "Choose a number from 1 to 19." in words(reply)
    assert "Choose a date from 1 January 1900" in words(reply)
    assert 'value="99"' in page
    assert '<option value="pardons" selected>' in page
    assert 'href="#id_last"' in page


def test_an_unknown_president_and_a_swapped_range_are_told_what_is_possible(client: Client) -> None:
    assert "The record has no president “Lincoln”" in words(client.get("/clemency/compare?president=Lincoln"))
    swapped = client.get("/clemency/compare?president=obama&from=jimmy-carter&to=gerald-ford")
    assert "Put the earlier one first: from Gerald Ford to Jimmy Carter." in words(swapped)
    assert 'href="#id_from"' in swapped.content.decode()


def test_what_is_typed_is_shown_as_text_only(client: Client) -> None:
    reply = client.get("/clemency/compare", {"president": "<script>alert(1)</script>", "last": '"><img src=x>'})
    assert b"<script>alert" not in reply.content
    assert b"<img src=x" not in reply.content


HOSTILE = ["%00", "president=%ff", "a" * 5000, "president=Obama&president=Biden", "=&=&=", "as_of=%F0"]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_are_refused_or_answered_never_broken(client: Client, query: str) -> None:
    for ending in ("", ".json", ".csv", ".svg", ".png"):
        assert client.get(f"/clemency/compare{ending}?{query}").status_code in {200, 400, 404}


@pytest.mark.parametrize("slug", [president.slug for president in reading.record().presidents])
def test_every_president_has_a_page(client: Client, slug: str) -> None:
    reply = client.get(f"/clemency/presidents/{slug}")
    assert reply.status_code == 200
    assert reading.record().president(slug).name in words(reply)
    assert "%(" not in words(reply)


def test_a_presidents_page_shows_dated_totals_and_checks_the_claims_made_with_them(client: Client) -> None:
    told = words(client.get("/clemency/presidents/barack-obama"))
    assert "18 December 2015 66 184 more than the last five presidents combined against the last 5 True" in told
    assert "3 August 2016 not known 562" in told


def test_an_unknown_president_is_not_found(client: Client) -> None:
    assert client.get("/clemency/presidents/abraham-lincoln").status_code == 404


def test_the_machine_form_is_the_same_answer(client: Client) -> None:
    told = json.loads(client.get(f"/clemency/compare.json?{CLAIM}").content)
    assert (told["holds"], told["figure"], told["against"], told["holds_up_to"]) == (True, 184, 117, 6)
    refused = client.get("/clemency/compare.json?president=Lincoln")
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert "president" in json.loads(refused.content)["errors"]


def test_a_comparison_is_given_as_a_table(client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"/clemency/compare.csv?{CLAIM}").content.decode())))
    assert [row["cumulative"] for row in rows] == ["", "11", "72", "75", "88", "117", "139", "199"]
    assert all(row["sources"].startswith("http") for row in rows)


@pytest.mark.parametrize("slug", charts.charts())
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("svg", "image/svg+xml"),
        ("png", "image/png"),
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
    ],
)
def test_every_chart_is_given_in_every_form(client: Client, slug: str, kind: str, content: str) -> None:
    reply = client.get(f"/clemency/charts/{slug}.{kind}")
    assert (reply.status_code, reply["Content-Type"]) == (200, content)


def test_the_files_of_the_record_are_given_as_they_stand(client: Client) -> None:
    told = json.loads(client.get("/clemency/data/datapackage.json").content)
    for resource in told["resources"]:
        reply = client.get(f"/clemency/data/{resource['path']}")
        assert reply.content == package.file(resource["path"])
        assert reply["Access-Control-Allow-Origin"] == "*"
    assert client.get("/clemency/data/policy.csv").status_code == 404
    assert len(json.loads(client.get("/clemency/data/clemency.json").content)["tables"]["presidents"]) == 23
    assert client.get("/clemency/data").status_code == 200


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    first = client.get("/clemency")
    again = client.get("/clemency", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "public, max-age=300, s-maxage=300"


def test_a_page_sets_no_cookie_and_only_reading_is_possible(client: Client) -> None:
    assert not client.get("/clemency").cookies
    assert client.post("/clemency/compare", {"president": "obama"}).status_code == 405


def test_a_page_that_is_asked_again_comes_from_the_cache(client: Client) -> None:
    for path in ("/clemency", f"/clemency/compare?{CLAIM}", "/clemency/presidents/barack-obama", "/clemency/data"):
        first = client.get(path)
        assert client.get(path).content == first.content


def test_a_figure_of_a_part_of_the_time_is_said_to_be_a_least_one(client: Client) -> None:
    assert "closed without action at least 780 part of the time" in words(
        client.get("/clemency/presidents/william-mckinley")
    )
