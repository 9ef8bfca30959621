"""Steps of a decision say from which day they hold, which day they changed, and by what it was withdrawn."""

from datetime import date

import django.db.models.deletion
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0007_contributor_links"),
    ]

    operations = [
        lift_operation(),
        migrations.AddField(
            model_name="decisionstep",
            name="counts_on",
            # No row stands there yet: the table came with the migration before.
            field=models.DateField(default=date(2018, 5, 1), verbose_name="day"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decisionstep",
            name="due_before",
            field=models.DateField(blank=True, null=True, verbose_name="due before"),
        ),
        migrations.AddField(
            model_name="decisionstep",
            name="later",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="councils.decision",
            ),
        ),
        install_operation(),
    ]  # fmt: skip
