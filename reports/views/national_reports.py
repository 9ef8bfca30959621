"""The national report: consolidated by SMS, acknowledged or returned by the Government Administration (rule 13)."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from councils.drafts import form_for
from councils.rights import rights_of
from councils.states import Refused
from councils.views.steps import done
from reports.editions import open_edition
from reports.forms.national import ConsolidateForm, NationalReturnForm
from reports.instructions import told
from reports.models import Edition, NationalReport, Period
from reports.narrative import desk
from reports.national import accepted_editions, unsent_before
from reports.national_pages import national_page
from reports.permissions import (
    ga_national_for,
    national_for,
    national_reader,
    period_for,
    sms_national_for,
    sms_officer,
    visible_editions,
    visible_nationals,
)
from reports.services import national_reports
from reports.states import NationalStatus
from reports.years import years_opened


def national_list(request: HttpRequest) -> HttpResponse:
    rights = national_reader(request.user)
    shown = list(visible_nationals(request.user).annotate(last_edition=Max("editions__number")))
    waiting = Period.objects.filter(national__isnull=True) if rights.is_sms else Period.objects.none()
    years = years_opened()
    return render(request, "reports/national_list.html", {"nationals": shown, "waiting": waiting, "years": years})


def national_detail(request: HttpRequest, label: str) -> HttpResponse:
    national = national_for(request.user, label)
    rights = rights_of(request.user)
    editions = visible_editions(request.user, national)
    edition = editions[0]
    return render(request, "reports/national_detail.html", {
        "national": national, "period": national.period, "edition": edition,
        "page": national_page(open_edition(edition), rights), "steps": national.steps.select_related("by__person"),
        "editions": editions.defer("payload"),
        "given": told(national.instructions.visible_to(request.user)), "returned": _returned(national),
        "instruct_url": reverse("reports:instruction-create", args=[label]) if rights.is_ga else "",
        "may_send": rights.is_sms and national.can_move_to(NationalStatus.SUBMITTED),
        "may_consolidate": rights.is_sms and national.can_move_to(NationalStatus.CONSOLIDATED),
        "may_acknowledge": rights.is_ga and national.can_move_to(NationalStatus.ACKNOWLEDGED),
        "workbook_url": reverse("reports:national-detail", args=[label]) + "workbook/",
    })  # fmt: skip


def _returned(national: NationalReport) -> Any:
    """GA's step that gave the report back, while SMS has it."""
    if national.status != NationalStatus.RETURNED:
        return None
    return national.steps.select_related("by__person").last()


def national_consolidate(request: HttpRequest, label: str) -> HttpResponse:
    """Every council that is missing is named, with a reason."""
    sms_officer(request.user)
    period = period_for(label)
    national = NationalReport.objects.filter(period=period).first()
    missing = national_reports.councils_missing(period)
    states = {report.council_id: report.get_status_display() for report in period.reports.all()}
    form = form_for(request, ConsolidateForm, missing=missing, states=states, initial=_reasons_so_far(national))
    if form.is_valid():
        edition = form.carry_out(national_reports.consolidate, period, missing=form.reasons, actor=request.user)
        if edition:
            words = _("Consolidated: edition %(number)s, code %(code)s.")
            told = {"number": edition.number, "code": edition.short_code}
            return done(request, words % told, "reports:national-detail", label)
    context = {
        "period": period, "form": form, "missing": missing, "accepted": _told(accepted_editions(period)),
        "unwritten": desk(period).missing, "unsent": unsent_before(period.as_quarter),
        "national": national, "blocked": national and not national.can_move_to(NationalStatus.CONSOLIDATED),
        "workbook_url": reverse("reports:national-detail", args=[label]) + "workbook/",
    }  # fmt: skip
    return render(request, "reports/national_consolidate.html", context)


def _reasons_so_far(national: NationalReport | None) -> dict[str, str]:
    """What SMS wrote of missing councils in earlier editions, to start from."""
    gaps = national.gaps.select_related("council").order_by("edition_number") if national else ()
    return {f"reason_{gap.council.code}": gap.reason for gap in gaps}


def _told(editions: Iterable[Edition]) -> list[dict[str, Any]]:
    return [
        {"edition": e, "council": e.report.council, "figures": json.loads(e.payload)["figures"]}
        for e in editions
        if e.report
    ]


@require_POST
def national_submit(request: HttpRequest, label: str) -> HttpResponse:
    national = sms_national_for(request.user, label)
    return _step(request, national, national_reports.submit_to_ga, _("Sent to the Government Administration."))


@require_POST
def national_acknowledge(request: HttpRequest, label: str) -> HttpResponse:
    national = ga_national_for(request.user, label)
    return _step(request, national, national_reports.acknowledge, _("The report is acknowledged."))


def _step(request: HttpRequest, national: NationalReport, verb: Callable[..., Any], words: str) -> HttpResponse:
    try:
        verb(national, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect(national)


def national_return(request: HttpRequest, label: str) -> HttpResponse:
    national = ga_national_for(request.user, label)
    form = form_for(request, NationalReturnForm)
    if form.is_valid() and form.carry_out(
        national_reports.return_to_sms, national, actor=request.user, **form.cleaned_data
    ):
        return done(request, _("The report is returned to SMS."), national)
    context = {"national": national, "period": national.period, "form": form}
    return render(request, "reports/national_return.html", context)
