import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """SMS's texts on measures, version by version; instructions of the Government Administration."""

    dependencies = [
        ("actionplans", "0010_guards_of_batches"),
        ("councils", "0002_files_and_organisations"),
        ("reports", "0005_redactions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lift_operation(),
        migrations.CreateModel(
            name="Instruction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("serial", models.PositiveSmallIntegerField(verbose_name="number")),
                ("text", models.TextField(verbose_name="instruction")),
                ("addressee", models.CharField(max_length=200, verbose_name="addressed to")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("given", "given"),
                            ("done", "carried out, to be confirmed"),
                            ("returned", "returned: to be done still"),
                            ("confirmed", "carried out"),
                            ("withdrawn", "withdrawn"),
                        ],
                        db_index=True,
                        default="given",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "council",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="councils.council",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="actionplans.planitem",
                    ),
                ),
                (
                    "national",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instructions",
                        to="reports.nationalreport",
                    ),
                ),
            ],
            options={
                "ordering": ("-year", "-serial"),
            },
        ),
        migrations.CreateModel(
            name="InstructionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("given", "given"),
                            ("done", "carried out, to be confirmed"),
                            ("returned", "returned: to be done still"),
                            ("confirmed", "carried out"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="reports.instruction"
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ("instruction", "number"),
            },
        ),
        migrations.CreateModel(
            name="NationalText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("written_at", models.DateTimeField()),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actionplans.measure"
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="national_texts", to="reports.period"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("period", "measure__position", "number"),
            },
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=models.UniqueConstraint(fields=("year", "serial"), name="one_instruction_per_number"),
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("text", ""), _negated=True), models.Q(("addressee", ""), _negated=True)),
                name="instruction_says_what_and_to_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=models.CheckConstraint(
                condition=models.Q(("item__isnull", True), ("council__isnull", False), _connector="OR"),
                name="instruction_at_an_item_names_its_council",
            ),
        ),
        migrations.AddConstraint(
            model_name="instructionstep",
            constraint=models.UniqueConstraint(
                fields=("instruction", "number"), name="one_step_per_number_and_instruction"
            ),
        ),
        migrations.AddConstraint(
            model_name="nationaltext",
            constraint=models.UniqueConstraint(
                fields=("period", "measure", "number"), name="one_national_text_per_number_and_measure"
            ),
        ),
        install_operation(),
    ]
