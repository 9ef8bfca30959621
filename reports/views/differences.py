"""What differs between two editions of a report, or between an edition and what stands there now (rule 12)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans.permissions import reads_live_figures
from actionplans.views import SignedInRequest
from councils.rights import rights_of
from reports.difference_pages import difference_page
from reports.differences import between
from reports.editions import open_edition
from reports.models import Edition
from reports.national import accepted_editions, national_statement
from reports.permissions import edition_for, visible_editions
from reports.services import reading
from reports.statement import Statement, statement_of

NOW = "now"


@require_safe
def edition_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """`to` is another edition of the same report, or `now` for those who read figures that are not sealed."""
    edition = edition_for(request.user, pk)
    reading.opened_edition(edition, actor=request.user)
    owner = edition.report or edition.national
    assert owner is not None
    others = list(visible_editions(request.user, owner).defer("payload").exclude(pk=pk))
    offered = [(str(other.pk), other) for other in others]
    live = _reads_live(request.user, edition)
    asked = request.GET.get("to") or (offered[0][0] if offered else NOW if live else "")
    new: Statement | None
    if asked == NOW and live:
        old, new, other = open_edition(edition), _live(edition), None
    else:
        other = next((one for key, one in offered if key == asked), None)
        if other is None and asked:
            raise Http404
        old, new, edition, other = _in_order(edition, other)
    return render(request, "reports/edition_changes.html", {
        "edition": edition, "other": other, "owner": owner, "period": owner.period, "offered": offered, "pk": pk,
        "asked": asked, "may_now": live, "page": difference_page(between(old, new)) if new else None,
        "editions_of_councils": _pairs(old, new) if new and edition.national_id else [],
    })  # fmt: skip


def _in_order(
    edition: Edition, other: Edition | None
) -> tuple[Statement, Statement | None, Edition, Edition | None]:  # fmt: skip
    """The earlier one first, whichever page asked."""
    if other is None:
        return open_edition(edition), None, edition, None
    first, second = sorted((edition, other), key=lambda one: one.number)
    return open_edition(first), open_edition(second), first, second


def _reads_live(user: Any, edition: Edition) -> bool:
    rights = rights_of(user)
    if edition.report:
        return reads_live_figures(user, edition.report.council_id)
    return rights.is_sms or rights.is_administrator


def _live(edition: Edition) -> Statement:
    """What would be sealed now: a council's quarter, or the editions that are accepted."""
    if edition.report:
        report = edition.report
        return statement_of(report.council, report.period.as_quarter, report, with_events=True)
    assert edition.national is not None
    period = edition.national.period
    return national_statement(period, accepted_editions(period), {})


def _pairs(old: Statement, new: Statement) -> list[tuple[str, int, int]]:
    """For each council that was consolidated by another edition: both, to be compared in turn."""
    hashes = [council["sha256"] for side in (old, new) for council in side["councils"]]
    pks = dict(Edition.objects.filter(sha256__in=hashes).values_list("sha256", "pk"))
    was = {council["code"]: council["sha256"] for council in old["councils"]}
    return [
        (council["code"], pks[was[council["code"]]], pks[council["sha256"]])
        for council in new["councils"]
        if council["code"] in was and {was[council["code"]], council["sha256"]} <= pks.keys()
    ]
