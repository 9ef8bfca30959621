from django.db import migrations

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """Changes no table: brings in the guards of endorsed changes, of a figure's quarter, of items with events."""

    dependencies = [("actionplans", "0007_second_look")]

    operations = [lift_operation(), install_operation()]
