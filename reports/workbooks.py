"""What a workbook, a note or a letter is made from: a sealed edition alone, or a quarter as it stands (rule 12); the
workbook of a half-year or a year from the latest sealed editions of its quarters (rule 13).

Without an edition there are working figures: they say so on their cover and belong to whoever asked for them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from actionplans.quarters import Span, Year, parse_span
from councils import clock
from councils.models import Council
from councils.rights import rights_of
from councils.states import NotAllowed, Refused, SeatRole

from .editions import in_force, open_edition
from .exports import council as council_workbook
from .exports import national as national_workbook
from .exports.content import Content, Seal
from .models import CouncilReport, Edition, Period
from .national import council_editions_of, working_statement
from .services.periods import is_due
from .statement import Statement, draft_code, period_told, statement_of
from .states import ReportStatus
from .years import Part, YearSpan, council_year, national_parts, year_statement

Step = Callable[[int, int], Any]  # told how many parts are done, of how many


def content_of(edition: Edition, language: str, *, step: Step | None = None) -> Content:
    """What a sealed edition says, from the editions alone; `step` hears of each edition that was opened."""
    statement = open_edition(edition)
    councils = [statement]
    if statement["kind"] == "national":
        sources = council_editions_of(statement)
        councils = []
        for done, source in enumerate(sources, 1):
            councils.append(open_edition(source))
            if step:
                step(done, len(sources) + 1)
    return _content(statement, councils, language, _seal(edition), clock.now())


def working_content(quarter: Span, council: Council | None, language: str) -> Content:
    """A quarter as it stands: each report's edition while that is in force, live figures for the others."""
    councils = [council] if council else [c for c in Council.objects.select_related("region") if is_due(c, quarter)]
    if not councils:
        raise Refused(_("The councils were founded later: there are no figures for this quarter."))
    reports = CouncilReport.objects.with_names().filter(period__year=quarter.year, period__quarter=quarter.quarter)
    found = {report.council_id: report for report in reports.filter(council__in=councils)}
    told = [_standing(each, quarter, found.get(each.pk)) for each in councils]
    statements = [
        statement if edition else statement | _came_in(found.get(each.pk))
        for each, (statement, edition) in zip(councils, told, strict=True)
    ]
    if council:
        edition = told[0][1]
        content = _content(statements[0], statements, language, _seal(edition) if edition else None, clock.now())
        report = found.get(council.pk)
        waits = report is not None and report.status == ReportStatus.PREPARED
        return replace(content, to_sign=draft_code(told[0][0])) if waits else content
    with translation.override(language):
        missing = {each: _how_far(found.get(each.pk)) for each in councils if not _is_accepted(found.get(each.pk))}
        period = Period.objects.filter(year=quarter.year, quarter=quarter.quarter).first()
        statement = working_statement(period_told(quarter, period), statements, missing)
    return _content(statement, statements, language, None, clock.now())


def content_of_sum(span: YearSpan, user: Any, language: str, *, step: Step | None = None) -> Content:
    """A half-year or a year: its quarters' latest national editions that this user may read, and the council editions
    that these consolidated. Nothing live is in it."""
    so_far = [part for part in national_parts(Year(span.year), user) if part.span.ends_on <= span.ends_on]
    parts = [part for part in so_far if part.span.starts_on >= span.starts_on]
    sealed = [part.edition for part in parts if part.edition]
    if not sealed:
        raise Refused(_("No quarter of %(period)s has a national report yet.") % {"period": span.label})
    quarters = []
    for done, edition in enumerate(sealed, 1):
        quarters.append(content_of(edition, language))
        if step:
            step(done, len(sealed) + 1)
    year, statement = year_statement(Year(span.year), so_far), year_statement(span, parts)
    statement |= {"year_to_date": year["figures"], "year_quarters": year["year_quarters"], "year_due": len(so_far)}
    known = Council.objects.select_related("region").in_bulk(field_name="code")
    councils = [_summed(known[told["code"]], told, span, quarters) for told in statement["councils"]]
    return replace(_content(statement, councils, language, None, clock.now()), quarters=tuple(quarters))


def _summed(council: Council, told: Statement, span: YearSpan, quarters: list[Content]) -> Statement:
    """A council in the shape of its quarter's statement; `told` is its row in the sum of all councils."""
    own = [one for part in quarters for one in part.councils if one["council"]["code"] == council.code]
    parts = [Part(parse_span(one["period"]["label"]), one) for one in own]
    return council_year(council, span, parts) | {
        "council": own[-1]["council"], "events": [event for one in own for event in one["events"]],
        "campaigns": told["campaigns"], "quality": told["quality"], "seats": told.get("seats"),
    }  # fmt: skip


def _content(
    statement: Statement, councils: list[Statement], language: str, seal: Seal | None, now: datetime
) -> Content:
    as_of = datetime.fromisoformat(statement["sealed_at"]) if seal else now
    return Content(statement, tuple(councils), language, as_of, seal, settings.DEMONSTRATION)


def _standing(council: Council, quarter: Span, report: CouncilReport | None) -> tuple[Statement, Edition | None]:
    if report is None:
        return statement_of(council, quarter, None, with_events=True), None
    return in_force(report, with_events=True)


def _came_in(report: CouncilReport | None) -> Statement:
    """What the editions of a report say that is open again; nothing of one that never came in."""
    if report is None or report.first_submitted_on is None:
        return {}
    steps = report.steps.all()
    return {
        "first_submitted_on": report.first_submitted_on.isoformat(), "days_late": report.days_late,
        "returns": sum(step.after == ReportStatus.RETURNED for step in steps),
        "accepted_before": any(step.after == ReportStatus.ACCEPTED for step in steps),
    }  # fmt: skip


def _is_accepted(report: CouncilReport | None) -> bool:
    return report is not None and report.status == ReportStatus.ACCEPTED


def _how_far(report: CouncilReport | None) -> str:
    return str(report.get_status_display()) if report else _("the report is not opened yet")


def _seal(edition: Edition) -> Seal:
    return Seal(edition.number, edition.short_code, edition.sha256)


def rendered(content: Content) -> bytes:
    """The .xlsx in the content's language."""
    with translation.override(content.language):
        return national_workbook.render(content) if content.is_national else council_workbook.render(content)


# ---- who may read a quarter that is not sealed


def may_read_working(user: Any, council: Council | None) -> bool:
    """SMS and administrators read all councils' open quarters, whoever holds a seat its own council's."""
    rights = rights_of(user)
    if rights.is_sms or rights.is_administrator:
        return True
    return council is not None and rights.holds(council.pk, *SeatRole.values)


def must_read_working(user: Any, council: Council | None) -> None:
    if not may_read_working(user, council):
        raise NotAllowed(_("You may not read these figures before they are sealed."))
