"""What is said of papers: a report that was signed on paper, the letter by which SMS enters one."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.dates import day_short
from councils.fields import DayField, ScanField
from councils.forms import VerbForm
from councils.models import Membership
from councils.states import Refused
from reports.services.signing import PaperRefused

SCAN = gettext_lazy("Scan of the signed report")


class SignatoryField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """Aibek Usenov, chair, 01.05.2018 – 31.12.2019."""
        last = day_short(obj.ends_on) if obj.ends_on else _("today")
        return f"{obj.person.full_name}, {obj.seat.get_role_display()}, {day_short(obj.starts_on)} – {last}"


class PaperForm(VerbForm):
    """What was signed on paper: by whom, when, the letter's outgoing number, the code printed on it, its scan.

    A council's own paper that SMS enters (`on_behalf`) may bear no code: then the figures are compared by eye, those
    of the page of fingerprint `seen`.
    """

    signed_on = DayField(label=gettext_lazy("Signed on"))
    signatory = SignatoryField(
        queryset=Membership.objects.none(), label=gettext_lazy("Signed by"),
        empty_label=gettext_lazy("Choose who signed"),
        help_text=gettext_lazy("Who held the chair's or the deputy's seat on the day of the signature."),
        error_messages={"required": gettext_lazy("Signed by: choose who signed.")},
    )  # fmt: skip
    outgoing_number = forms.CharField(
        label=gettext_lazy("Outgoing number"), max_length=60, help_text=gettext_lazy("For example, № 14-2/31"),
        error_messages={
            "required": gettext_lazy("Outgoing number: write it as it stands on the letter."),
            "max_length": gettext_lazy("Outgoing number: at most %(limit_value)d characters, not %(show_value)d."),
        },
    )  # fmt: skip
    code = forms.CharField(
        label=gettext_lazy("Code on the paper"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=gettext_lazy("Sixteen signs at the foot of the printed report. Read them off the signed paper."),
        error_messages={
            "required": gettext_lazy("Code on the paper: write it as it is printed there."),
            "max_length": gettext_lazy("Code on the paper: at most %(limit_value)d characters, not %(show_value)d."),
        },
    )  # fmt: skip
    compared = forms.BooleanField(
        label=gettext_lazy("The paper bears no code: I compared its figures with the report, and they are the same"),
        required=False,
    )  # fmt: skip
    scan = ScanField(
        label=SCAN, error_messages={"required": gettext_lazy("Scan of the signed report: choose a file.")}
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, signers: Iterable[Membership], on_behalf: bool, seen: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.mark = seen
        pks = [each.pk for each in signers]
        field = self.fields["signatory"]
        field.queryset = Membership.objects.filter(pk__in=pks).with_holder().order_by("seat__position", "starts_on")  # type: ignore[attr-defined]
        if len(pks) == 1:
            self.initial["signatory"] = pks[0]
        if on_behalf:
            self.fields["code"].required = False
            self.initial["seen"] = seen
        else:
            del self.fields["compared"]
            del self.fields["seen"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (
            "compared" in self.fields
            and not data.get("code")
            and not data.get("compared")
            and "code" not in self.errors
        ):
            self.add_error("code", _("Code on the paper: write it, or say that the paper bears none."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "compared"}

    def carry_out(self, verb: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """The verb's answer; a refusal stands at the field that it is about."""
        try:
            return verb(*args, **values)
        except PaperRefused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            if refusal.field == "compared":  # what is to be compared now is what the page shows now
                typed = self.data.copy()
                typed.pop("compared", None)
                typed["seen"] = self.mark
                self.data = typed
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return None


class BehalfForm(VerbForm):
    """The council's letter by which SMS enters its report (rule 3)."""

    letter_number = forms.CharField(
        label=gettext_lazy("Number of the council's letter"), max_length=60,
        error_messages={
            "required": gettext_lazy("Number of the council's letter: write it, such as № 01-12/345."),
            "max_length": gettext_lazy(
                "Number of the council's letter: at most %(limit_value)d characters, not %(show_value)d."
            ),
        },
    )  # fmt: skip
    letter = ScanField(
        label=gettext_lazy("Scan of the letter"),
        error_messages={"required": gettext_lazy("Scan of the letter: choose a file.")},
    )
