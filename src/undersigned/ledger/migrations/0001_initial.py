"""The tables of the public logs."""

import django.db.models.deletion
import django.db.models.functions.math
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Log",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("petition_id", models.CharField(max_length=64, null=True, unique=True)),
                ("origin", models.CharField(max_length=255, unique=True)),
                ("size", models.BigIntegerField(default=0)),
                (
                    "root",
                    models.BinaryField(
                        default=b"\xe3\xb0\xc4B\x98\xfc\x1c\x14\x9a\xfb\xf4\xc8\x99o\xb9$'\xaeA\xe4d\x9b\x93L\xa4\x95\x99\x1bxR\xb8U"
                    ),
                ),
                ("count", models.BigIntegerField(default=0)),
                ("checkpoint", models.TextField(blank=True, default="")),
                ("accepting", models.BooleanField(default=True)),
                ("ready", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=False)),
                ("opened_as", models.IntegerField(null=True, unique=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("halted", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed", False), ("halted", ""), ("ready", True)),
                        fields=["id"],
                        name="ledger_log_running",
                    ),
                    models.Index(fields=["published_at"], name="ledger_log_published"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 0), ("count__lte", models.F("size"))),
                        name="ledger_log_count_within_size",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("root__isnull", False),
                            django.db.models.lookups.Exact(django.db.models.functions.text.Length("root"), 32),
                        ),
                        name="ledger_log_root_is_a_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed", False), ("accepting", False), _connector="OR"),
                        name="ledger_log_closed_accepts_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("petition_id__isnull", True),
                            models.Q(("opened_as__isnull", True), ("size", 0)),
                            models.Q(("opened_as__isnull", False), ("size__gt", 0)),
                            _connector="OR",
                        ),
                        name="ledger_log_numbered_once_published",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bundle",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "log_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("entries", models.BinaryField()),
                (
                    "log",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="ledger.log"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "log_id", "level", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
                (
                    "log",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="ledger.log"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Intent",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("add", "Add"),
                            ("remove", "Remove"),
                            ("restore", "Restore"),
                            ("close", "Close"),
                        ],
                        max_length=7,
                    ),
                ),
                ("signature", models.BigIntegerField(null=True)),
                ("turn", models.IntegerField(null=True)),
                ("commitment", models.BinaryField(null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=10)),
                ("text_sha256", models.BinaryField(null=True)),
                ("created_at", models.DateTimeField()),
                ("placed_at", models.BigIntegerField(null=True)),
                (
                    "about",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="ledger.intent"
                    ),
                ),
                (
                    "log",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="ledger.log"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("placed_at__isnull", True)),
                        fields=["log", "created_at"],
                        name="ledger_intent_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("about", None),
                                ("kind", "add"),
                                ("reason", ""),
                                ("text_sha256", None),
                                ("commitment__isnull", False),
                                django.db.models.lookups.Exact(
                                    django.db.models.functions.text.Length("commitment"), 32
                                ),
                            ),
                            models.Q(
                                ("about", None),
                                ("commitment", None),
                                ("kind", "open"),
                                ("signature", None),
                                ("text_sha256__isnull", False),
                                django.db.models.lookups.Exact(
                                    django.db.models.functions.text.Length("text_sha256"), 32
                                ),
                            ),
                            models.Q(
                                ("about", None),
                                ("commitment", None),
                                ("kind", "close"),
                                ("signature", None),
                                ("text_sha256", None),
                            ),
                            models.Q(
                                ("about__isnull", False),
                                ("commitment", None),
                                ("kind", "remove"),
                                ("reason__in", ("withdrawn", "duplicate", "fraud", "ineligible")),
                                ("signature", None),
                            ),
                            models.Q(
                                ("about__isnull", False),
                                ("commitment", None),
                                ("kind", "restore"),
                                ("reason", ""),
                                ("signature", None),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_intent_holds_what_its_kind_needs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("about", None), ("turn", None)),
                            models.Q(
                                ("kind", "remove"),
                                ("turn__gt", 0),
                                django.db.models.lookups.Exact(django.db.models.functions.math.Mod("turn", 2), 1),
                            ),
                            models.Q(
                                ("kind", "restore"),
                                ("turn__gt", 0),
                                django.db.models.lookups.Exact(django.db.models.functions.math.Mod("turn", 2), 0),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_intent_removes_and_restores_alternate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("placed_at", None), ("placed_at__gte", 0), _connector="OR"),
                        name="ledger_intent_place_not_negative",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "add")),
                        fields=("signature",),
                        name="ledger_intent_one_add_per_signature",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("about__isnull", False)),
                        fields=("about", "turn"),
                        name="ledger_intent_one_per_turn",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["open", "close"])),
                        fields=("log", "kind"),
                        name="ledger_intent_one_open_and_one_close",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("placed_at__isnull", False)),
                        fields=("log", "placed_at"),
                        name="ledger_intent_one_per_place",
                    ),
                ],
            },
        ),
        # Hashes and commitments do not compress, and partial tiles are read as prefixes.
        migrations.RunSQL(
            "ALTER TABLE ledger_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;"
            "ALTER TABLE ledger_bundle ALTER COLUMN entries SET STORAGE EXTERNAL;",
            migrations.RunSQL.noop,
        ),
    ]
