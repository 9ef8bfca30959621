"""The workbook with a council's members, as it is handed in."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.imports.files import guard
from councils.states import Refused


class MembersForm(forms.Form):
    """`content` is the file's, looked at by its kind and size before anything reads it."""

    workbook = forms.FileField(
        label=gettext_lazy("Workbook with the members"), allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx"}),
        help_text=gettext_lazy("The template, filled in: Excel workbook (.xlsx), at most 5 MiB."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )  # fmt: skip
    content: bytes = b""

    def clean_workbook(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["workbook"]
        self.content = upload.read(guard.MAX_FILE + 1)  # one more than is taken: what is longer is refused in words
        try:
            kind = guard.kind_of(self.content)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        if kind != "xlsx":
            raise ValidationError(_("This is no Excel workbook (.xlsx)."))
        return upload
