"""What stands in a letter, and what must not."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postoffice import PETITION, SUBMISSION, campaign, post
from undersigned.kit import tokens
from undersigned.mail import compose
from undersigned.mail.kinds import KINDS
from undersigned.mail.moulds import Body

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SITE = "http://petitions.example"
FULL = {
    "submission": str(SUBMISSION),
    "signature": str(SUBMISSION),
    "petition": PETITION,
    "title": "Keep the library open",
    "reason": "It asks for what no law allows.",
    "explanation": "See the rules.",
    "signatures": 123456,
    "threshold": 100000,
    "needed": 150,
    "expires_at": "2026-11-29T12:00:00+00:00",
    "closes_at": "2026-12-22T12:00:00+00:00",
    "lapses_at": "2026-12-22T12:00:00+00:00",
    "due_at": "2027-01-22T12:00:00+00:00",
}
ANSWER = compose.CampaignBody("mnopqrstuvwx", True, {"en": Body("We answer", "So it is.", "<p>So it is.</p>")})


def written(kind: str, name: str = "", **context):
    context = {key: value for key, value in {**FULL, **context}.items() if value is not None}
    body = ANSWER if KINDS[kind].campaign else None
    return compose.write(SUBMISSION, kind, "en", name, context, body)


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_has_a_subject_a_text_and_the_same_links_in_html(kind):
    subject, text, html = written(kind)
    assert 5 < len(subject) < 100
    assert "{" not in subject + text
    assert not re.search("[\ue000\ue001]", subject + text + html)
    links = set(re.findall(rf"{SITE}/\S+", text))
    assert links
    assert links == set(re.findall(rf'href="({SITE}/[^"]+)"', html))


@pytest.mark.parametrize("kind", KINDS)
def test_html_is_a_whole_page_in_its_language_without_script_or_style(kind):
    html = written(kind)[2]
    assert '<html lang="en" dir="ltr">' in html
    assert "<title>" in html
    assert not re.search(r"<(script|style|img)|\bstyle=|\son\w+=", html)


@pytest.mark.parametrize("kind", [kind for kind, what in KINDS.items() if what.limited])
def test_a_letter_that_anyone_can_cause_offers_never_again_and_greets_nobody(kind):
    _, text, html = written(kind)
    never = f"{SITE}/never/{tokens.make('never', SUBMISSION)}"
    assert never in text
    assert never in html
    assert text.startswith("Hello,")


@pytest.mark.parametrize(
    "kind", ["confirm-signature", "already-signed", "confirm-petition", "gathering", "withdraw"]
)
def test_before_moderation_a_letter_carries_no_text_of_the_petitioner(kind):
    subject, text, html = written(kind, title=None)
    assert "library" not in subject + text + html
    assert f"/petitions/{PETITION}" not in text + html


def test_the_link_to_confirm_opens_with_its_token():
    text = written("confirm-signature")[1]
    token = re.search(rf"{SITE}/confirm/(\S+)", text)[1]
    assert tokens.read("confirm", token) == SUBMISSION.bytes


def test_numbers_and_moments_are_written_for_people():
    text = written("reached")[1]
    assert "Signatures counted: 123,456." in text
    assert "Jan. 22, 2027, 12:00 UTC" in text


def test_the_receipt_and_withdrawing_are_never_in_the_answers_letter():
    _, text, html = written("response")
    assert "/receipt/" not in text + html
    assert "/withdraw/" not in text + html
    assert "/survey/" in text


def test_a_letter_names_its_sender_its_language_and_that_a_program_sent_it(send, server, now):
    letter = post(now)
    send(now)
    message = server.letter()
    assert message["From"] == "petitions@petitions.example"
    assert message["To"] == "ana@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{letter.hex}@petitions.example>"
    assert parsedate_to_datetime(message["Date"]) == now
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_single_letter_has_no_list_headers_and_an_answer_has_one_click(send, server, now):
    post(now)
    campaign(now, "ben@example.org")
    send(now)
    single, answer = sorted((server.letter(0), server.letter(1)), key=lambda message: message["To"])
    assert single["List-Unsubscribe"] is None
    assert answer["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(rf"<{SITE}/unsubscribe/\S+>", answer["List-Unsubscribe"])


def test_each_letter_returns_to_an_address_of_its_own(send, server, now):
    post(now)
    post(now, "ben@example.org")
    send(now)
    senders = {sender for sender, _, _ in server.received}
    assert len(senders) == 2
    for sender in senders:
        local, _, host = sender.rpartition("@")
        assert host == "petitions.example"
        assert len(local) <= 64
        assert sender == sender.lower()


def test_a_domain_outside_ascii_is_written_as_a_labels(send, server, now):
    post(now, "ana@bücher.example")
    send(now)
    assert server.recipients == ["ana@xn--bcher-kva.example"]
    assert server.letter()["To"] == "ana@xn--bcher-kva.example"


HOSTILE = (
    "Free\r\nBcc: eve@example.org\r\n\r\n.\r\nMAIL FROM:<x>\u202e\x00<script>alert(1)</script>\ue000name\ue001"
)


def test_hostile_words_stay_words(send, server, now):
    post(now, title=HOSTILE)
    campaign(now, "ben@example.org", title=HOSTILE)
    assert send(now).sent == 2
    for number in range(2):
        message = server.letter(number)
        assert message["Bcc"] is None
        assert "eve@example.org" not in [to for _, to, _ in server.received]
        assert "<script>" not in server.html(number).replace("&lt;script&gt;", "")
        assert "\u202e" not in server.text(number) + server.html(number) + message["Subject"]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=300)


@given(title=TEXTS, name=TEXTS)
def test_any_title_and_name_give_a_letter_that_reads_back(title, name):
    subject, text, html = compose.write(
        SUBMISSION, "reached", "en", name, {"petition": PETITION, "title": title}, None
    )
    assert "\n" not in subject
    assert "\r" not in subject + text
    assert "<script" not in html.lower()


@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=400
    )
)
def test_content_is_lines_of_ascii_that_no_server_mistakes_for_its_end(text):
    body = {"en": Body("Title", f".\n..\n{text}\n.", "<p>x</p>")}
    subject, plain, html = compose.write(
        SUBMISSION, "response", "en", "", {}, compose.CampaignBody("a", False, body)
    )
    content = compose.encode(SUBMISSION, "a@example.org", subject, plain, html, "", NOW)
    assert content.endswith(b"\r\n")
    assert b"\r\n.\r\n" not in content
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    content.decode("ascii")
