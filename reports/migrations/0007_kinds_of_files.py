import json
from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from councils.guards import install_operation, lift_operation

KINDS = [
    ("working", "working workbook"),
    ("ga", "workbook for the Government Administration"),
    ("council", "workbook of the council"),
    ("note", "briefing note"),
    ("letter", "covering letter"),
    ("report", "report for signature"),
    ("form", "SMS's own form"),
]


def tell(apps, schema_editor):
    """Until now a national edition had its working workbook alone, a council's edition the council's; the audit
    says when each was kept, the disk how large it is."""
    entries = apps.get_model("councils", "AuditEntry").objects.filter(action="workbook.kept").order_by("pk")
    made = {json.loads(entry.text)["after"]["sha256"]: entry.at for entry in entries}
    for kept in apps.get_model("reports", "EditionFile").objects.select_related("edition"):
        path = Path(settings.MEDIA_ROOT) / kept.file.name
        kept.kind = "working" if kept.edition.kind == "national" else "council"
        kept.made_at = made.get(kept.sha256, kept.edition.sealed_at)
        kept.size = path.stat().st_size if path.is_file() else None
        kept.save(update_fields=["kind", "made_at", "size"])


class Migration(migrations.Migration):
    """Files of an edition by their kind, and when each was made."""

    dependencies = [("reports", "0006_narrative_and_instructions"), ("councils", "0002_files_and_organisations")]

    operations = [
        lift_operation(),
        migrations.AddField(
            model_name="editionfile",
            name="kind",
            field=models.CharField(choices=KINDS, default="working", max_length=8, verbose_name="kind"),
            preserve_default=False,
        ),
        migrations.AddField(model_name="editionfile", name="turn", field=models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            model_name="editionfile",
            name="size",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="editionfile",
            name="made_at",
            field=models.DateTimeField(null=True, verbose_name="made"),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="editionfile", name="made_at", field=models.DateTimeField(verbose_name="made")
        ),
        migrations.AlterModelOptions(
            name="editionfile", options={"ordering": ("edition", "kind", "language", "turn")}
        ),
        migrations.RemoveConstraint(model_name="editionfile", name="one_file_per_edition_and_language"),
        migrations.AddConstraint(
            model_name="editionfile",
            constraint=models.UniqueConstraint(
                fields=("edition", "kind", "language", "turn"), name="one_file_per_kind_language_and_turn"
            ),
        ),
        install_operation(),
    ]
