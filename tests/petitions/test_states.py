"""The table of allowed changes is the database's, not only ours: every pair is tried in SQL."""

from __future__ import annotations

import itertools

import pytest
from django.db import IntegrityError, connection, transaction

import make
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Change, Petition, State

ALLOWED = {
    (State.DRAFT, State.SUPPORTING),
    (State.DRAFT, State.LAPSED),
    (State.SUPPORTING, State.MODERATING),
    (State.SUPPORTING, State.LAPSED),
    (State.MODERATING, State.OPEN),
    (State.MODERATING, State.REJECTED),
    (State.OPEN, State.CLOSED),
    (State.OPEN, State.REMOVED),
    (State.CLOSED, State.REMOVED),
}
PAIRS = [pair for pair in itertools.product(State.values, repeat=2) if pair[0] != State.LAPSED]
pytestmark = pytest.mark.django_db


def change_in_sql(petition: Petition, after: str) -> None:
    """What someone with a database prompt might do, history and all."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO petitions_history (petition_id, step, step_before, from_state, to_state, made_at, reason) "
            "VALUES (%s, %s, %s, %s, %s, now(), '')",
            [petition.pk, petition.step + 1, petition.step, petition.state, after],
        )
        cursor.execute(
            "UPDATE petitions_petition SET state = %s, step = step + 1, title = "
            "CASE %s WHEN 'lapsed' THEN '' ELSE title END, "
            "text_sha256 = CASE WHEN %s IN ('lapsed', 'draft') THEN NULL "
            "ELSE sha256(convert_to(title || E'\\n\\n' || body, 'UTF8')) END, "
            "opened_at = now(), closes_at = now(), threshold = 1 WHERE id = %s",
            [after, after, after, petition.pk],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=str)
def test_only_the_allowed_changes_can_be_stored(before, after):
    petition = make.petition(before)
    if (before, after) in ALLOWED:
        change_in_sql(petition, after)
        assert Petition.objects.get(pk=petition.pk).state == after
    else:
        with pytest.raises(IntegrityError):
            change_in_sql(petition, after)


def test_a_state_without_its_history_cannot_be_stored():
    petition = make.petition("moderating")
    with pytest.raises(IntegrityError, match="petition_state_has_its_history"), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(state=State.SUPPORTING)
        connection.check_constraints()


def test_a_petition_of_ours_cannot_begin_closed():
    petition = make.petition("draft")
    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(state=State.CLOSED)
        Change.objects.filter(petition=petition).update(to_state=State.CLOSED)
        connection.check_constraints()


def test_a_supported_text_cannot_change():
    petition = make.petition("supporting")
    with pytest.raises(IntegrityError, match="petition_text_matches_its_hash"):
        Petition.objects.filter(pk=petition.pk).update(body="Something else.")


@pytest.mark.parametrize("verb", ["moderate", "close", "lapse"])
def test_of_two_who_act_at_once_the_second_learns_of_it(now, verb):
    state = {"moderate": "supporting", "close": "open", "lapse": "supporting"}[verb]
    petition = make.petition(state)
    act = getattr(lifecycle, verb)
    act(petition.pk, now)
    with pytest.raises(lifecycle.WrongState):
        act(petition.pk, now)
    assert Change.objects.filter(petition=petition, step=Petition.objects.get(pk=petition.pk).step).count() == 1


def test_history_tells_every_change_in_order(now):
    petition = make.petition("closed")
    told = list(petition.history.values_list("from_state", "to_state"))
    states = ["", "draft", "supporting", "moderating", "open", "closed"]
    assert told == list(itertools.pairwise(states))
