"""A letter that comes back is known by the address it came back to, and marks its address."""

from base64 import b64encode
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postoffice import LATER, campaign, check_mail, post
from undersigned.kit.crypto import person_of
from undersigned.mail import bounces, compose
from undersigned.mail.models import Bounce, Campaign, Letter, State

RETURNED = Path(__file__).parent / "returned"


def report(to: str, action="failed", status="5.1.1", kind="delivery-status", header="To") -> bytes:
    """A delivery status notification as Postfix writes it."""
    return f"""From: MAILER-DAEMON@mx.example\r
{header}: {to}\r
Subject: Undelivered Mail Returned to Sender\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type={kind}; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
I'm sorry to have to inform you.\r
--b\r
Content-Type: message/{kind}\r
\r
Reporting-MTA: dns; mx.example\r
Arrival-Date: Sun, 22 Nov 2026 12:00:00 +0000\r
\r
Final-Recipient: rfc822; ana@example.org\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: smtp; 550 5.1.1 unknown\r
\r
--b\r
Content-Type: message/rfc822\r
\r
Subject: Confirm your signature\r
\r
--b--\r
""".encode()


@pytest.fixture
def sent(send, now):
    """A letter that was sent to Ana, and the address it returns to."""
    letter = post(now)
    send(now)
    return letter, compose.bounce_address(letter)


@pytest.mark.parametrize("header", ["To", "Delivered-To", "X-Original-To"])
def test_a_returned_letter_has_failed_and_its_address_is_marked_once(sent, now, header):
    letter, address = sent
    returned = bounces.read(report(address, header=header))
    assert returned == bounces.Returned(letter, "5.1.1")
    assert bounces.record(returned, now + LATER)
    assert not bounces.record(returned, now + LATER)
    assert Letter.objects.values_list("state", "why").get() == (State.FAILED, "returned: 5.1.1")
    assert Bounce.objects.values_list("person", "count").get() == (person_of("ana@example.org"), 1)


def test_a_letter_given_up_on_the_way_has_failed_and_marks_no_address(sent, now):
    returned = bounces.read(report(sent[1], status="4.4.1"))
    assert bounces.record(returned, now)
    assert Letter.objects.get().state == State.FAILED
    assert not Bounce.objects.exists()


def test_a_campaign_counts_a_returned_letter_as_failed(send, now):
    answer = campaign(now, "ana@example.org", "ben@example.org")
    send(now)
    letter = Letter.objects.get(person=person_of("ana@example.org"))
    bounces.record(bounces.read(report(compose.bounce_address(letter.pk))), now)
    answer = Campaign.objects.get(pk=answer.pk)
    assert (answer.sent, answer.failed, answer.stage) == (1, 1, "done")
    check_mail()


def test_an_address_in_capitals_is_the_same_address(sent):
    assert bounces.read(report(sent[1].upper())).letter == sent[0]


def test_the_envelope_names_the_letter_when_headers_do_not(sent):
    assert bounces.read(report("postmaster@petitions.example"), [sent[1]]).letter == sent[0]


def test_what_is_no_failure_of_our_letter_marks_nothing(sent):
    address = sent[1]
    holiday = EmailMessage()
    holiday["To"] = address
    holiday["Subject"] = "Out of office"
    holiday.set_content("Back on Monday. 5.1.1")
    for message in (
        report(address, action="delayed", status="4.4.1"),
        report(address, action="relayed", status="2.1.5"),
        report(address, action="failed", status="nonsense"),
        report(address, kind="disposition-notification"),
        report("bounces@petitions.example"),
        report(f"bounces+{'a' * 52}@petitions.example"),
        report(f"{address[:12]}{'b' if address[12] != 'b' else 'c'}{address[13:]}"),
        holiday.as_bytes(),
        b"",
    ):
        assert bounces.read(message) is None


@given(st.binary(max_size=2000))
def test_no_bytes_break_the_reading(message):
    assert bounces.read(message) is None
    assert bounces.read(report("x@y.example").replace(b"Status: 5.1.1", message)) is None


def returned_by(server: str, to: str) -> bytes:
    """The report of this kind of mail server, as it writes them, on a letter with this return path."""
    return (RETURNED / f"{server}.eml").read_bytes().replace(b"RETURN_PATH", to.encode())


@pytest.mark.parametrize(
    ("server", "status", "marks"),
    [
        ("postfix", "5.1.1", True),
        ("exim", "5.0.0", True),
        ("exchange", "5.1.10", True),
        ("gmail", "5.1.1", True),
        ("sendmail", "5.2.2", True),
        ("internationalized", "5.1.1", True),
        ("spam", "5.7.1", False),
    ],
)
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_the_reports_of_mail_servers_are_read_as_they_write_them(sent, now, server, status, marks, ends):
    letter, address = sent
    returned = bounces.read(returned_by(server, address).replace(b"\n", ends))
    assert returned == bounces.Returned(letter, status)
    assert bounces.record(returned, now + LATER)
    assert Letter.objects.get().state == State.FAILED
    assert Bounce.objects.exists() is marks


def test_an_encoded_report_is_opened(sent):
    letter, address = sent
    told = b"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: utf-8; x\nAction: failed (at once)\nStatus: 5.1.1\n"
    head, _line, rest = returned_by("internationalized", address).partition(b"Reporting-MTA")
    whole = head.replace(b"status\nContent-Transfer-Encoding: 8bit", b"status\nContent-Transfer-Encoding: base64")
    end = rest[rest.index(b"--4F1A") :]
    assert bounces.read(whole + b64encode(told) + b"\n\n" + end) == bounces.Returned(letter, "5.1.1")
    assert bounces.read(whole + b"no base64!\xff\n\n" + end) is None
