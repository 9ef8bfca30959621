import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0005_evidence"),
        ("councils", "0002_files_and_organisations"),
    ]

    operations = [
        lift_operation(),
        migrations.CreateModel(
            name="NationalEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "owner",
                    models.CharField(
                        choices=[
                            ("sms", "State Migration Service"),
                            ("ga", "Government Administration"),
                            ("partner", "a partner organisation"),
                        ],
                        max_length=10,
                        verbose_name="held by",
                    ),
                ),
                ("partner", models.CharField(blank=True, max_length=200, verbose_name="which partner")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("quarter", models.PositiveIntegerField(verbose_name="quarter")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("lecture", "lecture"),
                            ("class_hour", "class hour"),
                            ("seminar", "seminar"),
                            ("round_table", "round table"),
                            ("residents_meeting", "meeting with residents"),
                            ("village_assembly", "village assembly"),
                            ("door_to_door", "door-to-door visits"),
                            ("training", "training"),
                            ("broadcast", "television or radio broadcast"),
                            ("press_conference", "press conference"),
                            ("forum_theatre", "forum theatre"),
                            ("contest", "contest"),
                            ("sports", "sports event"),
                            ("street_action", "street action or flash mob"),
                            ("online", "online"),
                            ("other", "other form"),
                        ],
                        max_length=20,
                        verbose_name="form",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="topic")),
                ("participants", models.PositiveIntegerField(blank=True, null=True, verbose_name="participants")),
                ("women", models.PositiveIntegerField(blank=True, null=True, verbose_name="women")),
                ("men", models.PositiveIntegerField(blank=True, null=True, verbose_name="men")),
                (
                    "audience",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="media audience, estimate"),
                ),
                (
                    "materials",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="materials handed out, copies"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "status",
                    models.CharField(
                        choices=[("recorded", "recorded"), ("voided", "voided")],
                        default="recorded",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("void_reason", models.TextField(blank=True, verbose_name="why voided")),
                ("recorded_on", models.DateField()),
                ("changed_on", models.DateField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("client_key", models.CharField(blank=True, max_length=36, null=True)),
            ],
            options={
                "ordering": ("-ends_on", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="nationalevent",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="national_events",
                to="actionplans.campaign",
            ),
        ),
        migrations.AddField(
            model_name="nationalevent",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="nationalevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="national_event_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="nationalevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__lte", models.F("recorded_on"))),
                name="national_event_is_not_in_the_future",
            ),
        ),
        migrations.AddConstraint(
            model_name="nationalevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("owner", "partner"), _negated=True),
                    models.Q(("partner", ""), _negated=True),
                    _connector="OR",
                ),
                name="national_event_names_its_partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="nationalevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "recorded"), models.Q(("void_reason", ""), _negated=True), _connector="OR"
                ),
                name="voided_national_event_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="nationalevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="national_event_has_a_topic"
            ),
        ),
        migrations.AddConstraint(
            model_name="nationalevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("men__isnull", True), ("women__isnull", True)),
                    models.Q(
                        ("participants__isnull", False),
                        (
                            "participants__gte",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.functions.comparison.Coalesce(models.F("women"), 0),
                                "+",
                                django.db.models.functions.comparison.Coalesce(models.F("men"), 0),
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="national_event_sexes_within_participants",
            ),
        ),
        migrations.AddConstraint(
            model_name="nationalevent",
            constraint=models.UniqueConstraint(
                fields=("recorded_by", "client_key"), name="one_national_event_per_author_and_key"
            ),
        ),
        install_operation(),
    ]
