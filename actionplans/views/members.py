"""Members of a council from a workbook: the template, the check of every row, the preview, and one confirmation."""

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.forms.members import MembersForm
from actionplans.imports.files import bounded
from actionplans.imports.members import bring_in, read_members, unpacked
from councils import charter, clock, member_sheet
from councils.files import attached
from councils.models import Council
from councils.permissions import edited_council_for
from councils.states import Refused

from . import SignedInRequest

_SALT = "actionplans.members"
_AGE = 3600  # seconds between the preview and its confirmation


@require_safe
def member_template(request: SignedInRequest, code: str) -> HttpResponse:
    council = edited_council_for(request.user, code)
    composition = charter.composition_on(council, clock.today())
    return attached(member_sheet.template(composition), f"{council.code}-members.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def member_import(request: SignedInRequest, code: str) -> HttpResponse:
    council = edited_council_for(request.user, code)
    form = MembersForm(request.POST, request.FILES) if request.method == "POST" else MembersForm()
    context = {"council": council, "form": form}
    if form.is_bound and form.is_valid():
        try:
            context |= _checked(request, council, form.content)
        except Refused as refusal:
            form.add_error("workbook", str(refusal))
    return render(request, "actionplans/member_import.html", context)


@require_POST
def member_confirm(request: SignedInRequest, code: str) -> HttpResponse:
    """What was looked at is done, checked once more against what others recorded meanwhile."""
    council = edited_council_for(request.user, code)
    try:
        pk, told = signing.loads(request.POST.get("rows", ""), salt=_SALT, max_age=_AGE)
    except signing.BadSignature:
        pk, told = None, []
    if pk != council.pk:
        messages.error(request, _("The preview is too old. Bring in the file again."))
        return redirect("actionplans:member-import", code)
    _changes, faults = bring_in(council, unpacked(told), actor=request.user, keep=True)
    if faults:
        context = {"council": council, "form": MembersForm(), "faults": faults, "has_errors": True}
        return render(request, "actionplans/member_import.html", context)
    messages.success(request, _("The members are brought in."))
    return redirect(council)


def _checked(request: SignedInRequest, council: Council, content: bytes) -> dict[str, object]:
    """The preview: what each row would do, or what is wrong in which cell. Raises Refused for the file as a whole."""
    rows, faults = read_members(council, bounded.read_sheets(content))
    changes, refused = bring_in(council, rows, actor=request.user, keep=False)
    faults += refused
    if faults:
        return {"faults": faults, "has_errors": True}
    changing = any(change.kind != "unchanged" for change in changes)
    packed = signing.dumps([council.pk, [row.to_json() for row in rows]], salt=_SALT, compress=True)
    return {"changes": changes, "changing": changing, "packed": packed}
