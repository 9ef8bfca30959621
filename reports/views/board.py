"""All councils and quarters on one page: who reported, who is late, what waits for SMS."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from councils import clock
from reports.board import board_of, late_or_returned, waiting_for_sms
from reports.forms.board import AsOfForm
from reports.permissions import board_reader


def board(request: HttpRequest) -> HttpResponse:
    """Today, or with `?on=` the board alone as it stood on that day; `?year=` shows another year's quarters."""
    rights, today = board_reader(request.user), clock.today()
    asked, form = request.GET.get("year", ""), AsOfForm(request.GET if "on" in request.GET else None)
    day = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    shown = board_of(int(asked) if asked.isdecimal() and len(asked) == 4 else None, day)
    now = shown.day == today
    return render(request, "reports/board.html", {
        "board": shown, "waiting": waiting_for_sms() if now else [], "late": late_or_returned() if now else [],
        "may_decide": rights.is_sms, "latest": shown.columns[-1] if shown.columns else None, "today": today,
        "form": form, "now": now,
    })  # fmt: skip
