"""A tile's last seven hashes move to a column of their own, so that the rest of it fills a page exactly."""

from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import Exact, LessThan

MOVE = """
UPDATE ledger_tile
SET hashes = substr(hashes, 1, 7968), rest = substr(hashes, 7969)
WHERE length(hashes) > 7968
"""
MOVE_BACK = "UPDATE ledger_tile SET hashes = hashes || rest WHERE length(rest) > 0"


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_registers"),
    ]

    operations = [
        migrations.AddField(
            model_name="tile",
            name="rest",
            field=models.BinaryField(db_default=b""),
        ),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.AddConstraint(
            model_name="tile",
            constraint=models.CheckConstraint(
                condition=models.Q(Exact(Length("hashes"), 7968))
                | models.Q(LessThan(Length("hashes"), 7968), Exact(Length("rest"), 0)),
                name="ledger_tile_fills_its_first_part_first",
            ),
        ),
    ]
