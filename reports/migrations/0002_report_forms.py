import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    """The versions of the report form, their questions and what councils answer."""

    dependencies = [
        ("reports", "0001_reports_and_editions"),
        ("councils", "0002_files_and_organisations"),
        ("actionplans", "0010_guards_of_batches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lift_operation(),
        migrations.CreateModel(
            name="ReportForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                ("name_ru", models.CharField(max_length=200, verbose_name="name in Russian")),
                ("name_ky", models.CharField(max_length=200, verbose_name="name in Kyrgyz")),
                ("number", models.PositiveSmallIntegerField(unique=True, verbose_name="version")),
                ("order_number", models.CharField(max_length=60, verbose_name="order number")),
                ("ordered_on", models.DateField(verbose_name="order of")),
                ("starts_on", models.DateField(unique=True, verbose_name="in force from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="in force until")),
            ],
            options={
                "ordering": ("-starts_on",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="report_form_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="place")),
                ("text_ru", models.CharField(max_length=300, verbose_name="question in Russian")),
                ("text_ky", models.CharField(max_length=300, verbose_name="question in Kyrgyz")),
                ("text_en", models.CharField(max_length=300, verbose_name="question in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "text"), ("number", "number"), ("yes_no", "yes or no")],
                        default="text",
                        max_length=6,
                        verbose_name="answer",
                    ),
                ),
                ("required", models.BooleanField(default=False, verbose_name="an answer is needed")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="reports.reportform"
                    ),
                ),
            ],
            options={
                "ordering": ("form", "position"),
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, verbose_name="answer")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="reports.councilreport"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.formquestion"
                    ),
                ),
            ],
            options={
                "ordering": ("report", "question__position"),
                "constraints": [
                    models.UniqueConstraint(fields=("report", "question"), name="one_answer_per_question")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="formquestion",
            constraint=models.UniqueConstraint(fields=("form", "position"), name="one_question_per_place_of_a_form"),
        ),
        install_operation(),
    ]
