"""A version of the report form as an administrator types it: what the order says, and its questions in rows."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from councils.fields import DayField, DayInput
from councils.forms import VerbForm
from reports.services.report_forms import LANGUAGES, FormTerms, Question
from reports.states import QuestionKind

MOST_QUESTIONS = 30
ADD_QUESTION = "add_question"


def _short(label: Any, longest: int, needed: Any) -> forms.CharField:
    words = {"max_length": _("This text: at most %(limit_value)d characters, not %(show_value)d.")}
    return forms.CharField(label=label, max_length=longest, error_messages=words | {"required": needed})


class QuestionForm(forms.Form):
    """One question; a row without a word in it is none."""

    text_ru = _short(_("Question in Russian"), 300, _("Question in Russian: write it, or empty the whole row."))
    text_ky = _short(_("Question in Kyrgyz"), 300, _("Question in Kyrgyz: write it, or empty the whole row."))
    text_en = _short(_("Question in English"), 300, _("Question in English: write it, or empty the whole row."))
    kind = forms.ChoiceField(label=_("Answer"), choices=QuestionKind, initial=QuestionKind.TEXT)
    required = forms.BooleanField(label=_("An answer is needed"), required=False)

    def has_changed(self) -> bool:
        return any(field.has_changed("", value) for field, value in self._texts())

    def _texts(self) -> Any:
        for language in LANGUAGES:
            name = f"text_{language}"
            yield self.fields[name], self[name].value() or ""


class BaseQuestionFormSet(forms.BaseFormSet):
    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        options = kwargs | {"empty_permitted": True, "use_required_attribute": False}
        return super()._construct_form(i, **options)  # type: ignore[misc]


QuestionFormSet = forms.formset_factory(
    QuestionForm, BaseQuestionFormSet, extra=0, max_num=MOST_QUESTIONS, validate_max=True
)


class ReportFormForm(VerbForm):
    """When «add another question» was pressed the form is not bound: it shows the typing with one more row."""

    blamed = "starts_on"

    order_number = _short(_("Order number"), 60, _("Order number: write the number of the order."))
    ordered_on = DayField(label=_("Date of the order"), widget=DayInput(buttons=False))
    starts_on = DayField(
        label=_("In force from"), widget=DayInput(buttons=False),
        help_text=_("A quarter is reported in the version that is in force on its last day."),
    )  # fmt: skip
    ends_on = DayField(
        label=_("In force until"), required=False, widget=DayInput(buttons=False),
        help_text=_("Empty: until the next version begins."),
    )  # fmt: skip
    name_ru = _short(_("Name in Russian"), 200, _("Name in Russian: write it."))
    name_ky = _short(_("Name in Kyrgyz"), 200, _("Name in Kyrgyz: write it."))
    name_en = _short(_("Name in English"), 200, _("Name in English: write it."))

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        adds = data is not None and ADD_QUESTION in data
        super().__init__(None if adds else data, None, **options)
        self.questions = QuestionFormSet(
            None if adds else data, initial=self.initial.get("questions") or [{}], prefix="questions"
        )
        if adds:
            self.fill_further(data, more=1)
            for name, field in self.fields.items():
                self.initial[name] = field.widget.value_from_datadict(data, {}, name)

    def fill_further(self, data: QueryDict, *, more: int = 0) -> None:
        """Show the questions as they were typed, and `more` empty ones: nothing is parsed."""
        rows = [
            {
                name: field.widget.value_from_datadict(data, {}, row.add_prefix(name))
                for name, field in row.fields.items()
            }
            for row in QuestionFormSet(data, prefix="questions").forms
        ]
        self.questions = QuestionFormSet(initial=[*rows, *[{}] * more][:MOST_QUESTIONS] or [{}], prefix="questions")

    def is_valid(self) -> bool:
        return self.is_bound and all([super().is_valid(), self.questions.is_valid()])

    @property
    def terms(self) -> FormTerms:
        """Only of a valid form, as `asked`."""
        typed = self.cleaned_data
        names = {language: typed[f"name_{language}"] for language in LANGUAGES}
        return FormTerms(typed["order_number"], typed["ordered_on"], typed["starts_on"], typed["ends_on"], names)

    @property
    def asked(self) -> list[Question]:
        kept = [row.cleaned_data for row in self.questions.forms if row.has_changed()]
        return [
            Question({language: row[f"text_{language}"] for language in LANGUAGES}, row["kind"], row["required"])
            for row in kept
        ]  # fmt: skip
