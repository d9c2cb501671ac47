"""A trial's letters are read in the browser; outside a trial there is nothing to read."""

import email.message

import pytest

from undersigned.mail.receiver import Maildir

KEY = "1794055200000000000.00000000000000aa"


@pytest.fixture
def trial(settings, tmp_path):
    """A trial that received one letter."""
    settings.ROOT_URLCONF = "undersigned.pages.dev_mail"
    settings.UNDERSIGNED_DATA = tmp_path
    Maildir(tmp_path / "mail")
    letter = email.message.EmailMessage()
    letter["Delivered-To"], letter["Subject"] = "ana@example.org", "<b>Confirm</b>"
    letter.set_content("Open http://localhost:8000/confirm/abc now.\n")
    letter.add_alternative("<p>Open <script>alert(1)</script></p>", subtype="html")
    (tmp_path / "mail" / "new" / KEY).write_bytes(letter.as_bytes())


@pytest.mark.usefixtures("trial")
def test_the_inbox_lists_letters_and_finds_those_to_an_address(client):
    page = client.get("/dev/mail").content.decode()
    assert "&lt;b&gt;Confirm&lt;/b&gt;" in page
    assert f"/dev/mail/{KEY}" in page
    assert KEY in client.get("/dev/mail", {"to": "ANA@"}).content.decode()
    assert KEY not in client.get("/dev/mail", {"to": "ben"}).content.decode()


@pytest.mark.usefixtures("trial")
def test_a_letter_is_shown_with_links_that_work(client):
    page = client.get(f"/dev/mail/{KEY}").content.decode()
    assert 'href="http://localhost:8000/confirm/abc"' in page


@pytest.mark.usefixtures("trial")
def test_a_letters_html_can_run_nothing(client):
    reply = client.get(f"/dev/mail/{KEY}/html")
    assert "sandbox" in reply["Content-Security-Policy"]
    assert "default-src 'none'" in reply["Content-Security-Policy"]


@pytest.mark.usefixtures("trial")
def test_no_such_letter_is_not_found(client):
    for path in ("/dev/mail/x", "/dev/mail/x/html", "/dev/mail/..%2fsecrets.env"):
        assert client.get(path).status_code == 404


def test_outside_a_trial_there_is_no_such_page(client):
    assert client.get("/dev/mail").status_code == 404
