"""A room's SQL files are read by name."""

import sys

import psycopg
import pytest
from django.db import connection, transaction

from undersigned.kit import sql


@pytest.fixture
def room(tmp_path, monkeypatch):
    (tmp_path / "some_room" / "sql").mkdir(parents=True)
    (tmp_path / "some_room" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path / "some_room" / "sql"
    sys.modules.pop("some_room", None)
    sql.load.cache_clear()


def test_each_query_of_each_file_is_found_by_its_name(room):
    (room / "one.sql").write_text("-- first --\n-- What.\n-- Index: x.\nSELECT 1;\n\n-- second --\nSELECT %(a)s\n")
    (room / "two.sql").write_text("-- third --\nSELECT 3;\n")
    (room / "notes.txt").write_text("-- fourth --\nSELECT 4;\n")
    queries = sql.load("some_room")
    assert set(queries) == {"first", "second", "third"}
    assert queries["first"].endswith("SELECT 1;")
    assert queries["second"] == "SELECT %(a)s"


def test_a_name_given_twice_in_a_room_is_an_error(room):
    (room / "one.sql").write_text("-- first --\nSELECT 1;\n")
    (room / "two.sql").write_text("-- first --\nSELECT 2;\n")
    with pytest.raises(ValueError, match="names the query first twice"):
        sql.load("some_room")


def test_a_comment_inside_a_query_names_nothing(room):
    (room / "one.sql").write_text("-- first --\nSELECT 1 -- not -- a name\n-- nor this one\n;\n")
    assert set(sql.load("some_room")) == {"first"}


def test_a_query_that_does_not_exist_is_an_error(room):
    (room / "one.sql").write_text("")
    with pytest.raises(KeyError):
        sql.load("some_room")["nothing"]


@pytest.mark.django_db(transaction=True)
def test_statements_asked_together_are_answered_each_for_itself():
    with transaction.atomic():
        first, second = sql.run_together(
            ("SELECT unnest(%(numbers)b::int[])", {"numbers": [3, 1]}), ("SELECT %(text)b::text", {"text": "both"})
        )
        assert (first.fetchall(), second.fetchall()) == ([(3,), (1,)], [("both",)])


@pytest.mark.django_db(transaction=True)
def test_when_one_of_several_statements_fails_none_of_them_stands_and_the_connection_goes_on():
    with pytest.raises(psycopg.errors.DivisionByZero), transaction.atomic():
        sql.run_together(
            ("SELECT set_config('some.setting', 'made', true)", {}), ("SELECT 1 / %(n)b::int", {"n": 0})
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('some.setting', true)")
        assert cursor.fetchone()[0] != "made"
