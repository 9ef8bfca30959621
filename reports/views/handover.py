"""The handover sheet of a council: one page to print for a new secretary."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from councils import charter
from councils.permissions import sees_contacts
from reports.handover import handover_of
from reports.permissions import handover_council_for


@require_safe
def handover(request: HttpRequest, code: str) -> HttpResponse:
    council = handover_council_for(request.user, code)
    sheet = handover_of(council)
    arrangements = sheet.composition.arrangements
    return render(request, "reports/handover.html", {
        "council": council, "sheet": sheet, "arrangements": arrangements, "contacts": sees_contacts(request.user),
        "quorum_words": charter.quorum_words(arrangements) if arrangements else "",
    })  # fmt: skip
