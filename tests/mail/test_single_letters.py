"""A letter is posted with the thing it tells, sent once, and forgotten but for what is needed."""

from postoffice import LATER, check_mail, post
from undersigned.mail.models import Letter, State


def test_a_posted_letter_is_sent_once(send, server, now):
    post(now)
    assert send(now).sent == 1
    assert send(now + LATER).sent == 0
    assert server.recipients == ["ana@example.org"]
    check_mail()


def test_a_sent_letter_keeps_no_address_name_or_context(send, now):
    post(now, kind="reached", name="Ana")
    send(now)
    letter = Letter.objects.get()
    assert (letter.state, letter.email, letter.name, letter.context) == (State.SENT, None, None, None)
    assert letter.person is not None
