"""The letterbox takes letters and presses the button behind each link once, or again when the site was busy."""

import smtplib
import threading

import letterbox
import pytest
import serving

from wait import until

LETTER = "Subject: Confirm\r\n\r\nPress http://localhost/confirm/{}=\r\n{} here. And http://localhost/other\r\n"


@pytest.fixture
def box(site):
    port = serving.free_port()
    opened = letterbox.Letterbox(port, site.url)
    opened.port = port
    working = threading.Thread(target=opened.run)
    working.start()
    yield opened
    opened.end()
    working.join()


def send(box, *tokens):
    with smtplib.SMTP("127.0.0.1", box.port) as line:
        for token in tokens:
            line.sendmail("a@example.org", ["b@example.org"], LETTER.format(token[:4], token[4:]))


def pressed(site):
    return sorted(path.removeprefix("/confirm/") for path, _headers, _body in site.posted)


def test_the_button_behind_a_folded_link_is_pressed(box, site):
    send(box, "abcdefgh", "ijklmnop")
    until(lambda: box.answers["303"] == 2, "both buttons")
    assert pressed(site) == ["abcdefgh", "ijklmnop"]
    assert (box.told()["letters"], box.told()["links"]) == (2, 2)


def test_a_letter_that_comes_twice_is_pressed_once(box, site):
    send(box, "abcdefgh", "abcdefgh", "ijklmnop")
    until(lambda: box.answers["303"] == 2, "both buttons")
    assert pressed(site) == ["abcdefgh", "ijklmnop"]
    assert (box.told()["letters"], box.told()["links"]) == (3, 2)


def test_a_button_is_pressed_again_when_the_site_was_too_busy(box, site, monkeypatch):
    monkeypatch.setattr(letterbox, "TRY_AGAIN_AFTER", 0.01)
    site.status = lambda body: 503 if len(site.posted) < 3 else 303
    send(box, "abcdefgh")
    until(lambda: box.answers["303"] == 1, "the button at last")
    assert box.answers["503"] == 2
