"""A council's report as a task list, until it goes to the chair (rule 11)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from actionplans.models import PlanItem
from actionplans.permissions import reads_live_figures
from actionplans.views import SignedInRequest
from councils import clock
from councils.drafts import form_for
from councils.models import Membership, User
from councils.rights import Rights, rights_of
from councils.states import Refused, SeatRole
from councils.views.steps import done
from reports.corrections import since_submission
from reports.editions import in_force, open_edition
from reports.forms.entries import EntryForm
from reports.history import history_of
from reports.links import event_links, sealed_links
from reports.models import CouncilReport, Edition
from reports.on_behalf import letter_of, running_entry
from reports.pages import CouncilPage, Row, council_page, differences, item_row, restated_of
from reports.permissions import (
    council_for,
    editable_report_for,
    reads_papers,
    report_for,
    visible_editions,
    writes_report,
)
from reports.services import council_reports, entries, reading
from reports.services.periods import guard_of
from reports.statement import Statement, statement_of
from reports.states import IN_PREPARATION, ReportStatus
from reports.years import years_opened


def report_list(request: SignedInRequest, code: str) -> HttpResponse:
    council = council_for(request.user, code)
    reports = CouncilReport.objects.visible_to(request.user).filter(council=council).with_names()
    latest_first = reports.order_by("-period__year", "-period__quarter")
    shown = list(latest_first.annotate(last_edition=Max("editions__number")))
    context = {"council": council, "reports": shown, "today": clock.today(), "years": years_opened()}
    return render(request, "reports/report_list.html", context)


@dataclass(frozen=True)
class Moves:
    """Which steps this user may take from the report's present state; the services check once more."""

    edit: bool
    sign: bool
    paper: bool
    decide: bool
    reopen: bool
    extend: bool
    hand_back: bool
    recall: bool
    on_behalf: bool
    take_over: bool

    @classmethod
    def of(cls, user: User, report: CouncilReport) -> "Moves":
        rights = rights_of(user)
        records, signs = writes_report(user, report), rights.may_sign(report.council_id)
        at_work = report.status in IN_PREPARATION
        waits, submitted = report.status == ReportStatus.PREPARED, report.status == ReportStatus.SUBMITTED
        entry, secretary = running_entry(report), rights.may_record(report.council_id)
        return cls(
            edit=records and at_work,
            sign=signs and waits,
            paper=records and waits,
            decide=rights.is_sms and submitted,
            reopen=rights.is_sms and report.status == ReportStatus.ACCEPTED,
            extend=rights.is_sms and at_work and not report.first_submitted_on,
            hand_back=waits and bool(letter_of(report, user)),
            recall=(secretary or signs) and submitted and report.read_by_sms_at is None,
            on_behalf=rights.is_sms and at_work and entry is None,
            take_over=secretary and entry is not None and (at_work or waits),
        )


def report_detail(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = reading.opened(report_for(request.user, code, label), actor=request.user)
    rights = rights_of(request.user)
    if not reads_live_figures(request.user, report.council_id) and report.status != ReportStatus.ACCEPTED:
        return redirect("reports:edition-detail", visible_editions(request.user, report)[0].pk)
    statement, edition = in_force(report)
    moves = Moves.of(request.user, report)
    return render(request, "reports/report_detail.html", {
        "report": report, "council": report.council, "period": report.period, "edition": edition, "moves": moves,
        "page": _page(report, statement, rights, edition, editable=moves.edit), "restated": restated_of(statement),
        "signature": statement.get("signature"), "since": None if edition else _since_sealing(report, statement),
        "corrected": since_submission(report, edition) if edition and reads_live_figures(
            request.user, report.council_id
        ) else None,
        "steps": history_of(report), "behalf": running_entry(report),
        "editions": visible_editions(request.user, report).defer("payload"), "guard": guard_of(report),
        "papers": reads_papers(request.user, report),
        "signatory": _chair_of(report), "previous": _previous(report), "last_step": _asked(report),
        "days_left": (report.due_on - clock.today()).days,
        "workbook_url": reverse("reports:report-detail", args=[code, label]) + "workbook/",
    })  # fmt: skip


def _page(
    report: CouncilReport, statement: Statement, rights: Rights, edition: Edition | None = None, *,
    editable: bool = False,
) -> CouncilPage:  # fmt: skip
    """Figures of a sealed report open to its events as they stood, live ones to the list as it is now."""
    pattern = reverse("reports:report-item", args=[report.council.code, report.period.label, 0]) if editable else ""
    links = sealed_links(edition.pk, report.period.label) if edition else event_links(rights, report.council)
    return council_page(statement, links, pattern)


def _since_sealing(report: CouncilReport, statement: Statement) -> dict[str, Any] | None:
    """For a report that was sealed and is open again: what the figures are now against the last edition (rule 12)."""
    last = report.editions.order_by("-number").first()
    if last is None:
        return None
    return {"edition": last, "figures": differences(open_edition(last, with_events=False), statement)}


def _asked(report: CouncilReport) -> Any:
    """The step that gave the report back to the secretary, while it lies there."""
    return report.steps.select_related("by__person").last() if report.status in IN_PREPARATION else None


def _chair_of(report: CouncilReport) -> Membership | None:
    seats = (SeatRole.CHAIR, SeatRole.DEPUTY)
    held = Membership.objects.on(clock.today()).filter(council=report.council_id, seat__role__in=seats)
    return held.with_holder().order_by("seat__position").first()


def _previous(report: CouncilReport) -> Edition | None:
    """The edition in force of the council's report on the last quarter before that was sealed."""
    earlier = Edition.objects.latest_of_reports().filter(report__council=report.council_id)
    earlier = earlier.filter(report__period__year__lte=report.period.year).exclude(
        report__period__year=report.period.year, report__period__quarter__gte=report.period.quarter
    )
    return (
        earlier.select_related("report__period").order_by("-report__period__year", "-report__period__quarter").first()
    )


def report_item(request: SignedInRequest, code: str, label: str, pk: int) -> HttpResponse:
    """How one item stands. Who writes second gets both texts side by side and loses nothing."""
    report = editable_report_for(request.user, code, label)
    statement = statement_of(report.council, report.period.as_quarter, report)
    row = item_row(statement, pk, event_links(rights_of(request.user), report.council))
    if row is None:
        raise Http404
    if report.status not in IN_PREPARATION:
        messages.error(request, _("The report is not in preparation: nothing can be written in it now."))
        return redirect(report)
    version = next(item["version"] for item in statement["items"] if item["id"] == pk)
    initial = {"status": row.status or row.proposed, "text": row.text, "version": version}
    form = form_for(request, EntryForm, initial=initial)
    theirs = None
    if form.is_valid():
        item = PlanItem.objects.get(pk=pk)
        try:
            entries.write_entry(report, item, actor=request.user, **form.cleaned_data)
        except entries.EntryChangedMeanwhile as changed:
            theirs = changed.entry
            form.add_error("text", _("Somebody else wrote here meanwhile. Compare both texts, then save yours."))
            typed = request.POST.copy()
            typed["version"] = str(theirs.version)
            form.data = typed
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("Item %(item)s: saved.") % {"item": row.number}
            return done(request, words, _after(request, report, statement, row))
    context = {"report": report, "row": row, "form": form, "theirs": theirs, "last": _last_text(report, row)}
    return render(request, "reports/report_item.html", context, status=409 if theirs else 200)


def _after(request: SignedInRequest, report: CouncilReport, statement: Statement, row: Row) -> str:
    """Where saving leads: to the next item without a state if that was asked for, else back to the list."""
    open_ones = [item["id"] for item in statement["items"] if not item["status"] and item["id"] != row.id]
    if "next" in request.POST and open_ones:
        return reverse("reports:report-item", args=[report.council.code, report.period.label, open_ones[0]])
    return f"{report.get_absolute_url()}#item-{row.id}"


def _last_text(report: CouncilReport, row: Row) -> dict[str, Any] | None:
    """What the council said of the same item in its last sealed report."""
    previous = _previous(report)
    if previous is None:
        return None
    items = open_edition(previous, with_events=False)["items"]
    told = next((item for item in items if item["id"] == row.id and item["text"]), None)
    return {"text": told["text"], "status": told["status"], "edition": previous} if told else None


@require_POST
def report_confirm(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = editable_report_for(request.user, code, label)
    try:
        count = entries.confirm_proposed(report, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("%(count)s state confirmed.", "%(count)s states confirmed.", count)
        messages.success(request, words % {"count": count})
    return redirect(report)


@require_POST
def report_no_events(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = editable_report_for(request.user, code, label)
    try:
        entries.confirm_no_events(report, confirmed="confirmed" in request.POST, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(report)


@require_POST
def report_prepare(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    report = editable_report_for(request.user, code, label)
    try:
        council_reports.prepare(report, actor=request.user)
    except Refused as refusal:  # what is missing stands on the report's page, with links
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report is with the chair for signature."))
    return redirect(report)
