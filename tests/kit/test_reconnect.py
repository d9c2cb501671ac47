"""After the database was away, one call makes every connection a new one."""

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from psycopg_pool import ConnectionPool

from undersigned.kit.reconnect import AWAY, keep_unbroken, renew


def end(connections) -> None:
    """The database hangs up on them."""
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as other:
        for one in connections:
            other.execute("SELECT pg_terminate_backend(%s)", [one.info.backend_pid])


@pytest.mark.django_db(transaction=True)
def test_a_thread_whose_connection_broke_gets_a_new_one():
    connection.ensure_connection()
    end([connection.connection])
    with pytest.raises(AWAY), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    renew()
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_is_asked_all_the_time_keeps_its_connection_until_it_breaks():
    connection.ensure_connection()
    kept = connection.connection
    keep_unbroken()
    assert connection.connection is kept
    end([kept])
    with pytest.raises(AWAY), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    keep_unbroken()
    connection.ensure_connection()
    assert connection.connection is not kept


@pytest.mark.django_db(transaction=True)
def test_broken_connections_of_the_pool_go_all_at_once(monkeypatch):
    with ConnectionPool(settings.DATABASE_URL, min_size=3, max_size=3, open=True) as pool:
        pool.wait()
        held = [pool.getconn() for _ in range(3)]
        for one in held:
            pool.putconn(one)
        end(held)
        connection.close()
        with monkeypatch.context() as patch:
            patch.setattr(type(connections["default"]), "pool", pool)
            renew()
        for one in [pool.getconn() for _ in range(3)]:
            assert one.execute("SELECT 1").fetchone() == (1,)
            pool.putconn(one)
