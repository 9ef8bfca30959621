"""What the system's checks of itself found: for SMS and administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports.models import SelfCheck
from reports.permissions import board_reader
from reports.self_check_pages import latest

SHOWN = 30


def self_check_list(request: HttpRequest) -> HttpResponse:
    board_reader(request.user)
    context = {"latest": latest(), "checks": SelfCheck.objects.all()[:SHOWN]}
    return render(request, "reports/self_checks.html", context)
