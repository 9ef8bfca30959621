import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0008_guards_of_amendments_and_figures"),
        ("councils", "0002_files_and_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lift_operation(),
        migrations.CreateModel(
            name="RegisterHeading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=200)),
                ("field", models.CharField(max_length=30)),
                ("chosen_on", models.DateField()),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="RegisterRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sheet", models.CharField(blank=True, max_length=100)),
                ("row", models.PositiveIntegerField()),
                ("cells", models.JSONField(default=dict)),
                ("cells_sha256", models.CharField(max_length=64)),
                ("faults", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be mended"),
                            ("mended", "mended"),
                            ("dismissed", "dismissed"),
                            ("passed_on", "left to a later file"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why it is not recorded")),
                ("settled_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="RegisterUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "being read"),
                            ("asks", "asks what its columns mean"),
                            ("checked", "read, nothing recorded yet"),
                            ("recording", "being recorded"),
                            ("recorded", "recorded"),
                            ("refused", "cannot be read"),
                            ("dropped", "put aside"),
                        ],
                        default="reading",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("columns", models.JSONField(blank=True, default=dict)),
                ("told", models.JSONField(blank=True, default=dict)),
                ("language", models.CharField(max_length=2)),
                ("version", models.PositiveIntegerField(default=0)),
                ("refusal", models.TextField(blank=True, verbose_name="why it cannot be read")),
                ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="number of the letter")),
                ("uploaded_at", models.DateTimeField()),
                ("changed_on", models.DateField()),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.AddField(
            model_name="event",
            name="batch_row",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="batch_sheet",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="letter_number",
            field=models.CharField(blank=True, max_length=60, verbose_name="number of the letter"),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="undo_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="why undone"),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="undone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("letter", None), ("letter_number", "")),
                    models.Q(models.Q(("letter_number", ""), _negated=True), ("letter__isnull", False)),
                    _connector="OR",
                ),
                name="batch_letter_has_number_and_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undo_reason", ""), ("undone_at", None), ("undone_by", None)),
                    models.Q(
                        ("undone_at__isnull", False),
                        ("undone_by__isnull", False),
                        models.Q(("undo_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="undone_batch_says_by_whom_and_why",
            ),
        ),
        migrations.AddField(
            model_name="registerheading",
            name="chosen_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="registerheading",
            name="council",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="register_headings", to="councils.council"
            ),
        ),
        migrations.AddField(
            model_name="registerrow",
            name="event",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="actionplans.event",
            ),
        ),
        migrations.AddField(
            model_name="registerrow",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="registerupload",
            name="batch",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="upload",
                to="actionplans.importbatch",
            ),
        ),
        migrations.AddField(
            model_name="registerupload",
            name="council",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="register_uploads", to="councils.council"
            ),
        ),
        migrations.AddField(
            model_name="registerupload",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="registerupload",
            name="stored",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="registerupload",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="registerrow",
            name="upload",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="actionplans.registerupload"
            ),
        ),
        migrations.AddConstraint(
            model_name="registerheading",
            constraint=models.UniqueConstraint(
                fields=("council", "words"), name="one_meaning_per_heading_and_council"
            ),
        ),
        migrations.AddConstraint(
            model_name="registerupload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("letter", None), ("letter_number", "")),
                    models.Q(models.Q(("letter_number", ""), _negated=True), ("letter__isnull", False)),
                    _connector="OR",
                ),
                name="register_letter_has_number_and_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerupload",
            constraint=models.CheckConstraint(
                condition=models.Q(("batch", None), ("state", "recorded"), _connector="OR"),
                name="only_recorded_register_has_a_batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerupload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("refusal", ""), _negated=True),
                    _connector="OR",
                ),
                name="refused_register_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerrow",
            constraint=models.UniqueConstraint(fields=("upload", "sheet", "row"), name="one_left_row_per_place"),
        ),
        migrations.AddConstraint(
            model_name="registerrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "dismissed"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="dismissed_row_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_by", None), ("settled_on", None), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("settled_by__isnull", False),
                        ("settled_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="settled_row_says_by_whom_and_when",
            ),
        ),
        install_operation(),
    ]
