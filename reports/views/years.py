"""Half-years and years as sums of their quarters: of all councils, and of one (rule 13)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from actionplans.quarters import parse_year_span
from councils.rights import rights_of
from reports.models import Period
from reports.permissions import council_for, sums_reader
from reports.year_pages import council_year_page, national_year_page
from reports.years import YearSpan, council_parts, council_year, national_parts, year_statement, years_opened


def _span(label: str) -> YearSpan:
    """404 for another form of address, and for a year in which no quarter was opened."""
    try:
        span = parse_year_span(label)
    except ValueError as error:
        raise Http404 from error
    if label != span.label or not Period.objects.filter(year=span.year).exists():
        raise Http404
    return span


def national_year(request: HttpRequest, span: str) -> HttpResponse:
    rights, asked = sums_reader(request.user), _span(span)
    parts = national_parts(asked, request.user)
    page = national_year_page(asked, parts, year_statement(asked, parts), rights)
    return render(request, "reports/national_year.html", {
        "page": page, "span": asked, "years": years_opened(), "reads": rights.sees_all_councils,
    })  # fmt: skip


def council_year_detail(request: HttpRequest, code: str, span: str) -> HttpResponse:
    council, asked = council_for(request.user, code), _span(span)
    rights = rights_of(request.user)
    live = rights.is_sms or rights.is_administrator or council.pk in rights.councils
    parts = council_parts(council, asked, request.user, live=live)
    page = council_year_page(asked, parts, council_year(council, asked, parts))
    return render(request, "reports/council_year.html", {
        "page": page, "span": asked, "years": years_opened(), "council": council,
    })  # fmt: skip
