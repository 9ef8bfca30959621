from django.db import migrations, models

from councils.guards import install_operation, lift_operation


def drop_notes(apps, schema_editor):
    apps.get_model("actionplans", "Proposal").objects.exclude(state="proposed").update(note="")


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0013_agenda_links")]

    operations = [
        lift_operation(),
        migrations.RunPython(drop_notes, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "proposed"), ("note", ""), _connector="OR"),
                name="settled_proposal_keeps_no_note",
            ),
        ),
        install_operation(),
    ]
