from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """A period may be a half-year; those that are there are quarters."""

    dependencies = [("reports", "0008_self_checks")]

    operations = [
        lift_operation(),
        migrations.AddField(
            model_name="period",
            name="months",
            field=models.PositiveSmallIntegerField(default=3, verbose_name="months"),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("months", 3), models.Q(("months", 6), ("quarter__in", [2, 4])), _connector="OR"),
                name="period_is_a_quarter_or_a_half_year",
            ),
        ),
        install_operation(),
    ]
