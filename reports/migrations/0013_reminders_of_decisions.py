"""Reminders tell of councils' decisions too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0008_decision_steps"),
        ("reports", "0012_own_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lift_operation(),
        migrations.RemoveConstraint(
            model_name="reminder",
            name="reminder_is_about_one_thing",
        ),
        migrations.AddField(
            model_name="reminder",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="councils.decision",
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="role",
            field=models.CharField(
                choices=[
                    ("secretary", "secretary"),
                    ("chair", "chair"),
                    ("sms", "SMS officer"),
                    ("answering", "whoever answers for the decision"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("decision", "due_on", "slot", "recipient"),
                name="one_reminder_of_a_decision_per_day_and_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision__isnull", True), ("instruction__isnull", False), ("report__isnull", True)),
                    models.Q(("decision__isnull", True), ("instruction__isnull", True), ("report__isnull", False)),
                    models.Q(("decision__isnull", False), ("instruction__isnull", True), ("report__isnull", True)),
                    _connector="OR",
                ),
                name="reminder_is_about_one_thing",
            ),
        ),
        install_operation(),
    ]
