"""SMS's own form: which version is in force, what is wrong with one that is handed in, and filling it in."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from actionplans.imports.files import bounded
from actionplans.imports.files.guard import look_at
from councils.models import Council
from councils.states import Refused
from reports.exports.content import NOT_APPLICABLE, Content
from reports.exports.own_form.filling import payload_of
from reports.exports.own_form.marks import EACH, list_of
from reports.exports.own_form.vocabulary import is_known, values_of
from reports.models import Edition, OwnForm
from reports.states import EditionKind, FileKind

TASK = "own_form"
SHOWN = 20  # unknown marks that are listed with their cells


class FormRefused(Refused):
    """The form is not taken; the words say why, cell by cell."""


@dataclass(frozen=True)
class Looked:
    """What is in a form: how many marks, and what the filled form will not have."""

    marks: int
    lost: str


def form_of(edition: Edition, kind: str) -> OwnForm | None:
    """The version to fill in for this edition; None for every other kind of file."""
    return OwnForm.objects.in_force(edition.kind) if kind == FileKind.FORM else None


def looked_at(content: bytes, scope: str) -> Looked:
    """Read a form in a process of its own. Raises FormRefused for one without marks or with marks that there are not,
    FileRefused for what is no workbook or a trap."""
    look_at(content)
    told = json.loads(bounded.run(TASK, payload_of(content, do="look")))
    if not told["marks"]:
        raise FormRefused(_("The form holds no mark, such as {{period}}. The page of marks lists them."))
    faults = [*_unknown(told["marks"], scope), *_mixed(told["marks"])]
    if faults:
        more = _("and %(count)s more") % {"count": len(faults) - SHOWN} if len(faults) > SHOWN else ""
        lines = "; ".join([*faults[:SHOWN], *([more] if more else [])])
        raise FormRefused(_("The form is not taken: %(faults)s.") % {"faults": lines})
    return Looked(len(told["marks"]), " ".join(told["lost"]))


def _unknown(marks: list[dict[str, str]], scope: str) -> list[str]:
    codes = set(Council.objects.values_list("code", flat=True))
    words = _("%(sheet)s, cell %(cell)s: there is no mark %(mark)s")
    return [
        words % (mark | {"mark": "{{" + mark["mark"] + "}}"})
        for mark in marks
        if not is_known(mark["mark"], scope == EditionKind.NATIONAL, codes)
    ]


def _mixed(marks: list[dict[str, str]]) -> list[str]:
    """One row is repeated by one list."""
    lists: dict[tuple[str, str], set[str]] = {}
    for mark in marks:
        if mark["mark"].startswith(EACH):
            lists.setdefault((mark["sheet"], mark["row"]), set()).add(list_of(mark["mark"]))
    words = _("%(sheet)s, row %(row)s: marks of two lists in one row")
    return [words % {"sheet": sheet, "row": row} for (sheet, row), found in lists.items() if len(found) > 1]


def filled(content: Content, form: OwnForm | None = None) -> bytes:
    """This version of the form, filled in. Raises Refused where there is none or its file is gone."""
    if form is None:
        raise Refused(_("SMS has handed in no form of its own."))
    with form.stored.file.open("rb") as file:
        return fill(file.read(), content)


def fill(form: bytes, content: Content, waiting: Callable[[], Any] | None = None) -> bytes:
    """The .xlsx in the active language, made in a process of its own; `waiting` is called while it works."""
    words = {"not_recorded": _("n/r"), "no_report": _("no report"), "none": NOT_APPLICABLE}
    return bounded.run(TASK, payload_of(form, do="fill", values=values_of(content), words=words), waiting)
