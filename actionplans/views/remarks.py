"""What is worth a second look: a council's quarter, the answer to one finding, and all councils for SMS."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.forms.remarks import FineForm
from actionplans.models import Event
from actionplans.permissions import council_for, own_council_for
from actionplans.quarters import Quarter, parse_quarter, quarter_of
from actionplans.remarks import SecondLook, second_looks
from actionplans.services.remarks import answer_remark, finding_with, may_answer
from actionplans.states import RemarkKind
from councils import clock, drafts
from councils.drafts import form_for
from councils.models import Council
from councils.permissions import sms_officer
from councils.states import IllegalMove

from . import SignedInRequest

FINDINGS = 30  # on a page


@require_safe
def second_look(request: SignedInRequest, code: str) -> HttpResponse:
    council = own_council_for(request.user, code)
    quarter, quarters = _asked(request, [council])
    (look,) = second_looks([council], [quarter])
    page = Paginator(look.open, FINDINGS).get_page(request.GET.get("page"))
    context = {
        "council": council, "quarter": quarter, "quarters": quarters, "look": look, "page": page,
        "may_answer": may_answer(request.user, council),
    }  # fmt: skip
    return render(request, "actionplans/second_look.html", context)


@require_safe
def second_look_national(request: SignedInRequest) -> HttpResponse:
    """Every council with what is open in it, in the order of the Charter: nobody is ranked."""
    sms_officer(request.user)
    councils = list(Council.objects.select_related("region"))
    quarter, quarters = _asked(request, councils)
    rows = [(look.council, _by_kind(look), len(look.answered)) for look in second_looks(councils, [quarter])]
    context = {"quarter": quarter, "quarters": quarters, "rows": rows, "kinds": [kind.label for kind in RemarkKind]}
    return render(request, "actionplans/second_look_national.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def second_look_answer(request: SignedInRequest, code: str, label: str, key: str) -> HttpResponse:
    """Fine as it is, because ...: one open finding, by its key."""
    council = council_for(request.user, code)
    if not may_answer(request.user, council):
        raise PermissionDenied
    quarter = _quarter(label)
    back = f"{reverse('actionplans:second-look', args=[code])}?quarter={quarter.label}"
    form = form_for(request, FineForm)
    if form.is_bound and form.is_valid():
        try:
            answer_remark(council, quarter, key, reason=form.cleaned_data["reason"], actor=request.user)
        except IllegalMove as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your reason is kept. The figures stay as they are."))
        drafts.drop(request)
        return redirect(back)
    finding = finding_with(council, quarter, key)
    if finding is None:
        messages.info(request, _("This is no longer open: its figures changed, or somebody answered it."))
        drafts.drop(request)
        return redirect(back)
    context = {"council": council, "quarter": quarter, "finding": finding, "form": form, "back": back}
    return render(request, "actionplans/second_look_answer.html", context)


def _by_kind(look: SecondLook) -> list[tuple[Any, int]]:
    return [(kind.label, sum(finding.kind == kind for finding in look.open)) for kind in RemarkKind]


def _asked(request: SignedInRequest, councils: Sequence[Council]) -> tuple[Quarter, list[Quarter]]:
    """The quarter of the address, else that of the latest event; and all that can be chosen, the latest first."""
    events = Event.objects.filter(council__in=councils).aggregate(first=Min("ends_on"), last=Max("ends_on"))
    today = clock.today()
    first, last = (quarter_of(events[name] or today) for name in ("first", "last"))
    asked = _quarter(request.GET["quarter"]) if request.GET.get("quarter") else last
    quarters = [first]
    while quarters[-1] < quarter_of(today):
        quarters.append(quarters[-1].next())
    return asked, quarters[::-1]


def _quarter(label: str) -> Quarter:
    try:
        return parse_quarter(label)
    except ValueError as error:
        raise Http404 from error
