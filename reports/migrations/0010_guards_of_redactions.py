from django.db import migrations

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """A sealed text is emptied only after two persons decided it; what they decided stays."""

    dependencies = [("reports", "0009_reminders")]

    operations = [lift_operation(), install_operation()]
