"""What of a sealed edition is looked at."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.listing import BY_SMS
from councils.forms import VerbForm
from councils.forms.base import reason_field
from councils.letters import in_alphabet
from reports.pages import LABELS, said
from reports.statement import Statement


class SealedEventsForm(forms.Form):
    """Which rows stand behind a figure; lives in the address. A value that is not in the edition is refused."""

    item = forms.TypedChoiceField(
        label=_("Plan item"), required=False, coerce=int, empty_value=None,
        error_messages={"invalid_choice": _("Plan item: not known here.")},
    )  # fmt: skip
    figure = forms.ChoiceField(
        label=_("Figure"), required=False, choices=[("", _("All")), *LABELS.items()],
        error_messages={"invalid_choice": _("Figure: not known here.")},
    )  # fmt: skip
    district = forms.ChoiceField(
        label=_("District, city"), required=False,
        error_messages={"invalid_choice": _("District, city: not known here.")},
    )  # fmt: skip
    behalf = forms.ChoiceField(
        label=_("Entered"), required=False,
        choices=[("", _("All")), (BY_SMS, _("by SMS on the council's behalf"))],
        error_messages={"invalid_choice": _("Entered: not known here.")},
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any], statement: Statement) -> None:
        super().__init__(data)
        items = [(item["id"], f"{item['number']} {said(item['title'])}"[:90]) for item in statement["items"]]
        found = {e["district"]["ru"]: said(e["district"]) for e in statement["events"] if e["district"]}
        districts = sorted(found.items(), key=lambda pair: in_alphabet(pair[1]))
        self.fields["item"].choices = [("", _("All items")), *items]
        self.fields["district"].choices = [("", _("All")), *districts]


class RedactForm(VerbForm):
    blamed = "reason"

    reason = reason_field(
        help_text=_("Say why without repeating the words: the reason is kept for ever and every reader sees it.")
    )
