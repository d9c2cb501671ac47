"""The mail server of a trial keeps what it gets, where it can be read."""

import smtplib

import pytest

from postoffice import post
from undersigned.mail import deliver, received, smtp
from undersigned.mail.receiver import Maildir, Receiver


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mail"


def test_letters_are_kept_and_read_the_latest_first(pool, folder, now):
    with Receiver(Maildir(folder)) as running:
        for address in ("ana@example.org", "ben@example.org"):
            post(now, address, title="Käse & “Quotes”")
            deliver.deliver_batch(pool, now, smtp.Server(running.host, running.port))
    letters = [received.read(folder, key) for key in received.keys(folder)]
    assert [letter.to for letter in letters] == ["ben@example.org", "ana@example.org"]
    assert letters[0].subject == "Confirm your signature"
    assert "“Käse & “Quotes””" in letters[0].text
    assert "Käse &amp; “Quotes”" in letters[0].html


def test_a_letter_is_there_as_soon_as_the_server_says_so(folder):
    with Receiver(Maildir(folder)) as running, smtplib.SMTP(running.host, running.port) as client:
        client.sendmail("a@example.org", ["b@example.org"], "Subject: x\r\n\r\nx")
        assert len(received.keys(folder)) == 1
        assert list((folder / "tmp").iterdir()) == []


def test_only_its_own_letters_can_be_asked_for(folder):
    Maildir(folder)
    (folder / "secret").write_text("x")
    for key in ("../secret", "", "1.0000000000000000", "x" * 500):
        assert received.read(folder, key) is None


def test_a_port_that_is_taken_is_an_error(folder):
    with (
        Receiver(Maildir(folder)) as running,
        pytest.raises(OSError, match="in use"),
        Receiver(Maildir(folder), running.port),
    ):
        pass


def test_a_folder_without_letters_shows_none(tmp_path):
    assert received.keys(tmp_path / "nothing") == []
