"""The allowed changes of state are rows, and foreign keys make any other change impossible."""

from django.db import migrations

FORWARD = """
CREATE TABLE petitions_allowed (
    from_state varchar(10) NOT NULL,
    to_state varchar(10) NOT NULL,
    PRIMARY KEY (from_state, to_state)
);

INSERT INTO petitions_allowed (from_state, to_state) VALUES
    ('', 'draft'),
    ('', 'closed'),
    ('draft', 'supporting'),
    ('draft', 'lapsed'),
    ('supporting', 'moderating'),
    ('supporting', 'lapsed'),
    ('moderating', 'open'),
    ('moderating', 'rejected'),
    ('open', 'closed'),
    ('open', 'removed'),
    ('closed', 'removed');

ALTER TABLE petitions_history
    ADD CONSTRAINT change_is_allowed
        FOREIGN KEY (from_state, to_state) REFERENCES petitions_allowed (from_state, to_state),
    ADD CONSTRAINT change_begins_where_the_last_one_ended
        FOREIGN KEY (petition_id, step_before, from_state)
        REFERENCES petitions_history (petition_id, step, to_state) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE petitions_petition
    ADD CONSTRAINT petition_state_has_its_history
        FOREIGN KEY (id, step, state)
        REFERENCES petitions_history (petition_id, step, to_state) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT petition_begins_closed_only_when_recorded_elsewhere
        CHECK (step > 0 OR state = 'draft' OR recorded_source <> ''),
    ADD CONSTRAINT petition_text_matches_its_hash
        CHECK (text_sha256 IS NULL OR text_sha256 = sha256(convert_to(title || E'\\n\\n' || body, 'UTF8')));
"""

BACKWARD = """
ALTER TABLE petitions_petition
    DROP CONSTRAINT petition_state_has_its_history,
    DROP CONSTRAINT petition_begins_closed_only_when_recorded_elsewhere,
    DROP CONSTRAINT petition_text_matches_its_hash;
ALTER TABLE petitions_history
    DROP CONSTRAINT change_is_allowed,
    DROP CONSTRAINT change_begins_where_the_last_one_ended;
DROP TABLE petitions_allowed;
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
