"""Forms of charter versions, their seats, their adoption and approved deviations (rule 1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import charter
from ..fields import DayField
from ..models import Charter, Seat
from ..models.charters import ARRANGEMENTS
from .base import Verb, VerbForm, order_field


class AdoptForm(VerbForm):
    blamed = "adopted_on"

    version = forms.ModelChoiceField(label=_("Version"), queryset=Charter.objects.all(), empty_label=None)
    adopted_on = DayField(label=_("Adopted on"))
    order_number = order_field()


class DeviationForm(VerbForm):
    blamed = "value"

    field = forms.ChoiceField(label=_("Working arrangement"))
    value = forms.CharField(
        label=_("Value in this council"), max_length=30,
        help_text=_("A number; for the tie “yes” or “no”; for rules at_least, more_than, present or seats."),
    )  # fmt: skip
    approved_on = DayField(label=_("Approved on"))
    order_number = order_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(name, charter.arrangement_label(name)) for name in ARRANGEMENTS]


class CharterForm(Verb, forms.ModelForm):
    blamed = "quorum_numerator"

    class Meta:
        model = Charter
        fields = ("is_sample", *ARRANGEMENTS, "text_ru", "text_ky")
        widgets = {name: forms.Textarea({"rows": 20}) for name in ("text_ru", "text_ky")}


class NewCharterForm(VerbForm):
    copy_of = forms.ModelChoiceField(
        label=_("Begin from"), queryset=Charter.objects.order_by("-number"), required=False,
        empty_label=_("an empty version"), help_text=_("Texts, arrangements and seats are copied; then change them."),
    )  # fmt: skip


class SeatForm(Verb, forms.ModelForm):
    blamed = "code"

    class Meta:
        model = Seat
        fields = ("code", "position", "name_ru", "name_ky", "name_en", "organisation_kind", "role", "voting")
        help_texts = {"code": _("Latin letters; a seat of the same code in the next version continues this one.")}
