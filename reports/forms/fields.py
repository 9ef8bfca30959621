"""Fields that several forms of reports have."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from actionplans.registers import Paper
from councils import files
from councils.states import Refused

LONGEST_REASON = 1000


def reason_field(label: Any = None, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label or _("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Reason: write why."),
            "max_length": _("Reason: at most %(limit_value)d characters, not %(show_value)d."),
        },
        **options,
    )  # fmt: skip


def scan_field(label: Any, required: Any) -> forms.FileField:
    return forms.FileField(
        label=label, allow_empty_file=True, help_text=_("PDF, JPEG or PNG, at most 5 MiB"),
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}), error_messages={"required": required},
    )  # fmt: skip


def scan_of(upload: UploadedFile, label: Any) -> Paper:
    """Content, kind and name of a scan; the refusal of any other file names the field."""
    try:
        content, kind = files.read(upload, files.SCANS)
    except Refused as refusal:
        raise ValidationError(f"{label}: {refusal}") from refusal
    return content, kind, upload.name or ""
