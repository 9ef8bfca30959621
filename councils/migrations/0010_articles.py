"""The text of a charter version becomes articles; adoptions and deviations may carry the scan of their order.

What stands before "1." stays with the version as its preamble. Backwards the articles become one text again.
"""

import re
from uuid import uuid4

import django.db.models.deletion
from django.db import migrations, models

from councils.guards import install_operation, lift_operation

LANGUAGES = ("ru", "ky")
ENDS = (".", ";", ":", ",", "!", "?", "…")


def split(text):
    """The preamble, and the heading and text of each article; headings are lines that do not end as sentences do."""
    preamble, parts = [], []
    for line in text.replace("\r\n", "\n").split("\n"):
        numbered = re.match(r"^(\d{1,3})\.\s+(.*)$", line)
        if numbered and int(numbered[1]) == len(parts) + 1:
            parts.append([numbered[2]])
        else:
            (parts[-1] if parts else preamble).append(line)
    found = []
    for first, *lines in parts:
        rest = "\n".join(lines).strip()
        has_title = rest and len(first) <= 200 and not first.endswith(ENDS)
        found.append((first, rest) if has_title else ("", f"{first}\n{rest}".strip()))
    return "\n".join(preamble).strip(), found


def texts_to_articles(apps, editor):
    Article = apps.get_model("councils", "Article")
    for charter in apps.get_model("councils", "Charter").objects.order_by("number"):
        columns = {}
        for language in LANGUAGES:
            preamble, parts = split(getattr(charter, f"preamble_{language}"))
            setattr(charter, f"preamble_{language}", preamble)
            for number, (title, text) in enumerate(parts, 1):
                columns.setdefault(number, {}).update({f"title_{language}": title, f"text_{language}": text})
        charter.save()
        Article.objects.bulk_create(
            Article(charter=charter, number=number, line=uuid4(), **columns[number]) for number in sorted(columns)
        )


def articles_to_texts(apps, editor):
    for charter in apps.get_model("councils", "Charter").objects.all():
        articles = list(charter.articles.order_by("number"))
        for language in LANGUAGES:
            preamble = getattr(charter, f"preamble_{language}")
            told = []
            for article in articles:
                title, text = getattr(article, f"title_{language}"), getattr(article, f"text_{language}")
                if title or text:
                    told.append(f"{article.number}. " + "\n".join(part for part in (title, text) if part))
            setattr(charter, f"preamble_{language}", "\n\n".join(part for part in (preamble, "\n".join(told)) if part))
        charter.save()
        charter.articles.all().delete()


def _scan():
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.storedfile"
    )


class Migration(migrations.Migration):
    dependencies = [("councils", "0009_guards_of_alternates")]

    operations = [
        lift_operation(),
        migrations.RenameField("charter", "text_ru", "preamble_ru"),
        migrations.RenameField("charter", "text_ky", "preamble_ky"),
        migrations.AlterField(
            "charter", "preamble_ru", models.TextField(blank=True, verbose_name="preamble in Russian")
        ),
        migrations.AlterField(
            "charter", "preamble_ky", models.TextField(blank=True, verbose_name="preamble in Kyrgyz")
        ),
        migrations.AddField("adoption", "scan", _scan()),
        migrations.AddField("deviation", "scan", _scan()),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("line", models.UUIDField(default=uuid4, editable=False)),
                ("title_ru", models.CharField(blank=True, max_length=200, verbose_name="heading in Russian")),
                ("title_ky", models.CharField(blank=True, max_length=200, verbose_name="heading in Kyrgyz")),
                ("text_ru", models.TextField(blank=True, verbose_name="text in Russian")),
                ("text_ky", models.TextField(blank=True, verbose_name="text in Kyrgyz")),
                (
                    "charter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="articles", to="councils.charter"
                    ),
                ),
            ],
            options={
                "ordering": ("charter", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("charter", "number"), name="one_article_per_number_and_charter"),
                    models.UniqueConstraint(fields=("charter", "line"), name="one_article_per_line_and_charter"),
                ],
            },
        ),
        migrations.RunPython(texts_to_articles, articles_to_texts),
        install_operation(),
    ]
