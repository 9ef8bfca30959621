"""Half-years and years as sums of their quarters: of all councils, and of one (rule 13)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from councils.rights import rights_of
from reports.links import event_links
from reports.permissions import council_for, sums_reader, year_span_for
from reports.workbooks import may_read_working
from reports.year_pages import council_year_page, national_year_page
from reports.years import council_parts, council_year, national_parts, year_statement, years_opened


def national_year(request: HttpRequest, span: str) -> HttpResponse:
    rights, asked = sums_reader(request.user), year_span_for(span)
    parts = national_parts(asked, request.user)
    page = national_year_page(asked, parts, year_statement(asked, parts), rights)
    return render(request, "reports/national_year.html", {
        "page": page, "span": asked, "years": years_opened(), "reads": rights.sees_all_councils,
        "may_take": may_read_working(request.user, None),
    })  # fmt: skip


def council_year_detail(request: HttpRequest, code: str, span: str) -> HttpResponse:
    council, asked = council_for(request.user, code), year_span_for(span)
    rights = rights_of(request.user)
    live = rights.is_sms or rights.is_administrator or council.pk in rights.councils
    parts = council_parts(council, asked, request.user, live=live)
    page = council_year_page(asked, parts, council_year(council, asked, parts), event_links(rights, council))
    return render(request, "reports/council_year.html", {
        "page": page, "span": asked, "years": years_opened(), "council": council,
    })  # fmt: skip
