from django.db import migrations

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """Changes no table: brings in the guard that keeps a membership over the meetings at which it was counted."""

    dependencies = [("councils", "0013_trainings")]

    operations = [lift_operation(), install_operation()]
