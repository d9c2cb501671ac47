"""The register, the public keys, and what witnesses cosigned."""

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cosigned",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("checkpoint", models.TextField()),
                ("has_quorum", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Witness",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=255, unique=True)),
                ("size", models.BigIntegerField(default=0)),
                ("line", models.TextField(blank=True, default="")),
                ("cosigned_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("trouble", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.AddField(
            model_name="log",
            name="registered_size",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("petitions", models.IntegerField()),
                ("heads_root", models.BinaryField()),
                ("total", models.BigIntegerField()),
                ("has_heads", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heads_root__isnull", False),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Length("heads_root"), 32
                            ),
                        ),
                        name="ledger_epoch_root_is_a_hash",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "number", "epoch", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("epoch", models.BigIntegerField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("count", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("root__isnull", False),
                            django.db.models.lookups.Exact(django.db.models.functions.text.Length("root"), 32),
                        ),
                        name="ledger_head_root_is_a_hash",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("public", models.BinaryField(unique=True)),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("public__isnull", False),
                            django.db.models.lookups.Exact(django.db.models.functions.text.Length("public"), 32),
                        ),
                        name="ledger_key_has_32_bytes",
                    )
                ],
            },
        ),
    ]
