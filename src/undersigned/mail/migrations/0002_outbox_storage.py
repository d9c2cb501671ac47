"""Room on the outbox's pages, and sweeping that keeps up with a million letters."""

from django.db import migrations

# A letter's row is written three times: posted, leased, marked. Room on each page keeps the second write out of the
# indexes.
FORWARD = """
ALTER TABLE mail_letter SET (
    fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05
);
ALTER TABLE mail_campaign SET (fillfactor = 50);
"""

BACKWARD = """
ALTER TABLE mail_letter RESET (fillfactor, autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor);
ALTER TABLE mail_campaign RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
