import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0002_amendments"),
        ("councils", "0002_files_and_organisations"),
    ]

    operations = [
        lift_operation(),
        migrations.CreateModel(
            name="TypedFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quarter", models.PositiveIntegerField(verbose_name="quarter")),
                ("value", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="figure")),
                ("document", models.CharField(max_length=200, verbose_name="document")),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_on", models.DateField()),
            ],
            options={
                "ordering": ("indicator", "quarter"),
            },
        ),
        migrations.AddField(
            model_name="typedfigure",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="typed_figures", to="actionplans.indicator"
            ),
        ),
        migrations.AddField(
            model_name="typedfigure",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="typedfigure",
            constraint=models.UniqueConstraint(fields=("indicator", "quarter"), name="one_typed_figure_per_quarter"),
        ),
        migrations.AddConstraint(
            model_name="typedfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gte", 0)), name="typed_figure_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="typedfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("document", ""), _negated=True), name="typed_figure_names_its_document"
            ),
        ),
        install_operation(),
    ]
