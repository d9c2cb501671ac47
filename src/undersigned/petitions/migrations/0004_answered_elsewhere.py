"""Where a petition recorded elsewhere was answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0003_find_quickly")]

    operations = [
        migrations.AddField(
            model_name="petition",
            name="recorded_response_url",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
