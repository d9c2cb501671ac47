"""From one version of an answer to the next it is told which words went and which came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from answered import responder
from undersigned.responses import drafting, history
from undersigned.responses.drafting import Shown, Text
from undersigned.responses.languages import Words
from undersigned.responses.models import Revision

OLD = Revision(title="Yes", summary="We build in May.", body="One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.")


def told(older, newer):
    found = history.changes(older, newer)
    return {change.part: [(piece.what, piece.words) for piece in change.pieces] for change in found}


@pytest.mark.django_db
def test_words_that_went_and_came_are_told_and_the_rest_is_left_out():
    new = Revision(title="Yes", summary="We build in June.", body=OLD.body.replace("Four", "For"))
    assert told(OLD, new) == {
        "The answer in plain words": [("same", "We build in "), ("out", "May."), ("in", "June.")],
        "The whole answer": [
            ("same", "One.\n"),
            ("gap", "…"),
            ("same", "\n"),
            ("out", "Four.\n"),
            ("in", "For.\n"),
            ("same", "\nFive."),
        ],
    }


@pytest.mark.django_db
def test_a_version_remembers_petitions_exhibits_silence_and_languages(now):
    first, other = make.petition("open"), make.petition("open", title="Another", petitioner="a@y.example")
    response = drafting.begin(responder(), [first.pk], now)
    text = Text(
        title="Ours",
        outcome="no-comment",
        silence="court",
        petitions=(first.pk, other.pk),
        exhibits=(Shown("Minutes", publisher="Council", dated=now.date(), url="https://example.org/m"),),
        translations=(Words("es", "Nuestra", "Sí", "Largo"),),
    )
    drafting.edit(responder(), response.pk, 0, text, now)
    newer, older = response.revisions.all()
    found = told(older, newer)
    assert "Another" in "".join(words for what, words in found["Petitions it answers"] if what == "in")
    assert found["What it rests on"] == [("in", f"Minutes, Council, {now.date()}, https://example.org/m")]
    assert found["Why there is no comment"][0][1].startswith("A court is deciding")
    assert found["Spanish"] == [("in", "Nuestra\nSí\nLargo")]
    assert told(newer, newer) == {}


@given(st.text(alphabet="ab \n", max_size=200), st.text(alphabet="ab \n", max_size=200))
def test_what_stayed_and_came_is_the_new_text_as_far_as_it_is_shown(was, now):
    pieces = list(history._pieces(was, now))
    if not any(piece.what == "gap" for piece in pieces):
        assert "".join(piece.words for piece in pieces if piece.what != "out") == now
        assert "".join(piece.words for piece in pieces if piece.what != "in") == was
