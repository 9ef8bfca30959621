"""Handing in SMS's own form: what it is for, its name, the file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils import files
from councils.forms import VerbForm
from councils.states import Refused
from reports.documents.own_forms import Looked, looked_at
from reports.states import EditionKind


class OwnFormForm(VerbForm):
    blamed = "file"

    scope = forms.ChoiceField(
        label=gettext_lazy("Filled in from"),
        choices=[
            (EditionKind.NATIONAL, gettext_lazy("national reports")),
            (EditionKind.COUNCIL, gettext_lazy("councils' reports")),
        ],
        error_messages={"required": gettext_lazy("Filled in from: choose one.")},
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("Name of the form"), max_length=120,
        error_messages={
            "required": gettext_lazy("Name of the form: write what it is called."),
            "max_length": gettext_lazy(
                "Name of the form: at most %(limit_value)d characters, not %(show_value)d."
            ),
        },
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("The form with its marks"), allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx"}),
        help_text=gettext_lazy("Excel workbook (.xlsx), at most 5 MiB. It is in force until you hand in another."),
        error_messages={"required": gettext_lazy("The form with its marks: choose a file.")},
    )  # fmt: skip

    content: bytes = b""
    looked: Looked | None = None

    def clean(self) -> dict[str, Any]:
        """The file is looked at once it is known what it is for: unknown marks are named by their cells."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        upload: UploadedFile | None = told.get("file")
        if upload and told.get("scope"):
            try:
                self.content, _kind = files.read(upload, ("xlsx",))
                self.looked = looked_at(self.content, told["scope"])
            except Refused as refusal:
                words = _("The form with its marks: %(words)s") % {"words": refusal}
                self.add_error("file", ValidationError(words))
        return told

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        told, upload = self.cleaned_data, self.cleaned_data["file"]
        assert self.looked is not None
        return {
            "scope": told["scope"], "name": told["name"], "content": self.content, "file_name": upload.name or "",
            "marks": self.looked.marks, "lost": self.looked.lost,
        }  # fmt: skip
