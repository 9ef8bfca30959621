from django.db import migrations

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """Changes no table: brings in the guards of where events came from, and of a file that was undone."""

    dependencies = [("actionplans", "0009_registers")]

    operations = [lift_operation(), install_operation()]
