"""Who can do what, and why: by council and by right, on any day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from councils import clock, forms, standing
from councils.models import Council
from councils.permissions import rights_reader
from councils.states import GrantRole, SeatRole


def right_list(request: HttpRequest) -> HttpResponse:
    """Administrators and SMS see all; who holds a seat sees the own councils."""
    rights = rights_reader(request.user)
    sees_all = rights.is_administrator or rights.is_sms
    councils = Council.objects.select_related("region")
    mine = list(councils if sees_all else councils.filter(pk__in=rights.councils))
    form = forms.RightsForm(request.GET or None, councils=mine, grants=sees_all, initial={"on": clock.today()})
    asked = form.cleaned_data if form.is_valid() else {}
    day, role = asked.get("on") or clock.today(), asked.get("right", "")
    shown = [council for council in mine if council.code == asked["council"]] if asked.get("council") else mine
    of_country = sees_all and not asked.get("council")
    seats = standing.of_seats(day, councils.filter(pk__in=[council.pk for council in shown]),
                              [each for each in SeatRole.values if role in ("", each)])  # fmt: skip
    grants = [each for each in GrantRole.values if role in ("", each)] if of_country else []
    return render(request, "councils/right_list.html", {
        "form": form, "day": day, "is_today": day == clock.today(),
        "groups": [(council, [each for each in seats if each.council == council]) for council in shown]
        if role not in GrantRole.values else [],
        "grants": standing.of_grants(day, grants) if grants else [], "of_country": bool(grants),
        "taken": standing.taken(standing.chains_of(shown, all_of_them=of_country), day),
    })  # fmt: skip
