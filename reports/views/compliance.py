"""Councils against their Charter, by year: a page and its workbook (rules 4 and 9)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from councils import clock, files
from reports.compliance import FIRST_YEAR, Share, compliance
from reports.exports import compliance as sheet
from reports.forms.compliance import YearForm
from reports.permissions import compliance_councils


@require_safe
def compliance_page(request: HttpRequest) -> HttpResponse:
    """All councils for SMS, GA and administrators, one's own for everybody who holds a seat."""
    councils, form = compliance_councils(request.user), _form(request)
    lines = compliance(councils, form.chosen, clock.today())
    return render(request, "reports/compliance.html", {
        "lines": lines, "form": form, "year": form.chosen, "definitions": sheet.definitions(), **_finding(lines),
    })  # fmt: skip


@require_safe
def compliance_workbook(request: HttpRequest) -> HttpResponse:
    """The same lines as a file, in the reader's language."""
    councils, form = compliance_councils(request.user), _form(request)
    lines = compliance(councils, form.chosen, clock.today())
    response = HttpResponse(sheet.render(lines, form.chosen, clock.now()), content_type=files.TYPES["xlsx"])
    name = f"compliance-{form.chosen}-{get_language()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _form(request: HttpRequest) -> YearForm:
    """In the first quarter the year before is asked about: of the running one little can be said."""
    today = clock.today()
    usual = today.year - 1 if today.month <= 3 else today.year
    return YearForm(
        request.GET.get("year", ""), years=list(range(today.year, FIRST_YEAR - 1, -1)), usual=max(usual, FIRST_YEAR)
    )


def _finding(lines: list[Any]) -> dict[str, Any]:
    """What the chart's caption says: of the councils of whom a meeting was asked, how many held as many."""
    asked = [line for line in lines if line.meetings.whole]
    return {"as_asked": Share(sum(line.meetings.is_full for line in asked), len(asked))}
