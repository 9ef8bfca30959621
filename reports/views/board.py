"""All councils and quarters on one page: who reported, who is late, what waits for SMS."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from councils import clock
from reports.board import board_of, late_or_returned, waiting_for_sms
from reports.permissions import board_reader


def board(request: HttpRequest) -> HttpResponse:
    rights = board_reader(request.user)
    asked = request.GET.get("year", "")
    shown = board_of(int(asked) if asked.isdecimal() and len(asked) == 4 else None)
    return render(request, "reports/board.html", {
        "board": shown, "waiting": waiting_for_sms(), "late": late_or_returned(), "may_decide": rights.is_sms,
        "latest": shown.columns[-1] if shown.columns else None, "today": clock.today(),
    })  # fmt: skip
