from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """What the system's checks of itself found."""

    dependencies = [("reports", "0007_kinds_of_files")]

    operations = [
        lift_operation(),
        migrations.CreateModel(
            name="SelfCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nightly", "nightly: open reports, and what was sealed since the last check"),
                            ("weekly", "weekly: all reports, editions, files and audit chains"),
                        ],
                        max_length=7,
                    ),
                ),
                ("day", models.DateField()),
                ("at", models.DateTimeField(verbose_name="checked")),
                ("reports", models.PositiveIntegerField()),
                ("events", models.PositiveIntegerField()),
                ("editions", models.PositiveIntegerField()),
                ("files", models.PositiveIntegerField()),
                ("entries", models.PositiveIntegerField()),
                ("last_edition", models.PositiveBigIntegerField()),
                ("faults", models.JSONField(default=list)),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "day"), name="one_self_check_per_kind_and_day")
                ],
            },
        ),
        install_operation(),
    ]
