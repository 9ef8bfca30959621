import django.db.models.deletion
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """SMS's own form with marks, and files of editions that are it filled in."""

    dependencies = [
        ("councils", "0003_mails"),
        ("reports", "0011_half_years"),
    ]

    operations = [
        lift_operation(),
        migrations.CreateModel(
            name="OwnForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scope",
                    models.CharField(
                        choices=[("council", "council report"), ("national", "national report")],
                        max_length=8,
                        verbose_name="for",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("marks", models.PositiveIntegerField(verbose_name="marks")),
                ("lost", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "ordering": ("scope", "-number"),
            },
        ),
        migrations.AlterModelOptions(
            name="editionfile",
            options={"ordering": ("edition", "kind", "language", "turn", "pk")},
        ),
        migrations.RemoveConstraint(
            model_name="editionfile",
            name="one_file_per_kind_language_and_turn",
        ),
        migrations.AddField(
            model_name="ownform",
            name="stored",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="editionfile",
            name="form",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reports.ownform",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form", None)),
                fields=("edition", "kind", "language", "turn"),
                name="one_file_per_kind_language_and_turn",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form__isnull", False)),
                fields=("edition", "form", "language", "turn"),
                name="one_file_per_own_form_language_and_turn",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("form__isnull", False), ("kind", "form")),
                    models.Q(models.Q(("kind", "form"), _negated=True), ("form", None)),
                    _connector="OR",
                ),
                name="file_of_an_own_form_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownform",
            constraint=models.UniqueConstraint(fields=("scope", "number"), name="one_own_form_per_scope_and_number"),
        ),
        migrations.AddConstraint(
            model_name="ownform",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="own_form_has_a_name"
            ),
        ),
        install_operation(),
    ]
