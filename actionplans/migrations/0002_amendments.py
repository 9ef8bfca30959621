import django.db.models.deletion
from django.db import migrations, models

from councils.guards import install_operation, lift_operation


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0001_plans_and_events"),
        ("councils", "0002_files_and_organisations"),
    ]

    operations = [
        lift_operation(),
        migrations.CreateModel(
            name="AmendmentChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("added", "added"), ("changed", "changed"), ("withdrawn", "withdrawn")], max_length=10
                    ),
                ),
                ("content", models.JSONField(blank=True, null=True)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ItemResponsible",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_until", models.DateField()),
                ("content", models.JSONField()),
            ],
            options={
                "ordering": ("item", "valid_until", "amendment__number"),
            },
        ),
        migrations.AddField(
            model_name="actionplan",
            name="scan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="authority",
            field=models.CharField(blank=True, max_length=200, verbose_name="endorsed by"),
        ),
        migrations.AddField(
            model_name="amendment",
            name="scan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.storedfile",
            ),
        ),
        # Amendments that stand already were endorsed; from now on one begins in draft.
        migrations.AddField(
            model_name="amendment",
            name="status",
            field=models.CharField(
                choices=[("draft", "draft"), ("endorsed", "endorsed")],
                default="endorsed",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="amendment",
            name="status",
            field=models.CharField(
                choices=[("draft", "draft"), ("endorsed", "endorsed")],
                default="draft",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="planitem",
            name="in_effect_from",
            field=models.DateField(blank=True, null=True, verbose_name="in the plan from"),
        ),
        migrations.AddField(
            model_name="planitem",
            name="withdrawn_from",
            field=models.DateField(blank=True, null=True, verbose_name="out of the plan from"),
        ),
        migrations.AlterField(
            model_name="amendment",
            name="ends_on_after",
            field=models.DateField(blank=True, null=True, verbose_name="covers until, now"),
        ),
        migrations.AlterField(
            model_name="amendment",
            name="ends_on_before",
            field=models.DateField(blank=True, null=True, verbose_name="covered until, before"),
        ),
        migrations.AlterField(
            model_name="amendment",
            name="order_number",
            field=models.CharField(blank=True, max_length=60, verbose_name="order number"),
        ),
        migrations.AlterField(
            model_name="amendment",
            name="ordered_on",
            field=models.DateField(blank=True, null=True, verbose_name="ordered on"),
        ),
        migrations.AlterField(
            model_name="amendment",
            name="reason",
            field=models.TextField(blank=True, verbose_name="reason"),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "draft")), fields=("plan",), name="one_open_amendment_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(
                        ("ordered_on__isnull", False),
                        models.Q(("order_number", ""), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="endorsed_amendment_names_its_order",
            ),
        ),
        migrations.AddField(
            model_name="amendmentchange",
            name="amendment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="actionplans.amendment"
            ),
        ),
        migrations.AddField(
            model_name="amendmentchange",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="actionplans.planitem",
            ),
        ),
        migrations.AddField(
            model_name="itemresponsible",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="responsibles", to="actionplans.planitem"
            ),
        ),
        migrations.AddField(
            model_name="itemresponsible",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.organisation"
            ),
        ),
        migrations.AddField(
            model_name="planitem",
            name="responsible_organisations",
            field=models.ManyToManyField(
                related_name="answers_for", through="actionplans.ItemResponsible", to="councils.organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="planitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_effect_from__isnull", True),
                    ("withdrawn_from__isnull", True),
                    ("withdrawn_from__gte", models.F("in_effect_from")),
                    _connector="OR",
                ),
                name="item_is_withdrawn_after_it_came",
            ),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="amendment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actionplans.amendment"
            ),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="actionplans.planitem"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendmentchange",
            constraint=models.UniqueConstraint(fields=("amendment", "item"), name="one_change_per_item_and_amendment"),
        ),
        migrations.AddConstraint(
            model_name="amendmentchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "added"), ("item__isnull", False), _connector="OR"),
                name="changed_item_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemresponsible",
            constraint=models.UniqueConstraint(
                fields=("item", "organisation"), name="one_organisation_answers_once_for_an_item"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.UniqueConstraint(fields=("item", "amendment"), name="one_version_per_amendment"),
        ),
        install_operation(),
    ]
