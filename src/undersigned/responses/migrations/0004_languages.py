"""A response in several languages, fixed like the rest of it once published; referrals wait to be sent."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

FIXED = """
CREATE TRIGGER responses_translation_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON responses_translation
    FOR EACH ROW EXECUTE FUNCTION responses_part_is_fixed();
"""
NOT_FIXED = "DROP TRIGGER responses_translation_is_fixed ON responses_translation;"


class Migration(migrations.Migration):
    dependencies = [("responses", "0003_following")]

    operations = [
        migrations.AddField(model_name="revision", name="translations", field=models.JSONField(default=list)),
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
                    ("answered", "answered"),
                ],
                default="sent",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("language", models.CharField(max_length=8)),
                ("title", models.TextField(blank=True)),
                ("summary", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="responses.response",
                    ),
                ),
            ],
            options={
                "ordering": ("language",),
                "constraints": [
                    models.UniqueConstraint(fields=("response", "language"), name="translation_once_per_language"),
                    models.CheckConstraint(
                        condition=models.Q(language__regex=r"^[a-z]{2,3}(-[a-z]{2,4})?$"),
                        name="translation_names_a_language",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            LessThanOrEqual(Length("title"), 160),
                            LessThanOrEqual(Length("summary"), 500),
                            LessThanOrEqual(Length("body"), 40_000),
                        ),
                        name="translation_text_within_limits",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FIXED, NOT_FIXED),
    ]
