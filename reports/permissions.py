"""The only road from a page to a report or an edition: 404 to a stranger, 403 to a role too low (rule 3)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404

from actionplans.quarters import Half, Year, parse_span, parse_year_span
from councils.models import Council
from councils.permissions import council_for, own_council_for, secretary_council_for, sms_officer
from councils.rights import Rights, rights_of

from .models import (
    CouncilReport,
    Edition,
    EditionFile,
    EditionText,
    Instruction,
    NationalReport,
    Opinion,
    Period,
    Redaction,
)
from .on_behalf import running_entry
from .querysets import EditionQuerySet, NationalReportQuerySet
from .redacting import may_ask, may_decide

__all__ = [
    "board_reader",
    "chair_report_for",
    "commented_report_for",
    "council_for",
    "editable_report_for",
    "edition_file_for",
    "edition_for",
    "edition_text_for",
    "edition_texts_for",
    "ga_national_for",
    "handed_back_report_for",
    "handover_council_for",
    "method_reader",
    "narrative_reader",
    "national_for",
    "national_reader",
    "observed_edition_for",
    "observed_editions",
    "observed_reader",
    "opinion_for",
    "own_council_for",
    "paper_for",
    "period_for",
    "reads_papers",
    "recalled_report_for",
    "redaction_for",
    "report_for",
    "secretary_council_for",
    "sms_national_for",
    "sms_officer",
    "sms_report_for",
    "sums_reader",
    "visible_nationals",
    "writes_report",
    "year_span_for",
]  # fmt: skip


def period_for(label: str) -> Period:
    """An opened period by its label, 2019-Q4 or 2021-H1; 404 for anything else."""
    try:
        span = parse_span(label)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Period, year=span.year, quarter=span.quarter, months=span.months)


def year_span_for(label: str) -> Half | Year:
    """A year of which a quarter was opened, or a half of it; 404 for another form of address and for other years."""
    try:
        span = parse_year_span(label)
    except ValueError as error:
        raise Http404 from error
    if label != span.label or not Period.objects.filter(year=span.year).exists():
        raise Http404
    return span


def report_for(user: Any, code: str, label: str) -> CouncilReport:
    """A council's report on a quarter, if this user may read it."""
    reports = CouncilReport.objects.visible_to(user).with_names()
    return get_object_or_404(reports, council__code=code, period=period_for(label))


def editable_report_for(user: Any, code: str, label: str) -> CouncilReport:
    """A report that this user prepares: its council's secretary, or SMS on the council's behalf.

    While SMS enters it, the secretary still comes as far as the service, which says so and keeps what was typed.
    """
    report = report_for(user, code, label)
    if not (rights_of(user).may_record(report.council_id) or writes_report(user, report)):
        raise PermissionDenied
    return report


def writes_report(user: Any, report: CouncilReport) -> bool:
    """Whether this user writes in the report now: its council's secretary, but while SMS enters it on the council's
    behalf an SMS officer (rules 3 and 11). In which states anything can be written is the services' to say."""
    rights = rights_of(user)
    if rights.operator:
        return True
    return rights.is_sms if running_entry(report) else rights.may_record(report.council_id)


def reads_papers(user: Any, report: CouncilReport) -> bool:
    """Signed scans and letters are for the council's seats and SMS, nobody else (rule 3)."""
    rights = rights_of(user)
    return rights.is_sms or report.council_id in rights.councils


def paper_for(user: Any, code: str, label: str) -> CouncilReport:
    """A report whose scans this user may open."""
    report = report_for(user, code, label)
    if not reads_papers(user, report):
        raise PermissionDenied
    return report


def commented_report_for(user: Any, code: str, label: str) -> CouncilReport:
    """A report that this user may comment on: SMS, or its council's secretary, chair or deputy."""
    report = report_for(user, code, label)
    if not rights_of(user).may_comment(report.council_id):
        raise PermissionDenied
    return report


def opinion_for(user: Any, code: str, label: str, pk: int) -> Opinion:
    """A separate opinion of a report whose scans this user may open."""
    return get_object_or_404(paper_for(user, code, label).opinions.select_related("stored"), pk=pk)


def chair_report_for(user: Any, code: str, label: str) -> CouncilReport:
    """A report that this user may sign or hand back: its council's chair or deputy."""
    report = report_for(user, code, label)
    if not rights_of(user).may_sign(report.council_id):
        raise PermissionDenied
    return report


def handed_back_report_for(user: Any, code: str, label: str) -> CouncilReport:
    """A report that this user puts back to be worked on: its chair or deputy, or whoever writes it."""
    report = report_for(user, code, label)
    if not (rights_of(user).may_sign(report.council_id) or writes_report(user, report)):
        raise PermissionDenied
    return report


def recalled_report_for(user: Any, code: str, label: str) -> CouncilReport:
    """A report that this user takes back from SMS: its council's secretary, chair or deputy."""
    report = report_for(user, code, label)
    rights = rights_of(user)
    if not (rights.may_record(report.council_id) or rights.may_sign(report.council_id)):
        raise PermissionDenied
    return report


def sms_report_for(user: Any, code: str, label: str) -> CouncilReport:
    """A report on which SMS decides."""
    report = report_for(user, code, label)
    sms_officer(user)
    return report


def visible_nationals(user: Any) -> NationalReportQuerySet:
    """National reports that this user may read, the latest first."""
    latest_first = NationalReport.objects.order_by("-period__year", "-period__quarter")
    return latest_first.visible_to(user).select_related("period")


def national_for(user: Any, label: str) -> NationalReport:
    """The national report on a quarter: SMS, administrators, and GA once it was sent."""
    return get_object_or_404(visible_nationals(user), period=period_for(label))


def ga_national_for(user: Any, label: str) -> NationalReport:
    national = national_for(user, label)
    if not rights_of(user).is_ga:
        raise PermissionDenied
    return national


def edition_for(user: Any, pk: int) -> Edition:
    """A sealed edition, if this user may read the report it belongs to."""
    editions = Edition.objects.visible_to(user).select_related(
        "report__council__region", "report__period", "national__period"
    )
    return get_object_or_404(editions, pk=pk)


def visible_editions(user: Any, owner: CouncilReport | NationalReport) -> EditionQuerySet:
    """The editions of a report that this user may read, the latest first."""
    own = {"national": owner} if isinstance(owner, NationalReport) else {"report": owner}
    return Edition.objects.visible_to(user).filter(**own).order_by("-number")


def edition_file_for(user: Any, pk: int) -> EditionFile:
    files = EditionFile.objects.filter(edition__in=Edition.objects.visible_to(user))
    return get_object_or_404(files.select_related("edition"), pk=pk)


def board_reader(user: Any) -> Rights:
    """Who sees all councils' deadlines and intake: SMS decides there, administrators read."""
    rights = rights_of(user)
    if not (rights.is_sms or rights.is_administrator):
        raise PermissionDenied
    return rights


def narrative_reader(user: Any) -> Rights:
    """Who reads the narrative desk: SMS, which writes there, and administrators; GA reads what is sealed of it."""
    return board_reader(user)


def national_reader(user: Any) -> Rights:
    """Who reads national reports: SMS, the Government Administration, administrators."""
    rights = rights_of(user)
    if not rights.sees_all_councils:
        raise PermissionDenied
    return rights


def compliance_councils(user: Any) -> list[Council]:
    """All councils for SMS, GA and administrators, one's own for who holds a seat; nobody else reads them. In the
    councils' fixed order."""
    rights = rights_of(user)
    if not (rights.sees_all_councils or rights.councils):
        raise PermissionDenied
    return list(Council.objects.visible_to(user).select_related("region").order_by("position"))


def observed_reader(user: Any) -> Rights:
    """Who reads figures of acknowledged national editions on the observers' pages: observers, and who reads national
    reports anyway."""
    rights = rights_of(user)
    if not (rights.is_observer or rights.sees_all_councils):
        raise PermissionDenied
    return rights


def observed_editions(user: Any) -> EditionQuerySet:
    """Of each quarter the edition acknowledged last, the latest quarter first."""
    observed_reader(user)
    acknowledged = Edition.objects.acknowledged()
    newer = acknowledged.filter(national=OuterRef("national"), number__gt=OuterRef("number"))
    shown = acknowledged.filter(~Exists(newer)).select_related("national__period")
    return shown.order_by("-national__period__year", "-national__period__quarter")


def observed_edition_for(user: Any, label: str) -> Edition:
    """The edition of a quarter that was acknowledged last; 404 before one was."""
    return get_object_or_404(observed_editions(user), national__period=period_for(label))


def method_reader(user: Any) -> Rights:
    """How figures are made is for everybody who holds a right today."""
    rights = rights_of(user)
    if not (rights.councils or rights.grants or rights.operator):
        raise PermissionDenied
    return rights


def sums_reader(user: Any) -> Rights:
    """Who reads the sums of all councils: also every seat of a council (rule 3)."""
    rights = rights_of(user)
    if not (rights.sees_all_councils or rights.councils):
        raise PermissionDenied
    return rights


def sms_national_for(user: Any, label: str) -> NationalReport:
    """A national report that this user sends on: an SMS officer; 404 where there is none yet."""
    national = national_for(user, label)
    sms_officer(user)
    return national


def edition_texts_for(user: Any, pk: int) -> Edition:
    """An edition whose typed texts this user may have blacked out, or decides on that (rule 12)."""
    edition = edition_for(user, pk)
    if not (may_ask(user, edition) or may_decide(user)):
        raise PermissionDenied
    return edition


def edition_text_for(user: Any, pk: int) -> EditionText:
    """A text of an edition for which this user may ask that it is blacked out."""
    texts = EditionText.objects.filter(edition__in=Edition.objects.visible_to(user)).select_related(
        "edition__report__council__region", "edition__report__period", "edition__national__period"
    )
    text = get_object_or_404(texts, pk=pk)
    if not may_ask(user, text.edition):
        raise PermissionDenied
    return text


def redaction_for(user: Any, pk: int) -> Redaction:
    """A redaction that waits for a decision, for those who decide it: SMS officers and administrators."""
    redactions = Redaction.objects.filter(text__edition__in=Edition.objects.visible_to(user)).select_related(
        "asked_by__person", "decided_by__person", "text__edition__report__council__region",
        "text__edition__report__period", "text__edition__national__period",
    )  # fmt: skip
    redaction = get_object_or_404(redactions, pk=pk)
    if not may_decide(user):
        raise PermissionDenied
    return redaction


def instruction_for(user: Any, year: int, serial: int) -> Instruction:
    """An instruction of the Government Administration, if this user may see it; 404 otherwise."""
    return get_object_or_404(Instruction.objects.visible_to(user).with_names(), year=year, serial=serial)


def ga_instruction_for(user: Any, year: int, serial: int) -> Instruction:
    """One that this user confirms, returns or withdraws."""
    instruction = instruction_for(user, year, serial)
    if not rights_of(user).is_ga:
        raise PermissionDenied
    return instruction


def handover_council_for(user: Any, code: str) -> Council:
    """The council, if this user reads its handover sheet: its secretary, chair or deputy, SMS, an administrator."""
    council = council_for(user, code)
    rights = rights_of(user)
    if not (rights.may_comment(council.pk) or rights.is_administrator):
        raise PermissionDenied
    return council
