"""Decisions can only be added; failed sign-ins and used codes are counted in a table of their own."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION staff_decision_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decision is never changed or taken away' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER staff_decision_append_only BEFORE UPDATE OR DELETE ON staff_decision
    FOR EACH ROW EXECUTE FUNCTION staff_decision_append_only();
"""
NOT_APPEND_ONLY = """
DROP TRIGGER staff_decision_append_only ON staff_decision;
DROP FUNCTION staff_decision_append_only();
"""
# The form that django.core.cache.backends.db asks for.
TRIES = """
CREATE UNLOGGED TABLE staff_sign_in_tries (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX staff_sign_in_tries_expires ON staff_sign_in_tries (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.RunSQL(TRIES, "DROP TABLE staff_sign_in_tries"),
    ]
