"""Five petitions on one case are answered in two days: no power here, referred to who has it, and followed up.

The case is the founding one, in the words of `data/examples.toml`, as if its winter were now: the petitions were
opened eighteen days ago, and the threshold, a small one, was reached two days ago. What happened by then
is arranged by the public functions with their moments; from the draft on all is done in Chromium, at the real time.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page

import make
from browser import check_page
from postoffice import FAST, MailServer, pool
from staffroom import signed_in
from undersigned.authorities.resolve import resolve
from undersigned.kit import clock, facts
from undersigned.mail import deliver, smtp
from undersigned.mail.receiver import Receiver
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Issue, Petition
from undersigned.signatures import audience, confirm, counts, intake
from workplace import works

pytestmark = pytest.mark.browser
DESK = f"/desk/at/{make.WHITE_HOUSE}"
ANA = "ana@people.example"
SIGNERS = [f"signer{number}@people.example" for number in range(12)]
RECORD = "/clemency/compare?president=barack-obama&as_of=2016-01-07&kind="
DONE = (
    ("order", "2014-12-18", "An executive order on policing was signed", ""),
    ("task-force", "2014-12-18", "A task force on policing in the 21st century was set up", ""),
    (
        "report",
        "2015-05-18",
        "The task force published its final report",
        "https://cops.usdoj.gov/pdf/taskforce/taskforce_finalreport.pdf",
    ),
    ("visit", "2015-07-16", "The President visited a federal prison, the first in office to do so", ""),
)


@pytest.fixture
def page(page):
    """Here nothing may be missing either, not so much as a picture."""
    missing: list[str] = []
    page.on("console", lambda said: missing.append(said.text) if said.type == "error" else None)
    yield page
    assert not missing


def test_the_founding_case(page: Page):
    reached = clock.now() - timedelta(days=2)
    petitions = five_petitions(reached)
    response = drafted(page, petitions)
    rests_on(page, response)
    for deed, day, title, url in DONE:
        was_done(page, response, deed, day, title, url)
    approved(page, response)
    refused(page, petitions[0])
    letter = delivered()
    surveyed(page, letter)
    read_in_public(page, response, petitions)


def five_petitions(reached: datetime) -> list[Petition]:
    """Each asks the President for something else about the case; Ana signs all; one reaches its threshold."""
    make.facts()
    with facts.path("examples.toml").open("rb") as file:
        told = tomllib.load(file)["recorded"]
    opened = reached - timedelta(days=16)
    petitions = [petition(row, number, opened) for number, row in enumerate(told)]
    first = petitions[0]
    # The promise in small: the White House asks for 100,000.
    Petition.objects.filter(pk=first.pk).update(threshold=len(SIGNERS) + 2)
    for one in petitions:
        make.signature(one, ANA, opened + timedelta(days=1))
    for email in SIGNERS:
        make.signature(first, email, opened + timedelta(days=2))
    make.published(reached)
    assert counts.notice_reached() == [first.pk]
    return list(Petition.objects.order_by("created_at", "pk"))


def petition(told, number: int, opened: datetime) -> Petition:
    """One of the five, with who can grant it as the engine found, opened by a moderator."""
    found = resolve(told["ask"], told["facts"], "us.president")
    new = Petition(
        authority_id=make.WHITE_HOUSE,
        title=told["title"],
        body=told["body"].strip(),
        ask=told["ask"],
        facts=told["facts"],
        finding=found.as_dict(),
    )
    started = opened - timedelta(days=1, minutes=10 - number)
    submission = intake.start(
        new, list(Issue.objects.all()[:1]), make.filled(f"p{number}@x.example"), started, None
    )
    confirm.confirm([confirm.Press(submission, started)])
    lifecycle.moderate(new.pk, opened)
    lifecycle.open_for_signatures(new.pk, opened, make.decision())
    return new


def enter(page: Page, role: str, name: str) -> None:
    """The same window, with this member of staff signed in."""
    session = signed_in(works(role, email=f"{name}@wh.example", at=make.WHITE_HOUSE)).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "domain": "127.0.0.1", "path": "/desk"}])


def press(page: Page, name: str) -> None:
    """A button, found by its words."""
    page.get_by_role("button", name=name, exact=True).first.click()


def drafted(page: Page, petitions: list[Petition]) -> str:
    """Dov begins an answer to the one that is owed, is offered the other four, and writes; the answer's id."""
    enter(page, "responder", "dov")
    page.goto(f"{DESK}/petitions/{petitions[0].pk}")
    press(page, "Begin an answer to it")
    page.wait_for_url("**/draft")
    response = page.url.rsplit("/", 2)[-2]
    page.goto(f"{DESK}/answers/{response}/petitions")
    assert "the same names" in page.locator("main").inner_text()
    for other in petitions[1:]:
        page.locator(f"input[name=petition][value='{other.pk}']").press("Space")
    press(page, "Save this choice")
    page.wait_for_url("**/draft")
    page.get_by_label("Title").first.fill("Why the President cannot pardon Steven Avery and Brendan Dassey")
    page.locator("input[name=outcome][value=no-power]").press("Space")
    page.locator("#id_summary").fill(
        "The President can pardon federal offences alone. A pardon is for the Governor of Wisconsin."
    )
    page.locator("#id_body").fill(
        "Both men were convicted **by a court of Wisconsin**. The President has no power there."
    )
    press(page, "Save")
    page.get_by_text("Saved.").wait_for()
    return response


def rests_on(page: Page, response: str) -> None:
    """Two figures as the record gives them, and the clause of the Constitution."""
    for query in ("commutations&against=last&last=5", "pardons"):
        page.goto(f"{DESK}/answers/{response}/exhibits")
        page.get_by_label("Address of the comparison").fill(f"http://petitions.example{RECORD}{query}")
        press(page, "Add the figure")
        page.get_by_text("Saved.").wait_for()
    page.goto(f"{DESK}/answers/{response}/exhibits?law=reprieves+impeachment+United+States")
    page.get_by_role("button", name=re.compile("Quote it")).first.click()
    page.get_by_text("Saved.").wait_for()


def was_done(page: Page, response: str, deed: str, day: str, title: str, url: str) -> None:
    """One thing that was done before, with its own date."""
    page.goto(f"{DESK}/answers/{response}/actions")
    page.locator("#id_deed").select_option(deed)
    page.locator("#id_title").fill(title)
    page.locator("#id_done_on").fill(day)
    page.locator("#id_url").fill(url)
    press(page, "Add it")
    page.get_by_text("Added.").wait_for()


def approved(page: Page, response: str) -> None:
    """Dov reads page and letter and submits; Ann, another person, publishes."""
    page.goto(f"{DESK}/answers/{response}")
    check_page(page)
    press(page, "Submit for approval")
    page.get_by_role("heading", name="Waiting for approval").wait_for()
    enter(page, "approver", "ann")
    page.goto(f"{DESK}/answers/{response}")
    press(page, "Approve and publish")
    page.get_by_role("heading", name="Published").wait_for()


def refused(page: Page, petition: Petition) -> None:
    """Referred to the Governor of Wisconsin, who will not pardon; a higher court can still overturn."""
    enter(page, "responder", "dov")
    page.goto(f"{DESK}/petitions/{petition.pk}/refer")
    page.get_by_label("An authority on this site").select_option("")
    page.get_by_label("Or an office outside").fill("the Governor of Wisconsin")
    page.get_by_label("Why it goes there").fill(
        "A state convicted both men; its Governor holds the power to pardon."
    )
    press(page, "Refer it")
    press(page, "It was sent")
    page.get_by_label("Outcome").select_option("declined")
    page.get_by_label("What it answered, in our words").fill("The Governor will not pardon them.")
    page.get_by_label("On which day").fill("2016-01-05")
    page.get_by_label("Source").fill("The Governor’s office, to the press")
    page.get_by_label("What remedy remains").fill("A higher court can overturn the convictions.")
    press(page, "Record it")
    page.get_by_role("heading", name="The reply").wait_for()


def delivered() -> str:
    """Everyone who signed any of the five has the answer once; the text of Ana's letter, who signed them all."""
    audience.enlist_waiting(clock.now())
    server = MailServer()
    with Receiver(server) as running, pool() as connections:
        to = smtp.Server(running.host, running.port, own_name="petitions.example")
        deliver.deliver_batch(connections, clock.now(), to, FAST)
    answers = {
        number: to
        for number, (_sender, to, _content) in enumerate(server.received)
        if server.letter(number)["Subject"].startswith("Why the President cannot pardon")
    }
    petitioners = [f"p{number}@x.example" for number in range(5)]
    assert Counter(answers.values()) == Counter([ANA, *SIGNERS, *petitioners])
    text = server.text(next(number for number, to in answers.items() if to == ANA))
    for said in ("Outcome: No power here", "184 commutations", "66 pardons", "The task force published its final"):
        assert said in text.replace("\n", " "), said
    return text


def surveyed(page: Page, letter: str) -> None:
    """Ana answers the three questions behind the link in her letter."""
    page.context.clear_cookies()
    found = re.search(r"http://petitions\.example(/survey/\S+)", letter)
    assert found
    page.goto(found[1])
    for question in ("helpful", "learned", "again"):
        page.locator(f"input[name={question}][value=yes]").press("Space")
    press(page, "Send")
    page.get_by_role("heading", name="Thank you").wait_for()


def read_in_public(page: Page, response: str, petitions: list[Petition]) -> None:
    """Anyone reads the answer with all of it, and that it took two days."""
    page.goto(f"/responses/{response}")
    page.locator("figure.chart img").first.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('figure.chart img').naturalWidth > 0")
    page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
    shown = page.locator("main").inner_text()
    for said in (
        "No power here",
        "The President of the United States cannot grant this.",
        "Wis. Const. art. V § 6",
        "more than the last five presidents combined",
        "had granted 66 pardons",
        "as of 7 January 2016",
        "16 July 2015",
        "18 May 2015",
        "To the Governor of Wisconsin",
        "The Governor will not pardon them.",
        "A higher court can overturn the convictions.",
        "The 5 petitions it answers",
        "Nothing yet: the answer is of today.",
    ):
        assert said in shown, said
    for one in petitions:
        assert page.locator(f"main a[href='/petitions/{one.pk}']").count() >= 1
    check_page(page)
    page.goto(f"/petitions/{petitions[0].pk}")
    assert "A higher court can overturn the convictions." in page.locator("main").inner_text()
    page.goto(f"/accountability/at/{make.WHITE_HOUSE}")
    assert "answered after 2 days: No power here" in page.locator("main").inner_text()
    check_page(page)
    if folder := os.environ.get("TEST_PICTURES"):
        page.screenshot(path=f"{folder}/founding-accountability.png", full_page=True)
