"""Ben asks for a pardon, a hundred people sign, an answer is owed and given, and it reaches each of them once."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import Page

from journeys import trial
from journeys.trial import PATIENCE, Trial, until
from staffroom import code

CITY = "example.city"
TITLE = "Pardon the two men of the Halbach case"
SIGNERS = [f"signer.{number}@people.example" for number in range(100)]
DECLINES, WITHDRAWS = SIGNERS[17], SIGNERS[42]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory, shared_data):
    """A trial into which the real petitions of the founding case were imported."""
    with trial.running(tmp_path_factory.mktemp("trial")) as running:
        halbach = str(shared_data / "wtp" / "halbach.json")
        running.command("import", "petitions", halbach, "--authority", CITY)
        yield running


@pytest.fixture
def page(site, chromium):
    """A phone's window on the site."""
    opened = chromium.new_page(base_url=site.address, viewport={"width": 320, "height": 700})
    opened.set_default_timeout(1000 * PATIENCE)
    return opened


def test_from_petition_to_answer(site: Trial, page: Page):
    start(page)
    gathering = confirm_start(site, page)
    support(site, gathering, SIGNERS[1:3])
    petition = approve(site, page)
    sign_in_the_browser(site, page, petition, SIGNERS[0])
    sign_over_http(site, f"/petitions/{petition}/sign", SIGNERS[3:])
    until(lambda: count(site, petition) == 101, "101 counted: Ben and 100 signers")
    until(lambda: is_owed(page, petition), "the day by which an answer is owed, on the petition's page")
    withdraw(site, page, WITHDRAWS)
    until(lambda: count(site, petition) == 100, "the withdrawal in the public number")
    response = answer(site, page, petition)
    check_letters(site, response)
    check_pages(page, petition, response)


def is_owed(page: Page, petition: str) -> bool:
    """The page says so once the number has been seen at the threshold, and it may be kept for a while."""
    page.goto(f"/petitions/{petition}")
    return "owes an answer by" in page.locator("main").inner_text()


def tick(page: Page, selector: str) -> None:
    """Choose a radio button or tick a box as the keys do."""
    page.locator(selector).first.press("Space")


def start(page: Page) -> None:
    """Ben starts a petition, one question a step, and meets the imported ones on the way."""
    page.goto("/start")
    tick(page, "input[name=authority][value='example.city']")
    page.get_by_label("What do you ask for?").fill(TITLE)
    page.get_by_role("button", name="Go on").click()
    tick(page, "input[name=ask][value=pardon]")
    page.get_by_role("button", name="Go on").click()
    while page.locator("h1").inner_text() == "A question about it":
        if page.locator("input[type=radio][value=unknown]").count():
            tick(page, "input[type=radio][value=unknown]")
        page.get_by_role("button", name="Go on").click()
    assert page.locator("h1").inner_text() == "Who can grant it?"
    page.get_by_role("button", name="Go on").click()
    assert "Halbach" in page.locator("main ul").inner_text() or "Avery" in page.locator("main ul").inner_text()
    page.get_by_role("button", name="go on").click()
    page.get_by_label("Why should it be done?").fill("Many who read of the case no longer trust the verdicts.")
    tick(page, "input[name=issues]")
    page.get_by_role("button", name="Go on").click()
    assert TITLE in page.locator("article").inner_text()
    page.get_by_label("Your name").fill("Ben Petitioner")
    page.get_by_label("E-mail address").fill("ben@people.example")
    page.get_by_label("ZIP code").fill("54220")
    page.get_by_role("button", name="Send me the letter").click()
    assert page.locator("h1").inner_text() == "Check your e-mail"


def confirm_start(site: Trial, page: Page) -> str:
    """Ben's own link makes the first signature; the next letter has the private link."""
    page.goto(site.link_to("ben@people.example", "/confirm/"))
    page.locator("main form button").click()
    page.wait_for_url("**/receipt/**")
    return site.link_to("ben@people.example", "/gather/")


def support(site: Trial, gathering: str, emails: list[str]) -> None:
    """Two supporters by the private link; with Ben they are the three that the city asks for."""
    assert "noindex" in httpx.get(site.address + gathering).text
    sign_over_http(site, f"{gathering}/sign", emails)


def sign_over_http(site: Trial, address: str, emails: list[str]) -> None:
    """Each sends the form, waits for its own letter, and presses the button behind its link; many at a time."""
    with httpx.Client(base_url=site.address, timeout=60) as client, ThreadPoolExecutor(16) as crowd:
        sent = crowd.map(lambda email: client.post(address, data=form_of(email)).status_code, emails)
        assert Counter(sent) == {303: len(emails)}
        links = [site.link_to(email, "/confirm/") for email in emails]
        shown = client.get(links[0])
        assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
        pressed = crowd.map(lambda link: client.post(link).status_code, links)
        assert Counter(pressed) == {303: len(emails)}


def form_of(email: str) -> dict[str, str]:
    """What one signer fills in; one of them wants no answer."""
    fields = {"name": f"Name of {email}", "email": email, "zip": "53703", "country": "US"}
    return fields | ({"decline": "on"} if email == DECLINES else {})


def enter(site: Trial, page: Page, who: str) -> None:
    """A member of staff comes in by the one-time link and sets up the second factor."""
    page.context.clear_cookies()
    page.goto(site.links[who])
    page.locator("main form button").click()
    page.wait_for_url("**/desk/you/app")
    page.locator("#id_code").fill(code(page.locator("main code").first.inner_text()))
    page.locator("main form button").click()
    page.wait_for_url("**/desk/you/codes")


def approve(site: Trial, page: Page) -> str:
    """The moderator finds it in the queue and lets it through; the petition's public id."""
    enter(site, page, "Moderator")
    page.goto(f"/desk/at/{CITY}/queue")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url("**/petitions/*")
    petition = page.url.rsplit("/", 1)[-1]
    tick(page, "[name=verdict]")
    page.get_by_role("button", name="Give this verdict").click()
    page.wait_for_url("**/queue")
    return petition


def sign_in_the_browser(site: Trial, page: Page, petition: str, email: str) -> None:
    """Ana signs on her phone."""
    page.goto(f"/petitions/{petition}")
    page.get_by_label("Your name").fill("Ana Signer")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("ZIP code").fill("53703")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url("**/check-your-email")
    page.goto(site.link_to(email, "/confirm/"))
    page.locator("main form button").click()
    page.wait_for_url("**/receipt/**")


def count(site: Trial, petition: str) -> int:
    """The public number."""
    return int(httpx.get(f"{site.address}/petitions/{petition}/count.json").json()["signatures"])


def withdraw(site: Trial, page: Page, email: str) -> None:
    """By the link in the signer's own letter."""
    page.goto(site.link_to(email, "/withdraw/"))
    page.locator("main form button").click()
    page.locator("h1").wait_for()


def answer(site: Trial, page: Page, petition: str) -> str:
    """The responder answers it together with an imported sibling; another person publishes."""
    enter(site, page, "Responder")
    page.goto(f"/desk/at/{CITY}/petitions/{petition}")
    page.locator("main form button").first.click()
    page.wait_for_url("**/draft")
    response = page.url.rsplit("/", 2)[-2]
    page.goto(f"/desk/at/{CITY}/answers/{response}/petitions?q=Avery")
    tick(page, "input[name=petition]:not(:checked), input[name=petitions]:not(:checked)")
    page.get_by_role("button", name="Save this choice").click()
    page.wait_for_url("**/draft")
    page.locator("#id_title").fill("Who can pardon, and who cannot")
    tick(page, "input[name=outcome][value=no-power]")
    page.locator("#id_summary").fill("A city cannot pardon. In Wisconsin the Governor can.")
    page.locator("#id_body").fill("The power to pardon lies with the **Governor**.")
    page.locator("details:has(input[name=exhibit-0-title]) summary").click()
    page.locator("input[name=exhibit-0-title]").fill("Constitution of Wisconsin, article V, section 6")
    page.locator("input[name=exhibit-0-url]").fill("https://docs.legis.wisconsin.gov/constitution/wi/000233")
    page.get_by_role("button", name="Save and preview").click()
    page.get_by_role("button", name=re.compile("Submit|approv", re.IGNORECASE)).first.click()
    enter(site, page, "Approver")
    page.goto(f"/desk/at/{CITY}/answers/{response}")
    page.get_by_role("button", name="Approve and publish").click()
    page.wait_for_url("**/answers/**")
    return response


def check_letters(site: Trial, response: str) -> None:
    """Exactly the right ones: everyone who signed, once; nobody who declined or withdrew."""
    wanted = {"ben@people.example", *SIGNERS} - {DECLINES, WITHDRAWS}

    def answers() -> list[str]:
        return [one["To"] for one in site.letters() if f"/responses/{response}" in str(trial.paths_in(one))]

    until(lambda: len(answers()) >= len(wanted), "a letter for everyone")
    progress = until(lambda: _all_sent(site), "the outbox to be empty")
    assert progress
    received = Counter(re.sub(r".*<(.*)>", r"\1", to) for to in answers())
    assert received == Counter(wanted)
    letter = site.letters_to(SIGNERS[0], "Who can pardon")[0]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip("<>").split(">")[0]
    assert httpx.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200


def _all_sent(site: Trial) -> bool:
    return re.search(r"waiting\s+0\b", site.command("mail", "status")) is not None


def check_pages(page: Page, petition: str, response: str) -> None:
    """The answer lists both petitions, and each leads to it."""
    page.goto(f"/responses/{response}")
    links = [link.get_attribute("href") for link in page.locator("main a[href^='/petitions/']").all()]
    answered = {link for link in links if link and re.fullmatch(r"/petitions/[a-z0-9]{12}", link)}
    assert len(answered) == 2
    assert f"/petitions/{petition}" in answered
    for address in answered:
        page.goto(address)
        page.reload()  # The page may be kept for ten seconds.
        assert page.locator(f"main a[href='/responses/{response}']").count() >= 1
