from django.db import migrations, models

from councils.guards import install_operation, lift_operation


def _count(words):
    return models.PositiveSmallIntegerField(blank=True, null=True, verbose_name=words)


class Migration(migrations.Migration):
    """A meeting keeps its quorum as it was counted; of meetings recorded before, it is counted when it is asked for."""

    dependencies = [("councils", "0014_guard_of_attended_members")]

    operations = [
        lift_operation(),
        migrations.AddField(
            model_name="meeting", name="recorded_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(model_name="meeting", name="filled", field=_count("filled voting seats")),
        migrations.AddField(model_name="meeting", name="present", field=_count("took part with a vote")),
        migrations.AddField(model_name="meeting", name="needed", field=_count("needed for the quorum")),
        install_operation(),
    ]
