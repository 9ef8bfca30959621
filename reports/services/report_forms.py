"""Versions of the report form: set by an order, never changed once they count (rule 11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.quarters import quarter_of
from councils import audit, clock
from councils.models import User
from councils.rights import rights_of
from councils.states import NotAllowed, Refused
from reports.models import Answer, Edition, FormQuestion, ReportForm
from reports.states import QuestionKind

LANGUAGES = ("ru", "ky", "en")


@dataclass(frozen=True)
class Question:
    """A question of a version, with its words in Russian, Kyrgyz and English."""

    texts: dict[str, str]
    kind: str = QuestionKind.TEXT
    required: bool = False


@dataclass(frozen=True)
class FormTerms:
    """What the order says of a version: its number and day, from when to when (None: until the next one), its name."""

    order_number: str
    ordered_on: date
    starts_on: date
    ends_on: date | None
    names: dict[str, str]


@transaction.atomic
def create_form(terms: FormTerms, questions: Sequence[Question], *, actor: User) -> ReportForm:
    """The next version. It begins after the last one, and after every quarter of which a report is sealed."""
    _must_administer(actor)
    last = ReportForm.objects.select_for_update().order_by("-number").first()
    form = ReportForm(number=last.number + 1 if last else 1)
    _write(form, terms, questions)
    audit.record("form.created", f"form:{form.number}", actor=actor, after=_told(form, questions))
    return form


@transaction.atomic
def change_form(form: ReportForm, terms: FormTerms, questions: Sequence[Question], *, actor: User) -> ReportForm:
    """Change a version that no report counts on yet; one whose first day is over is followed by a new one."""
    _must_administer(actor)
    form = ReportForm.objects.select_for_update().get(pk=form.pk)
    if not may_change(form):
        raise Refused(_("This version is in use: it is not changed but followed by a new one."))
    before = _told(form, [])
    form.questions.all().delete()
    _write(form, terms, questions)
    audit.record("form.changed", f"form:{form.number}", actor=actor, before=before, after=_told(form, questions))
    return form


def may_change(form: ReportForm) -> bool:
    """Whether its first day is still to come or is today, nobody answered it, and no report is sealed in it."""
    answered = Answer.objects.filter(question__form=form).exists()
    return form.starts_on >= clock.today() and not answered and not _sealed_since(form.starts_on)


def _must_administer(actor: User) -> None:
    if not rights_of(actor).is_administrator:
        raise NotAllowed(_("Versions of the report form are the administrator's."))


def _write(form: ReportForm, terms: FormTerms, questions: Sequence[Question]) -> None:
    others = ReportForm.objects.exclude(pk=form.pk)
    if terms.ends_on and terms.ends_on < terms.starts_on:
        raise Refused(_("In force until: this day is before the first one."))
    if others.filter(starts_on__gte=terms.starts_on).exists():
        raise Refused(_("In force from: a version begins after the one before it."))
    if _sealed_since(terms.starts_on):
        raise Refused(_("In force from: reports of that quarter or a later one are sealed in the form they had."))
    if not terms.order_number.strip() or not all(terms.names.get(language) for language in LANGUAGES):
        raise Refused(_("A version has an order number and a name in three languages."))
    for name in ("order_number", "ordered_on", "starts_on", "ends_on"):
        setattr(form, name, getattr(terms, name))
    for language in LANGUAGES:
        setattr(form, f"name_{language}", terms.names[language])
    form.save()
    FormQuestion.objects.bulk_create(
        FormQuestion(
            form=form, position=position, kind=asked.kind, required=asked.required,
            **{f"text_{language}": asked.texts[language] for language in LANGUAGES},
        )
        for position, asked in enumerate(questions, 1)
    )  # fmt: skip


def _sealed_since(day: date) -> bool:
    """Whether a report is sealed of the quarter that this day lies in, or of a later one."""
    quarter = quarter_of(day)
    later = Edition.objects.filter(report__period__year__gt=quarter.year)
    same = Edition.objects.filter(report__period__year=quarter.year, report__period__quarter__gte=quarter.quarter)
    return later.exists() or same.exists()


def _told(form: ReportForm, questions: Sequence[Question]) -> dict[str, Any]:
    told: dict[str, Any] = audit.fields_of(form, "order_number", "ordered_on", "starts_on", "ends_on", "name_ru")
    asked = [{"text": one.texts["ru"], "kind": one.kind, "required": one.required} for one in questions]
    return told | ({"questions": asked} if asked else {})
