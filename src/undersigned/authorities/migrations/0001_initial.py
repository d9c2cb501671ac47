"""The table of authorities that take petitions here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Authority",
            fields=[
                ("slug", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("short_name", models.CharField(max_length=60)),
                ("office", models.CharField(max_length=64)),
                ("takes_petitions", models.BooleanField(default=False)),
                ("url", models.URLField(blank=True)),
            ],
            options={
                "verbose_name": "authority",
                "verbose_name_plural": "authorities",
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+([.-][a-z0-9]+)*$")),
                        name="authority_slug_form",
                    ),
                    models.UniqueConstraint(fields=("name",), name="authority_name_once"),
                ],
            },
        ),
    ]
