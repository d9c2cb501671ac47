"""Standing signatures are kept by the hour of their confirmation too, and what is there already is counted once."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
INSERT INTO signatures_hourtally (petition_id, hour, standing)
SELECT petition_id, date_trunc('hour', confirmed_at, 'UTC'), count(*)
FROM signatures_signature
WHERE withdrawn_at IS NULL
GROUP BY 1, 2
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0004_answered_elsewhere"), ("signatures", "0001_initial")]

    operations = [
        migrations.AddField(model_name="placetable", name="days", field=models.JSONField(default=list)),
        migrations.AddField(model_name="placetable", name="hours", field=models.JSONField(default=list)),
        migrations.CreateModel(
            name="HourTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("hour", models.DateTimeField()),
                ("standing", models.IntegerField(default=0)),
                (
                    "petition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="petitions.petition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("petition", "hour"), name="one_tally_per_hour"),
                    models.CheckConstraint(
                        condition=models.Q(("standing__gte", 0)), name="hour_tally_never_below_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hour__minute", 0), ("hour__second", 0)),
                        name="hour_tally_is_of_an_hour",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
