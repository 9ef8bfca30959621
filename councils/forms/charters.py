"""Forms of charter versions, their articles and seats (rule 1)."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ..charter import quorum_fault
from ..models import Article, Charter, Seat
from ..models.charters import ARRANGEMENTS
from .base import Verb, VerbForm, say_nothing_of_need

LONGEST_ARTICLE = 10_000  # characters in one language
LONGEST_TEXT = 45_000  # both languages together are still kept as a draft


class CharterForm(Verb, forms.ModelForm):
    blamed = "quorum_numerator"

    class Meta:
        model = Charter
        fields = ("is_sample", *ARRANGEMENTS, "preamble_ru", "preamble_ky")
        widgets = {name: forms.Textarea({"rows": 3}) for name in ("preamble_ru", "preamble_ky")}
        help_texts = {"preamble_ru": _("What stands before the first article."),
                      "preamble_ky": _("What stands before the first article.")}  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        share = {name: data.get(name) for name in ("quorum_numerator", "quorum_denominator", "quorum_rule")}
        if None not in share.values() and (fault := quorum_fault(Charter(**share))):
            self.add_error(self.blamed, fault)
        return data


class NewCharterForm(VerbForm):
    copy_of = forms.ModelChoiceField(
        label=_("Begin from"), queryset=Charter.objects.order_by("-number"), required=False,
        empty_label=_("an empty version"),
        help_text=_("Articles, arrangements and seats are copied; then change them."),
    )  # fmt: skip


class ArticleForm(Verb, forms.ModelForm):
    """One article; another number moves it, and the others make room."""

    blamed = "text_ru"

    number = forms.IntegerField(
        label=_("Number"), min_value=1, max_value=999, required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "num w-num"}),
        help_text=_("Another number moves the article; the others make room."),
    )  # fmt: skip

    class Meta:
        model = Article
        fields = ("number", "title_ru", "title_ky", "text_ru", "text_ky")
        widgets = {name: forms.Textarea({"rows": 8}) for name in ("text_ru", "text_ky")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("text_ru", "text_ky"):
            self.fields[name].max_length = LONGEST_ARTICLE  # type: ignore[attr-defined]
            self.fields[name].validators.append(MaxLengthValidator(LONGEST_ARTICLE))
        say_nothing_of_need(self, "number", "text_ru", "text_ky")


class WholeTextForm(VerbForm):
    """The whole text of a version in both languages, to be read into articles."""

    blamed = "text_ru"

    text_ru = forms.CharField(
        label=_("Text in Russian"), widget=forms.Textarea({"rows": 20}), max_length=LONGEST_TEXT,
        help_text=_("Each article begins on a line of its own with its number, such as “1.”; a heading stands beside"
                    " the number, and the text below it."),
    )  # fmt: skip
    text_ky = forms.CharField(label=_("Text in Kyrgyz"), widget=forms.Textarea({"rows": 20}), max_length=LONGEST_TEXT)


class SinceForm(forms.Form):
    """The earlier version with which one is compared."""

    since = forms.ModelChoiceField(label=_("Compared with"), queryset=Charter.objects.all(), to_field_name="number")

    def __init__(self, *args: Any, version: Charter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].queryset = Charter.objects.exclude(pk=version.pk)  # type: ignore[attr-defined]
        self.fields["since"].empty_label = None  # type: ignore[attr-defined]
        say_nothing_of_need(self, "since")


class SeatForm(Verb, forms.ModelForm):
    blamed = "code"

    class Meta:
        model = Seat
        fields = ("code", "position", "name_ru", "name_ky", "name_en", "organisation_kind", "role", "voting")
        help_texts = {"code": _("Latin letters; a seat of the same code in the next version continues this one.")}
