"""What the secretary writes into a report: items, problems, double counting, answers (rule 11).

Whoever writes second gets both texts side by side and loses nothing.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from actionplans.models import PlanItem
from actionplans.views import SignedInRequest
from councils import drafts
from councils.drafts import form_for
from councils.models import User
from councils.rights import rights_of
from councils.states import Refused
from councils.views.steps import attempt, done
from reports.earlier import Said, said_before
from reports.editions import REDACTED
from reports.forms.entries import AdjustmentForm, EntryForm, ProblemForm
from reports.forms.remarks import AnswersForm
from reports.links import EventLinks, event_links
from reports.models import CouncilReport
from reports.pages import Row, council_page, item_row
from reports.permissions import editable_report_for
from reports.readiness import most_adjusted
from reports.said import answer_words, said
from reports.services import comments, entries, remarks
from reports.statement import Statement, statement_of
from reports.states import IN_PREPARATION


@dataclass(frozen=True)
class Theirs:
    """What somebody else saved meanwhile, beside what was typed: (label, saved, typed)."""

    by: User
    texts: list[tuple[Any, Any, Any]]


def _address(report: CouncilReport, name: str, *more: Any) -> str:
    return reverse(f"reports:{name}", args=[report.council.code, report.period.label, *more])


def closed_to_writing(request: HttpRequest, report: CouncilReport, words: str = "") -> HttpResponse | None:
    """Away from a page on which nothing can be written now; what was typed there is kept all the same."""
    if report.status in IN_PREPARATION:
        return None
    messages.error(request, words or _("The report is not in preparation: nothing can be written in it now."))
    if _keep(request):
        messages.warning(request, _("What you typed is kept under Unfinished forms."))
    return redirect(report)


def _keep(request: HttpRequest, page: str | None = None) -> bool:
    """Keep what was sent as a draft where no form takes it; `page` is where it was typed, if not here."""
    return request.method == "POST" and drafts.keep(request, page)


def _not_taken_away(request: HttpRequest, report: CouncilReport, refusal: Refused, page: str) -> HttpResponse:
    """Back to the page with the button; what was typed beside it stands there still."""
    messages.error(request, str(refusal))
    _keep(request, page)
    return redirect(page if report.status in IN_PREPARATION else report)


def _reopened_with(form: Any, request: HttpRequest, **values: Any) -> None:
    """Let the bound form carry other values than were posted: the version that it is compared with now."""
    typed = request.POST.copy()
    for name, value in values.items():
        typed[name] = str(value)
    form.data = typed


# ---- one item


def report_item(request: SignedInRequest, code: str, label: str, pk: int) -> HttpResponse:
    """How one item stands, with everything that is said of it."""
    report = editable_report_for(request.user, code, label)
    statement = statement_of(report.council, report.period.as_quarter, report)
    row = item_row(statement, pk, event_links(rights_of(request.user), report.council))
    if closed := closed_to_writing(request, report):
        return closed
    if row is None:  # perhaps it left the plan while somebody wrote of it
        _keep(request)
        raise Http404
    last = said_before(report, pk)
    if taken := request.POST.get("take"):
        return _item_page(request, report, row, _with_last(request, last, taken), last)
    version = next(item["version"] for item in statement["items"] if item["id"] == pk)
    told = {"status": row.status or row.proposed, "text": row.text, "next_steps": row.next_steps}
    form = form_for(request, EntryForm, initial=told | {"version": version})
    if "go" in request.POST:  # to another page of the item: the typing was kept as this page's draft
        if not form.has_changed():
            drafts.drop(request)
        return redirect(_further(request, report, row, request.POST["go"]))
    theirs = None
    if form.is_valid():
        try:
            entries.write_entry(report, PlanItem.objects.get(pk=pk), actor=request.user, **form.cleaned_data)
        except entries.EntryChangedMeanwhile as changed:
            theirs = _their_entry(request, form, changed)
        except entries.ReasonNeeded as needed:
            form.add_error("text", str(needed))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, _("Item %(item)s: saved.") % {"item": row.number}, _after(request, statement, row))
    return _item_page(request, report, row, form, last, theirs)


def _item_page(
    request: SignedInRequest, report: CouncilReport, row: Row, form: EntryForm, last: Said | None,
    theirs: Theirs | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "report": report, "row": row, "form": form, "theirs": theirs, "last": last,
        "comments": report.comments.filter(item=row.id, settled_at=None).with_names(),
    }  # fmt: skip
    return render(request, "reports/report_item.html", context, status=409 if theirs else 200)


def _their_entry(request: SignedInRequest, form: EntryForm, changed: entries.EntryChangedMeanwhile) -> Theirs:
    entry, typed = changed.entry, form.cleaned_data
    _reopened_with(form, request, version=entry.version)
    texts: list[tuple[Any, Any, Any]] = [
        (_("State of the item"), entry.get_status_display(), dict(form.fields["status"].choices)[typed["status"]]),
        (_("Progress"), entry.text, typed["text"]),
        (_("Next steps"), entry.next_steps, typed["next_steps"]),
    ]
    form.add_error("text", _("Somebody else wrote here meanwhile. Compare both texts, then save yours."))
    return Theirs(entry.written_by, texts)


def _with_last(request: SignedInRequest, last: Said | None, name: str) -> EntryForm:
    """The typing with last quarter's words below it, kept as the page's draft; nothing is saved yet. A bar over what
    was blacked out is nobody's words."""
    typed = request.POST.copy()
    del typed["take"]
    words = getattr(last, name) if last and name in ("text", "next_steps") else ""
    if words and words != REDACTED:
        typed[name] = "\n\n".join(part for part in (typed.get(name, "").rstrip(), words) if part)
    drafts.store(request.user.pk, request.path, typed)
    return EntryForm(initial={field: typed.get(field, "") for field in EntryForm.base_fields})


def _further(request: SignedInRequest, report: CouncilReport, row: Row, where: str) -> str:
    """The page to go on to; a comment is settled on the way back to this one."""
    if (comment := where.removeprefix("settle-")) != where and comment.isdecimal():
        attempt(request, _("The comment is settled."), comments.settle_comment, report, int(comment))
        return f"{_address(report, 'report-item', row.id)}#comments"
    if where == "adjustment":
        return _address(report, "report-adjustment", row.id)
    if where == "comment":
        return f"{_address(report, 'report-comments')}?item={row.id}"
    if where.isascii() and where.isdecimal():
        return _address(report, "report-problem", where)
    return f"{_address(report, 'report-problem-add')}?item={row.id}"


def _after(request: SignedInRequest, statement: Statement, row: Row) -> str:
    """Where saving leads: to the next item without a state if that was asked for, else back to the list."""
    code, label = statement["council"]["code"], statement["period"]["label"]
    open_ones = [item["id"] for item in statement["items"] if not item["status"] and item["id"] != row.id]
    if "next" in request.POST and open_ones:
        return reverse("reports:report-item", args=[code, label, open_ones[0]])
    return f"{reverse('reports:report-detail', args=[code, label])}#item-{row.id}"


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


# ---- problems and proposals


def report_problem(request: SignedInRequest, code: str, label: str, pk: int | None = None) -> HttpResponse:
    """A problem of an item or of the whole plan: a new one, or one that is changed."""
    report = editable_report_for(request.user, code, label)
    row = report.problems.filter(pk=pk).first() if pk else None
    if pk and row is None and request.method != "POST":
        raise Http404
    if closed := closed_to_writing(request, report):
        return closed
    known = {"item": row.item_id, **_texts(row), "version": row.version} if row else {"version": 0}
    rows = _rows(report)
    initial = {"item": request.GET.get("item")} | known
    form = form_for(request, ProblemForm, rows=rows, whole=_("The whole plan"), initial=initial)
    theirs = None
    if form.is_valid():
        typed = dict(form.cleaned_data)
        typed["item"] = PlanItem.objects.filter(pk=typed["item"]).first()
        number = pk if typed["version"] else None
        try:
            remarks.write_problem(report, pk=number, actor=request.user, **typed)
        except remarks.ChangedMeanwhile as changed:
            theirs = _meanwhile(request, form, changed, _texts(changed.rows[0]) if changed.rows else {})
        except Refused as refusal:
            form.add_error("problem", str(refusal))
        else:
            return done(request, _("The problem was saved."), _back(report, typed["item"]))
    title = _("Change the problem") if pk else _("Add a problem")
    remove = _address(report, "report-problem-remove", pk) if row else ""
    more = {"remove": remove, "remove_words": _("Take this problem out")}
    return text_page(request, report, form, title, theirs, **more)


def _texts(row: Any) -> dict[str, str]:
    return {"problem": row.problem, "proposal": row.proposal, "addressee": row.addressee}


def _rows(report: CouncilReport) -> list[Row]:
    """The items that the report has, to choose from."""
    statement = statement_of(report.council, report.period.as_quarter, report)
    return council_page(statement, EventLinks()).rows


def _back(report: CouncilReport, item: PlanItem | None) -> str:
    return _address(report, "report-item", item.pk) if item else f"{report.get_absolute_url()}#problems"


def _meanwhile(
    request: SignedInRequest, form: Any, changed: remarks.ChangedMeanwhile, texts: dict[str, Any]
) -> Theirs | None:
    """Both texts for the page, and the form made ready to be saved over what stands; None if that was taken away."""
    if not changed.rows:
        form.add_error(None, _("Somebody took this away meanwhile. Saving adds it again."))
        _reopened_with(form, request, version=0)
        return None
    row = changed.rows[0]
    form.add_error(None, str(changed))
    _reopened_with(form, request, version=row.version)
    typed = form.cleaned_data
    return Theirs(row.written_by, [(form.fields[name].label, text, typed[name]) for name, text in texts.items()])


def text_page(
    request: SignedInRequest, report: CouncilReport, form: Any, title: str, theirs: Theirs | None = None, **more: Any
) -> HttpResponse:
    context = {"report": report, "form": form, "title": title, "theirs": theirs, "back": report.get_absolute_url()}
    return render(request, "reports/report_text.html", context | more, status=409 if theirs else 200)


def _version(request: SignedInRequest) -> int:
    """Of the row that a button takes away; one that nobody saw is none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and sent.isascii() and len(sent) < 9 else -1


@require_POST
def report_problem_remove(request: SignedInRequest, code: str, label: str, pk: int) -> HttpResponse:
    report = editable_report_for(request.user, code, label)
    row = get_object_or_404(report.problems.select_related("item"), pk=pk)
    page = _address(report, "report-problem", pk)
    try:
        remarks.remove_problem(report, pk, version=_version(request), actor=request.user)
    except Refused as refusal:
        return _not_taken_away(request, report, refusal, page)
    drafts.drop(request, page)
    messages.success(request, _("The problem was taken out."))
    return redirect(_back(report, row.item))


# ---- participants counted twice


def report_adjustment(request: SignedInRequest, code: str, label: str, pk: int) -> HttpResponse:
    """How many of an item's participants were counted twice, and why."""
    report = editable_report_for(request.user, code, label)
    told = entries.item_of(report, get_object_or_404(PlanItem, pk=pk))
    if closed := closed_to_writing(request, report):
        return closed
    if told is None:
        _keep(request)
        raise Http404
    form = form_for(request, AdjustmentForm, initial=told["adjustment"] or {"version": 0})
    theirs = None
    if form.is_valid():
        item = PlanItem.objects.get(pk=pk)
        try:
            remarks.set_adjustment(report, item, actor=request.user, **form.cleaned_data)
        except remarks.ChangedMeanwhile as changed:
            row = changed.rows[0] if changed.rows else None
            theirs = _meanwhile(
                request, form, changed, {"participants": row.participants, "reason": row.reason} if row else {}
            )
        except Refused as refusal:
            form.add_error("participants", str(refusal))
        else:
            return done(request, _("Item %(item)s: saved.") % {"item": told["number"]}, _back(report, item))
    counts = {"participants": told["figures"]["participants"], "same_group": told["same_group"]}
    more = {
        "item": told, "item_title": said(told["title"]), "counts": counts | {"most": most_adjusted(told)},
        "remove": _address(report, "report-adjustment-withdraw", pk) if told["adjustment"] else "",
        "remove_words": _("Nobody was counted twice"), "back": _address(report, "report-item", pk),
    }  # fmt: skip
    return text_page(request, report, form, _("Participants counted twice"), theirs, **more)


@require_POST
def report_adjustment_withdraw(request: SignedInRequest, code: str, label: str, pk: int) -> HttpResponse:
    report = editable_report_for(request.user, code, label)
    item = get_object_or_404(PlanItem, pk=pk, plan__council=report.council_id)
    page = _address(report, "report-adjustment", pk)
    try:
        remarks.withdraw_adjustment(report, item, version=_version(request), actor=request.user)
    except Refused as refusal:
        return _not_taken_away(request, report, refusal, page)
    drafts.drop(request, page)
    messages.success(request, _("Item %(item)s: saved.") % {"item": item.number})
    return redirect(_back(report, item))


# ---- questions of the report form


def report_answers(request: SignedInRequest, code: str, label: str) -> HttpResponse:
    """The questions that the form asks of every council, on one page."""
    report = editable_report_for(request.user, code, label)
    if closed := closed_to_writing(request, report):
        return closed
    asked = statement_of(report.council, report.period.as_quarter, report)["answers"]
    words = {told["id"]: said(told["question"]) for told in asked}
    form = form_for(request, AnswersForm, asked=asked, words=words)
    theirs = None
    if form.is_valid():
        try:
            remarks.write_answers(report, form.typed, actor=request.user)
        except remarks.ChangedMeanwhile as changed:
            theirs = _their_answers(request, form, changed, words)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, _("The answers were saved."), f"{report.get_absolute_url()}#answers")
    return text_page(request, report, form, _("Questions of the report form"), theirs)


def _their_answers(
    request: SignedInRequest, form: AnswersForm, changed: remarks.ChangedMeanwhile, words: dict[int, str]
) -> Theirs:
    form.add_error(None, str(changed))
    rows, typed = changed.rows, form.typed
    _reopened_with(form, request, **{f"version_{row.question_id}": row.version for row in rows})
    texts: list[tuple[Any, Any, Any]] = [
        (
            words[row.question_id], answer_words(row.question.kind, row.text),
            answer_words(row.question.kind, typed[row.question_id].text),
        )
        for row in rows
    ]  # fmt: skip
    return Theirs(rows[0].written_by, texts)
