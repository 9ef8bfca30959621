import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """The scan of what was signed on paper, recalling, and reports that SMS enters by a council's letter."""

    dependencies = [
        ("reports", "0003_report_remarks"),
        ("councils", "0002_files_and_organisations"),
        ("actionplans", "0010_guards_of_batches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lift_operation(),
        migrations.AddField(
            model_name="councilreport",
            name="read_by_sms_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reportstep",
            name="behalf_letter",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="reportstep",
            name="scan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.storedfile",
            ),
        ),
        migrations.AlterField(
            model_name="councilreport",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "in preparation"),
                    ("prepared", "awaiting signature"),
                    ("submitted", "submitted"),
                    ("returned", "returned"),
                    ("accepted", "accepted"),
                    ("reopened", "reopened"),
                    ("recalled", "recalled"),
                ],
                default="open",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="reportstep",
            name="after",
            field=models.CharField(
                choices=[
                    ("open", "in preparation"),
                    ("prepared", "awaiting signature"),
                    ("submitted", "submitted"),
                    ("returned", "returned"),
                    ("accepted", "accepted"),
                    ("reopened", "reopened"),
                    ("recalled", "recalled"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="reportstep",
            name="before",
            field=models.CharField(
                choices=[
                    ("open", "in preparation"),
                    ("prepared", "awaiting signature"),
                    ("submitted", "submitted"),
                    ("returned", "returned"),
                    ("accepted", "accepted"),
                    ("reopened", "reopened"),
                    ("recalled", "recalled"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="BehalfEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter_number", models.CharField(max_length=60, verbose_name="number of the letter")),
                ("since", models.DateTimeField()),
                ("taken_over_at", models.DateTimeField(blank=True, null=True)),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.storedfile"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="behalf_entries",
                        to="reports.councilreport",
                    ),
                ),
                (
                    "taken_over_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("report", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_over_at", None)),
                        fields=("report",),
                        name="one_running_behalf_entry_per_report",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("letter_number", ""), _negated=True), name="behalf_entry_names_its_letter"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_over_at", None), ("taken_over_by", None)),
                            models.Q(("taken_over_at__isnull", False), ("taken_over_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="behalf_entry_taken_over_by_somebody",
                    ),
                ],
            },
        ),
        install_operation(),
    ]
