"""How answers stand is public, computed, and given away as data."""

import csv
import io

import pytest

import make
from answered import DAY, published, responder
from undersigned.mail.models import Campaign, Letter
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.responses import due, referring, survey
from undersigned.responses.models import Question
from undersigned.responses.referring import Said
from undersigned.signatures import audience
from workplace import member

pytestmark = pytest.mark.django_db


def reached(now, title="Mend the bridge", petitioner="a@y.example"):
    petition = make.petition("open", title=title, petitioner=petitioner, now=now)
    lifecycle.reach(petition.pk, petition.threshold, now)
    return Petition.objects.get(pk=petition.pk)


def test_an_empty_record_says_so(client, db):
    make.facts()
    page = client.get("/accountability").content.decode()
    assert "No answer is overdue." in page
    assert "No petition has reached its threshold yet." in page
    assert client.get("/accountability/charts/days.svg").status_code == 404
    assert client.get("/accountability/charts/standing.svg").status_code == 404


def test_an_answer_in_time_is_shown_with_its_days(client, now, stopped_clock):
    petition = reached(now - 20 * DAY)
    published(now - 18 * DAY, petition)
    page = client.get("/accountability").content.decode()
    assert "answered after 2 days" in page
    assert "in time" in page
    assert "1 of 1" in page
    assert "2 days" not in client.get("/accountability/at/us.white-house").content.decode()


def test_what_is_overdue_is_listed_by_name_and_days(client, now, stopped_clock):
    reached(now - 40 * DAY)
    page = client.get("/accountability").content.decode()
    assert "Mend the bridge" in page
    assert "10 days overdue" in page


def test_a_moved_date_is_shown_beside_the_promised_one(client, now, stopped_clock):
    petition = reached(now - 20 * DAY)
    approver = member("approver", email="ann@city.example", at=make.CITY)
    due.extend(approver, petition.pk, petition.due_at + 5 * DAY, "The report comes later.", now)
    page = client.get("/accountability").content.decode()
    assert "moved to" in page


def test_the_data_is_the_same(client, now, stopped_clock):
    petition = reached(now - 20 * DAY, title="=1+1")
    published(now - 18 * DAY, petition)
    data = client.get("/accountability.json").json()
    assert data["petitions"][0]["days"] == 2.0
    assert data["months"] == [{"month": "2026-11", "answers": 1, "median_days": 2.0, "slowest_tenth_days": 2.0}]
    city = next(one for one in data["authorities"] if one["authority"] == make.CITY)
    assert (city["answered"], city["in_time"], city["owed"]) == (1, 1, 0)
    [row] = csv.DictReader(io.StringIO(client.get("/accountability.csv").content.decode()))
    assert (row["title"], row["in_time"], row["days"]) == ("'=1+1", "True", "2.0")


def answered_and_asked(now, signers=12):
    """An answered petition whose signers all answered the questions; what came of a referral; another overdue."""
    petition = reached(now - 20 * DAY)
    for number in range(signers):
        make.signature(petition, f"signer{number}@example.org", now - 20 * DAY)
    published(now - 18 * DAY, petition)
    audience.enlist_waiting(now)
    for key in Letter.objects.filter(kind="response").values_list("pk", flat=True):
        survey.answer(key, dict.fromkeys(Question, True), now)
    Campaign.objects.update(sent=13, total=13)
    referral = referring.refer(responder(), petition.pk, "Theirs too.", now, to_office="The County")
    said = Said("declined", "It will not.", now.date(), "A spokesperson")
    referring.record_reply(responder(), referral.pk, said, now)
    reached(now - 40 * DAY, "Mend the road", "b@y.example")


CHARTS = (
    "standing",
    "flow",
    "days",
    "outcomes",
    "letters",
    "referrals",
    "survey-helpful",
    "survey-learned",
    "survey-again",
)


def test_every_chart_has_its_picture_table_and_data(client, now, stopped_clock):
    answered_and_asked(now)
    page = client.get("/accountability").content.decode()
    for slug in CHARTS:
        address = f"/accountability/charts/{slug}"
        assert f'<img src="{address}.svg?width=narrow&amp;theme=light"' in page, slug
        assert f'href="{address}.csv"' in page and f'href="{address}.json"' in page
        assert client.get(f"{address}.svg?width=narrow&theme=dark")["Content-Type"] == "image/svg+xml"
        table = client.get(f"{address}.json").json()
        [first, *_] = csv.DictReader(io.StringIO(client.get(f"{address}.csv").content.decode()))
        assert list(first) == [column["name"] for column in table["columns"]]
        assert list(first.values()) == ["" if cell is None else str(cell) for cell in table["rows"][0].values()]


def test_the_charts_say_how_answers_stand(client, now, stopped_clock):
    answered_and_asked(now)

    def rows(slug):
        return [list(row.values()) for row in client.get(f"/accountability/charts/{slug}.json").json()["rows"]]

    assert rows("standing") == [
        ["Owed, not due yet", 0],
        ["Overdue", 1],
        ["Answered in time", 1],
        ["Answered late", 0],
        ["Removed without an answer", 0],
    ]
    assert rows("flow") == [["2026-10", 1, 0, 0], ["2026-11", 1, 1, 1]]
    assert rows("outcomes") == [["Granted", 1]]
    assert rows("letters") == [["2026-11", 13]]
    assert rows("referrals") == [["Answered", 1]]
    assert rows("survey-again") == [["2026-11", 13, 100.0]]
    described = client.get("/accountability/charts/survey-again.json").json()["description"]
    assert "March 2013: 86 percent" in described


def test_a_month_with_under_ten_answers_to_a_question_is_left_out(client, now, stopped_clock):
    answered_and_asked(now, signers=8)  # and the petitioner: nine
    assert client.get("/accountability/charts/survey-again.svg").status_code == 404
    assert client.get("/accountability.json").json()["survey_by_month"] == []


def test_one_authority_is_read_by_itself(client, now, stopped_clock):
    answered_and_asked(now)
    other = client.get("/accountability/at/us.white-house")
    assert "Mend the road" not in other.content.decode()
    assert client.get("/accountability/charts/standing.svg?authority=us.white-house").status_code == 404
    own = client.get(f"/accountability/at/{make.CITY}").content.decode()
    assert "Mend the road" in own
    assert f'src="/accountability/charts/days.svg?authority={make.CITY}&amp;' in own
    assert client.get("/accountability.json?authority=us.white-house").json()["petitions"] == []


@pytest.mark.parametrize("authority", ["nobody", "%00", "a'b", "x" * 300])
def test_an_unknown_authority_is_not_found(client, db, authority):
    for address in ("/accountability.json", "/accountability.csv", "/accountability/charts/days.svg"):
        assert client.get(f"{address}?authority={authority}").status_code == 404
    assert client.get(f"/accountability/at/{authority}").status_code == 404


def test_a_removed_petition_keeps_its_line_without_its_words(client, now, stopped_clock):
    petition = reached(now - 40 * DAY)
    lifecycle.remove(petition.pk, "law", now - 5 * DAY, make.decision(verb="remove"))
    page = client.get("/accountability").content.decode()
    assert "Mend the bridge" not in page
    assert "A petition that was removed on 17 November 2026" in page
    assert "5 days overdue" in page, "as many as when it was removed"
    [row] = client.get("/accountability.json").json()["petitions"]
    assert (row["title"], row["overdue_days"], row["in_time"]) == ("", 5, False)


def test_what_was_over_the_threshold_elsewhere_is_told_with_its_end(client, now, stopped_clock):
    make.facts()
    over = {"recorded_count": 120, "recorded_threshold": 100, "recorded_source": "Old site", "opened_at": now}
    known = {"authority_id": make.CITY, "body": "x", "recorded_status": "responded"}
    answer = "https://petitions.example/response/yes"
    rows = [
        Petition(title="Over", recorded_id="1", recorded_response_url=answer, **known, **over),
        Petition(title="Short of it", recorded_id="2", **known, **{**over, "recorded_count": 99}),
        Petition(title="No threshold", recorded_id="3", **known, **{**over, "recorded_threshold": None}),
    ]
    lifecycle.record(rows, {}, now)
    page = client.get("/accountability").content.decode()
    assert f'href="{answer}"' in page
    assert "120 signatures, of 100" in page
    assert "Short of it" not in page and "No threshold" not in page
    [row] = csv.DictReader(io.StringIO(client.get("/accountability/elsewhere.csv").content.decode()))
    assert (row["title"], row["status"], row["answered_at"]) == ("Over", "responded", answer)


def test_the_page_asks_little_of_the_database(client, now, stopped_clock, django_assert_max_num_queries):
    answered_and_asked(now)
    with django_assert_max_num_queries(45):
        client.get("/accountability")
