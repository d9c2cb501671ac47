"""What the mail server took is noted at once, and the next worker of the machine knows it."""

import pytest

from postoffice import FAST, campaign, check_mail, post
from undersigned.kit.ids import uuid7
from undersigned.mail import deliver, taken
from undersigned.mail.claim import claim
from undersigned.mail.mark import mark_taken
from undersigned.mail.models import Campaign, Letter, State


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "taken"


def killed(note):
    """The process of a note is gone: its lock goes, its file stays."""
    taken.os.close(note._file)


def recovered(folder):
    found = []
    taken.recover(folder, found.extend)
    return sorted(found)


def test_a_killed_workers_letters_are_known_once(folder, now):
    note, letters = taken.Note(folder), sorted(uuid7(now) for _ in range(3))
    for letter in letters:
        note.add(letter)
    killed(note)
    assert recovered(folder) == letters
    assert recovered(folder) == []


def test_a_living_workers_note_is_left_alone(folder, now):
    note = taken.Note(folder)
    note.add(uuid7(now))
    assert recovered(folder) == []


def test_a_note_of_a_worker_that_ended_well_is_gone(folder, now):
    note, letter = taken.Note(folder), uuid7(now)
    note.add(letter)
    note.settle([letter])
    note.close()
    assert list(folder.iterdir()) == []


def test_a_note_stays_while_the_database_does_not_know(folder, now):
    note, letter = taken.Note(folder), uuid7(now)
    note.add(letter)
    note.close()

    def away(_letters):
        raise OSError("away")

    with pytest.raises(OSError, match="away"):
        taken.recover(folder, away)
    assert recovered(folder) == [letter]


def test_a_torn_last_line_is_left_out(folder, now):
    note, letter = taken.Note(folder), uuid7(now)
    note.add(letter)
    taken.os.write(note._file, b"torn")
    killed(note)
    assert recovered(folder) == [letter]


def test_a_long_note_begins_anew_with_what_is_still_open(folder, now, monkeypatch):
    monkeypatch.setattr(taken, "BYTES_AT_MOST", 160)
    note, letters = taken.Note(folder), [uuid7(now) for _ in range(40)]
    for place, letter in enumerate(letters):
        note.add(letter)
        note.settle(letters[max(0, place - 3) : place - 1])
    assert next(folder.glob("*.taken")).stat().st_size <= 160
    killed(note)
    assert set(recovered(folder)) >= set(letters[-2:])


def test_where_no_note_can_be_kept_letters_go_all_the_same(pool, smtp_server, server, now, tmp_path):
    (tmp_path / "file").touch()
    post(now)
    delivery = deliver.Delivery(pool, lambda: now, smtp_server, FAST, tmp_path / "file")
    assert delivery.run(deliver.threading.Event(), until_empty=True).sent == 1


def test_what_was_taken_is_marked_and_counted_once(pool, now):
    answer = campaign(now, "ana@example.org", "ben@example.org")
    with pool.connection() as connection:
        claimed = [letter.id for letter in claim(connection, now, 10, FAST.lease).letters]
        for _ in range(2):
            mark_taken(connection, [*claimed, uuid7(now)], now)
    assert Letter.objects.filter(state=State.SENT).count() == 2
    assert Campaign.objects.get(pk=answer.pk).stage == "done"
    check_mail()
