"""After a test that commits, its rows are deleted: Django's own flush would give every table a new file."""

from __future__ import annotations

from django.db import connection, transaction
from django.test import TransactionTestCase

#: Made with the tables, for every test alike.
KEPT = {"auth_permission", "django_content_type"}
DELETE_ALL = """
DO $$
DECLARE
    emptied text;
BEGIN
    SET LOCAL session_replication_role = replica;  -- no keys to look after, no triggers that forbid it
    FOREACH emptied IN ARRAY ARRAY[{names}] LOOP
        EXECUTE format('DELETE FROM %I', emptied);
    END LOOP;
END $$
"""


def empty(_test_case: TransactionTestCase) -> None:
    """Wait until nobody writes any more, then delete all rows."""
    tables = sorted(set(connection.introspection.django_table_names(include_views=False)) - KEPT)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
        cursor.execute(DELETE_ALL.format(names=", ".join(f"'{table}'" for table in tables)))


def delete_instead_of_flush() -> None:
    """For every test that comes."""
    TransactionTestCase._fixture_teardown = empty
