"""The log of reminders: what was sent to whom, when and why; who could not be reached (rule 16)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports.models import Reminder, ReminderRun
from reports.permissions import board_reader
from reports.states import UNREACHABLE

PER_PAGE = 50


def reminder_list(request: HttpRequest) -> HttpResponse:
    """All of them, or with `?show=unreachable` those that reached nobody."""
    board_reader(request.user)
    only = request.GET.get("show") == "unreachable"
    about = ("report__council__region", "report__period", "instruction", "decision__meeting__council__region")
    rows = Reminder.objects.select_related("run", "user__person", "person", "mail", *about)
    if only:
        rows = rows.filter(outcome__in=UNREACHABLE)
    return render(request, "reports/reminder_list.html", {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "only": only,
        "last_run": ReminderRun.objects.first(),
    })  # fmt: skip
