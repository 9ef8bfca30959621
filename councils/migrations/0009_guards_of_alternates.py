from django.db import migrations

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """A member has one alternate on a day, named within the member's days; who stood in stays known."""

    dependencies = [("councils", "0008_decision_steps")]
    operations = [lift_operation(), install_operation()]
