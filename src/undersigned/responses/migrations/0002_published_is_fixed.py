"""A published response, what it covers and what it rests on stay as people were sent them."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION responses_published_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published response is never changed' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER responses_published_is_fixed BEFORE UPDATE OR DELETE ON responses_response
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION responses_published_is_fixed();

CREATE FUNCTION responses_part_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM responses_response WHERE id IN (OLD.response_id, NEW.response_id) AND state = 'published'
    ) THEN
        RAISE EXCEPTION 'a published response is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER responses_coverage_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON responses_coverage
    FOR EACH ROW EXECUTE FUNCTION responses_part_is_fixed();
CREATE TRIGGER responses_exhibit_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON responses_exhibit
    FOR EACH ROW EXECUTE FUNCTION responses_part_is_fixed();
"""
BACKWARD = """
DROP TRIGGER responses_published_is_fixed ON responses_response;
DROP TRIGGER responses_coverage_is_fixed ON responses_coverage;
DROP TRIGGER responses_exhibit_is_fixed ON responses_exhibit;
DROP FUNCTION responses_published_is_fixed();
DROP FUNCTION responses_part_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
