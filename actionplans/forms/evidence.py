"""Forms of an event's evidence: one or more files with what they show, or a link; and why a piece is removed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from actionplans.evidence import MOST_PIECES, TAKEN, Terms
from actionplans.states import EvidenceKind
from councils.files import MIB

from .fields import too_long

TOGETHER = 60 * MIB  # of one sending; the proxy takes a little more (deploy/Caddyfile)
ACCEPTED = "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.Field):
    """Any number of files; cleans to a list. What each one is, the service tells by its content."""

    widget = FilesInput

    def clean(self, value: Any) -> list[UploadedFile]:
        return list(value or [])


class EvidenceForm(forms.Form):
    """What proves an event (rule 9). What is asked depends on the kind; without scripts all of it is shown."""

    kind = forms.ChoiceField(
        label=_("What do you add?"), choices=EvidenceKind, initial=EvidenceKind.PHOTO, widget=forms.RadioSelect,
        error_messages={"required": _("What do you add? Choose one kind.")},
    )  # fmt: skip
    files = FilesField(  # type: ignore[assignment]  # a field's name; what was sent is the form's own `files`
        label=_("Files"), required=False, widget=FilesInput({"multiple": True, "accept": ACCEPTED}),
        help_text=_("Photos up to 15 MiB each, other files up to 5 MiB. Photos lose their place and time."),
    )  # fmt: skip
    url = forms.CharField(
        label=_("Address"), required=False, max_length=500,
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off"}),
        help_text=_("Of the publication or broadcast, such as https://kaktus.media/…"),
        error_messages=too_long(_("Address: at most %(limit_value)d characters, not %(show_value)d.")),
    )  # fmt: skip
    caption = forms.CharField(
        label=_("What it shows"), required=False, max_length=300,
        help_text=_("One caption for all files that you send together. No names of victims."),
        error_messages=too_long(_("What it shows: at most %(limit_value)d characters, not %(show_value)d.")),
    )  # fmt: skip
    shows_people = forms.BooleanField(label=_("People can be recognised"), required=False)
    consent = forms.BooleanField(
        label=_("They agreed to the picture"), required=False, help_text=_("For children: their parents agreed.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("files", "url"):
            self.fields[name].when_needed = ""  # type: ignore[attr-defined]

    @property
    def terms(self) -> Terms:
        """What was said of the files, once the form is valid."""
        return Terms(**{name: self.cleaned_data[name] for name in ("kind", "caption", "shows_people", "consent")})

    @property
    def is_link(self) -> bool:
        return bool(self.cleaned_data.get("kind") == EvidenceKind.MEDIA_LINK)

    def clean_url(self) -> str:
        """http or https, nothing else: a page opens it."""
        url = self.cleaned_data["url"].strip()
        if not url:
            return ""
        url = url if "://" in url else f"https://{url}"
        words = _("Address: copy it from the browser, such as https://kaktus.media/…")
        URLValidator(schemes=["http", "https"], message=words)(url)
        return str(url)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_link:
            self._check_link(data)
        elif data.get("kind") in TAKEN:
            self._check_files(data)
        if data.get("shows_people") and not data.get("consent"):
            words = _(
                "They agreed to the picture: a picture in which people can be recognised is kept only if they agreed."
                " If they did not, send another one."
            )
            self.add_error("consent", words)
        return data

    def _check_link(self, data: dict[str, Any]) -> None:
        if data.get("files"):
            self.add_error("kind", _("What do you add? You chose files; a link has none."))
        elif not data.get("url") and "url" not in self.errors:
            self.add_error("url", _("Address: write where the publication or broadcast is found."))

    def _check_files(self, data: dict[str, Any]) -> None:
        chosen = data.get("files") or []
        if not chosen:
            words = _("Files: choose one or more.")
            self.add_error("kind" if data.get("url") else "files", _link_words() if data.get("url") else words)
        elif len(chosen) > MOST_PIECES:
            self.add_error("files", _most_words())
        elif sum(upload.size or 0 for upload in chosen) > TOGETHER:
            words = _("Files: together more than %(limit)s MiB. Send them in parts.")
            self.add_error("files", ValidationError(words, params={"limit": TOGETHER // MIB}))


def _link_words() -> Any:
    return _("What do you add? You wrote an address: choose the link.")


def _most_words() -> ValidationError:
    return ValidationError(_("Files: at most %(most)s at once."), params={"most": MOST_PIECES})


class RemoveForm(forms.Form):
    """A piece is erased at once; why stays."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Such as: somebody asked for it; it belongs to another event. No names."),
        error_messages={
            "required": _("Reason: write why the piece is removed."),
            **too_long(_("Reason: at most %(limit_value)d characters, not %(show_value)d.")),
        },
    )  # fmt: skip
