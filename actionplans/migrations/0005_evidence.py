import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0004_corrections"),
        ("councils", "0002_files_and_organisations"),
    ]

    operations = [
        lift_operation(),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "photo"),
                            ("document", "document"),
                            ("attendance_sheet", "attendance sheet (personal data)"),
                            ("media_link", "link to a publication or broadcast"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("caption", models.CharField(blank=True, max_length=300, verbose_name="what it shows")),
                ("shows_people", models.BooleanField(default=False, verbose_name="people can be recognised")),
                ("consent", models.BooleanField(default=False, verbose_name="they agreed to the picture")),
                ("ready", models.BooleanField(default=False)),
                ("fault", models.TextField(blank=True)),
                ("keep_until", models.DateField(blank=True, null=True, verbose_name="kept until")),
                ("added_at", models.DateTimeField()),
                ("removed_on", models.DateField(blank=True, null=True)),
                ("remove_reason", models.TextField(blank=True, verbose_name="why removed")),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="evidence",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="actionplans.event"
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="stored",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="thumbnail",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.storedfile",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "media_link"), ("stored__isnull", True), models.Q(("url", ""), _negated=True)),
                    models.Q(models.Q(("kind", "media_link"), _negated=True), ("stored__isnull", False), ("url", "")),
                    _connector="OR",
                ),
                name="evidence_is_a_file_or_a_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "media_link"), ("keep_until__isnull", False), _connector="OR"),
                name="evidence_on_file_has_a_last_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("shows_people", False), ("consent", True), _connector="OR"),
                name="people_in_a_picture_agreed",
            ),
        ),
        install_operation(),
    ]
