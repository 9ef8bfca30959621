import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0006_national_events"),
        ("councils", "0002_files_and_organisations"),
    ]

    operations = [
        lift_operation(),
        migrations.CreateModel(
            name="FineAsItIs",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("duplicate", "perhaps recorded twice"),
                            ("size", "far larger than usual here"),
                            ("sex_missing", "large, and sex not recorded"),
                            ("personal_data", "text that looks like personal data"),
                            ("copied_counts", "the same counts again and again"),
                            ("heaped", "many numbers end in 0 or 5"),
                            ("split", "one event split into many"),
                            ("last_days", "many events in the last days of the quarter"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("reason", models.TextField(verbose_name="fine as it is, because")),
                ("said_on", models.DateField()),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="fineasitis",
            name="council",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
            ),
        ),
        migrations.AddField(
            model_name="fineasitis",
            name="said_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="fineasitis",
            constraint=models.UniqueConstraint(fields=("council", "kind", "key"), name="one_answer_per_remark"),
        ),
        migrations.AddConstraint(
            model_name="fineasitis",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="answer_to_a_remark_says_why"
            ),
        ),
        install_operation(),
    ]
