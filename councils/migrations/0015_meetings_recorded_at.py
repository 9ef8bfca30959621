from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [("councils", "0014_guard_of_attended_members")]

    operations = [
        lift_operation(),
        migrations.AddField(
            model_name="meeting", name="recorded_at", field=models.DateTimeField(blank=True, null=True)
        ),
        install_operation(),
    ]
