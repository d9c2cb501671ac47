"""A version of an answer remembers its petitions, exhibits and reason of silence too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("responses", "0005_referral_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="exhibits",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="revision",
            name="petitions",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="revision",
            name="silence",
            field=models.CharField(blank=True, max_length=16),
        ),
    ]
