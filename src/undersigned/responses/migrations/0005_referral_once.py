"""A referral outside is under way once, and one may be taken back for a reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("authorities", "0001_initial"),
        ("petitions", "0004_answered_elsewhere"),
        ("responses", "0004_languages"),
        ("staff", "0002_append_only_and_tries"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="referral",
            name="referral_returned_with_a_reason",
        ),
        migrations.AlterField(
            model_name="referral",
            name="way",
            field=models.CharField(
                choices=[
                    ("ready", "to be sent"),
                    ("sent", "sent"),
                    ("acknowledged", "acknowledged"),
                    ("accepted", "accepted"),
                    ("returned", "returned"),
                    ("taken-back", "taken back"),
                    ("answered", "answered"),
                ],
                default="sent",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way__in", ("returned", "taken-back")), _negated=True),
                    models.Q(("returned_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="referral_returned_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("to_authority__isnull", True), ("way__in", ("ready", "sent", "acknowledged"))),
                fields=("petition", "to_office"),
                name="referral_under_way_once_outside",
            ),
        ),
    ]
