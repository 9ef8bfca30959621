"""The form that a council reports in: set by an order, in force from a day, with questions of its own."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.models import User
from councils.models.names import Named
from reports.querysets import ReportFormQuerySet
from reports.states import QuestionKind

from .council_reports import CouncilReport


class ReportForm(Named):
    """A version of the report form, named by the order that set it; every report prints which one it is given in.

    A quarter is reported in the version that is in force on its last day.
    """

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    order_number = models.CharField(_("order number"), max_length=60)
    ordered_on = models.DateField(_("order of"))
    starts_on = models.DateField(_("in force from"), unique=True)
    ends_on = models.DateField(_("in force until"), null=True, blank=True)

    objects = ReportFormQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on",)
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="report_form_ends_after_it_starts",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("reports:form-detail", args=[self.number])


class FormQuestion(models.Model):
    """A question that the form asks of every council beside its figures."""

    form = models.ForeignKey(ReportForm, models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField(_("place"))
    text_ru = models.CharField(_("question in Russian"), max_length=300)
    text_ky = models.CharField(_("question in Kyrgyz"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=300)
    kind = models.CharField(_("answer"), max_length=6, choices=QuestionKind, default=QuestionKind.TEXT)
    required = models.BooleanField(_("an answer is needed"), default=False)

    class Meta:
        ordering = ("form", "position")
        constraints = [models.UniqueConstraint(fields=["form", "position"], name="one_question_per_place_of_a_form")]

    def __str__(self) -> str:
        return self.text_ru

    @property
    def texts(self) -> dict[str, str]:
        return {"en": self.text_en, "ru": self.text_ru, "ky": self.text_ky}


class Answer(models.Model):
    """What a council says to one question in one report. `version` is for two who write at once."""

    report = models.ForeignKey(CouncilReport, models.PROTECT, related_name="answers")
    question = models.ForeignKey(FormQuestion, models.PROTECT, related_name="+")
    text = models.TextField(_("answer"), blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("report", "question__position")
        constraints = [models.UniqueConstraint(fields=["report", "question"], name="one_answer_per_question")]

    def __str__(self) -> str:
        return f"{self.report}: {self.question}"
