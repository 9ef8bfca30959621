"""What is typed beside the items of a report: answers to the form's questions, separate opinions, comments."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.fields import AmountField
from councils.forms import VerbForm
from councils.models import Membership
from reports.services.remarks import Typed
from reports.states import QuestionKind, YesNo

from .entries import OfItemForm, text_field


class AnswersForm(VerbForm):
    """All questions of the report form. An answer that is needed may still be left for later."""

    def __init__(self, *args: Any, asked: Iterable[dict[str, Any]], words: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {told["id"]: told["kind"] for told in asked}
        for told in asked:
            field = _answer_field(told["kind"], words[told["id"]])
            field.when_needed = _("needed before the report is signed") if told["required"] else None
            field.initial = told["text"]
            self.fields[f"answer_{told['id']}"] = field
            version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=told["version"])
            self.fields[f"version_{told['id']}"] = version

    @property
    def typed(self) -> dict[int, Typed]:
        """By question; only of a valid form."""
        data = self.cleaned_data
        return {pk: Typed(_plain(data[f"answer_{pk}"]), data[f"version_{pk}"]) for pk in self.kinds}


def _answer_field(kind: str, label: str) -> Any:
    if kind == QuestionKind.NUMBER:
        return AmountField(label=label, required=False, negative=True)
    if kind == QuestionKind.YES_NO:
        return forms.ChoiceField(
            label=label, required=False, choices=[("", _("not said")), *YesNo.choices], widget=forms.RadioSelect
        )
    return text_field(label, rows=4)


def _plain(value: Any) -> str:
    """A number in plain digits, whatever the language it was typed in."""
    return "" if value is None else value if isinstance(value, str) else f"{value:f}"


class _Members(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:  # type: ignore[override]
        return f"{obj.person.full_name}, {obj.seat.name} ({obj.organisation.name})"


class OpinionForm(VerbForm):
    """A member's separate opinion, with the paper that it was signed on if there is one."""

    membership = _Members(
        label=_("Member of the council"), queryset=Membership.objects.none(),
        empty_label=_("Choose the member"),
        error_messages={"required": _("Member of the council: choose who holds the opinion.")},
    )  # fmt: skip
    text = text_field(
        _("Separate opinion"), rows=8, needed=_("Separate opinion: write its text."),
        help_text=_("In the member's words. It is sealed with the report."),
    )  # fmt: skip
    scan = forms.FileField(
        label=_("Scan of the opinion"), required=False, max_length=200, allow_empty_file=True,
        help_text=_("PDF, JPEG or PNG, at most 5 MiB"),
    )  # fmt: skip
    blamed = "membership"

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = members


class CommentForm(OfItemForm):
    blamed = "text"

    text = text_field(
        _("Comment"), rows=4, longest=3000, needed=_("Comment: write it."),
        help_text=_("SMS and the council read it. It is no part of the report."),
    )  # fmt: skip
