"""From a total of an edition to the events behind it, as they stood when it was sealed (rules 12 and 14)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans.permissions import reads_live_figures
from actionplans.states import EventForm
from actionplans.views import SignedInRequest
from councils.rights import rights_of
from reports.editions import open_edition
from reports.forms.editions import SealedEventsForm
from reports.models import Edition
from reports.national_pages import COLUMNS, national_page
from reports.pages import LABELS, day_of, said
from reports.permissions import edition_for
from reports.rollup import Figures
from reports.sealed_events import chosen, recorded, sums_of
from reports.services import reading
from reports.statement import Statement

ROWS = 100


@dataclass(frozen=True)
class SealedRow:
    """One event as the edition tells it: no note, no evidence."""

    code: str
    title: str
    form: str
    place: str
    district: str
    item: str
    letter: str
    first: date | None
    last: date | None
    counts: list[tuple[str, int | None]]


@require_safe
def edition_events(request: SignedInRequest, pk: int) -> HttpResponse:
    """Behind a council's figure stand events, behind a national one the councils' editions."""
    edition = edition_for(request.user, pk)
    reading.opened_edition(edition, actor=request.user)
    if edition.national_id:
        return _councils(request, edition)
    assert edition.report is not None
    statement = open_edition(edition)
    form = SealedEventsForm(request.GET, statement)
    rows = chosen(statement["events"], **_asked(form)) if form.is_valid() else []
    figure = form.cleaned_data.get("figure") or ""
    names = _columns(figure)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "reports/edition_events.html", {
        "edition": edition, "owner": edition.report, "period": edition.report.period, "form": form, "page": page,
        "rows": [_row(event, names) for event in page.object_list], "figure": figure,
        "columns": [(name, LABELS[name]) for name in names], "sums": _sums(sums_of(rows), names), "count": len(rows),
        "council_name": said(statement["council"]["names"]), "sum": _sums(sums_of(rows), [figure or "events"])[0][1],
        "label": LABELS[figure or "events"],
        "reads_live": reads_live_figures(request.user, edition.report.council_id),
    })  # fmt: skip


def _asked(form: SealedEventsForm) -> dict[str, Any]:
    return form.cleaned_data | {"behalf": bool(form.cleaned_data["behalf"])}


def _columns(figure: str) -> list[str]:
    """The usual ones, and the figure that was clicked if it is another."""
    usual = [name for name in COLUMNS if name != "events"]
    return usual if figure in ("", "events", *usual) else [*usual, figure]


def _sums(sums: Figures, names: list[str]) -> list[tuple[str, int | None]]:
    return [(name, getattr(sums, name)) for name in names]


def _row(event: Statement, names: list[str]) -> SealedRow:
    return SealedRow(
        code=event["code"], title=event["title"], form=str(dict(EventForm.choices).get(event["form"], event["form"])),
        place=event["place"], district=said(event["district"]) if event["district"] else "", item=event["item"],
        letter=event.get("letter", ""), first=day_of(event["starts_on"]), last=day_of(event["ends_on"]),
        counts=[(name, recorded(event, name)) for name in names],
    )  # fmt: skip


def _councils(request: SignedInRequest, edition: Edition) -> HttpResponse:
    """Councils × columns of a national edition; each figure opens to its events."""
    assert edition.national is not None
    figure = request.GET.get("figure", "")
    page = national_page(open_edition(edition, with_events=False), rights_of(request.user))
    return render(request, "reports/edition_councils.html", {
        "edition": edition, "owner": edition.national, "period": edition.national.period, "page": page,
        "figure": figure if figure in COLUMNS else "",
    })  # fmt: skip
