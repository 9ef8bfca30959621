from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [("councils", "0005_meetings")]

    operations = [
        lift_operation(),
        migrations.AlterField(
            model_name="grant",
            name="role",
            field=models.CharField(
                choices=[
                    ("sms", "SMS officer"),
                    ("ga", "Government Administration reader"),
                    ("administrator", "administrator"),
                    ("observer", "observer"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "observer"), _negated=True), ("ends_on__isnull", False), _connector="OR"
                ),
                name="observer_has_a_last_day",
            ),
        ),
        install_operation(),
    ]
