from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0003_typed_figures"),
        ("councils", "0002_files_and_organisations"),
    ]

    operations = [
        lift_operation(),
        migrations.AddField(
            model_name="event",
            name="correction_reason",
            field=models.TextField(blank=True, verbose_name="why corrected last"),
        ),
        migrations.AddField(
            model_name="event",
            name="corrections",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="corrections"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrections", 0), models.Q(("correction_reason", ""), _negated=True), _connector="OR"
                ),
                name="corrected_event_says_why",
            ),
        ),
        install_operation(),
    ]
