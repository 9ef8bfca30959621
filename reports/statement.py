"""What a report says, as one dictionary: pages, workbooks, JSON and sealed editions all read this (rule 14).

`statement_of` computes it live; `editions.open_edition` returns the sealed one in the same shape. Days are ISO
text and names come in three languages, so that one edition serves every reader for ever. FORMAT numbers the
shape; a change of shape is a new number, and old editions keep theirs.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.crypto import salted_hmac

from actionplans.models import ActionPlan, Amendment, Event, Indicator, PlanItem, TypedFigure
from actionplans.models.events import COUNTS
from actionplans.quarters import Span, Year
from actionplans.querysets import youth
from actionplans.states import FEWEST_NAMED, AmendmentStatus, OrganisationRole
from councils import audit
from councils.held import Held
from councils.models import Council
from councils.models.names import Named

from .counted import counted, held_of
from .fulfilment import Elsewhere, ItemRow, Typed, Value, propose, values_of
from .models import Adjustment, CouncilReport, ItemEntry, Period
from .on_behalf import entered_on_behalf
from .rollup import Figures, YearBefore, by_item, found_in, items_of, quarter_totals, total, year_before
from .told.campaigns import campaigns_told
from .told.forms import answers_told, form_told
from .told.meetings import meetings_told
from .told.quality import has_evidence, quality_told
from .told.reached import reached_told, same_group_of
from .told.remarks import adjustments_of, behalf_told, opinions_told, problems_told
from .told.seats import seats_told

# Since 2 an indicator names the document that proves its typed-in figure, a national report the national events.
# Since 3 it says what SMS entered on the council's behalf, by which letter, and each such event names the letter.
# Since 4 it says the report form, answers, problems, next steps, double counting and residents reached, separate
# opinions; with its events also campaigns, seats and how well the events are recorded.
# Since 5 it says which meetings the council held, and its decisions with what became of them.
FORMAT = 5

Statement = dict[str, Any]


def statement_of(
    council: Council, quarter: Span, report: CouncilReport | None, *, with_events: bool = False
) -> Statement:
    """A council's quarter as it stands now; `with_events` adds a row for each event."""
    rows = _item_rows(council, quarter)
    now = total(row.quarter for row in rows)
    form, adjustments = form_told(quarter), adjustments_of(report)
    held = held_of(council, quarter)
    meetings, decisions = meetings_told(council, quarter, held)
    same_group = same_group_of(council, quarter)
    statement: Statement = {
        "format": FORMAT,
        "kind": "council",
        "council": {"code": council.code, "names": council.names, "region": council.region.names},
        "period": period_told(quarter, report.period if report else None),
        "due_on": report.due_on.isoformat() if report else None,
        "extension": _extension(report),
        "plans": [_plan(plan) for plan in _plans(council, quarter)],
        "figures": now.as_dict(),
        "year_to_date": _year_to_date(council, quarter).as_dict(),
        "year_before": before_told(year_before(council, quarter, now)),
        "awaiting_plan": Event.objects.awaiting_plan().in_span(quarter).filter(council=council).count(),
        "on_behalf": entered_on_behalf(council, quarter),
        "no_events_confirmed": bool(report and report.no_events_confirmed and not now.events),
        "items": _items(
            rows, quarter, report, _elsewhere(council, quarter, report, rows, held), adjustments, same_group
        ),
        "reached": reached_told(now.participants, sum(same_group.values()), _of_rows(rows, adjustments)),
        "form": form,
        "answers": answers_told(form, report),
        "problems": problems_told(report),
        "opinions": opinions_told(report),
        "behalf": behalf_told(report),
        "meetings": meetings,
        "decisions": decisions,
    }
    if with_events:
        said = {row.item.pk: row.item for row in rows}
        statement |= {
            "events": [event_told(event, said[event.item_id]) for event in events_of(council, quarter)],
            "campaigns": campaigns_told(council, quarter),
            "seats": seats_told(council, quarter),
            "quality": quality_told(council, quarter),
        }
    return statement


def items_told(report: CouncilReport, only: PlanItem | None = None) -> list[Statement]:
    """The rows of a report alone, or `only` that of one item, as its live statement tells them."""
    council, quarter = report.council, report.period.as_quarter
    rows = _item_rows(council, quarter, only)
    return _items(
        rows, quarter, report, _elsewhere(council, quarter, report, rows), adjustments_of(report),
        same_group_of(council, quarter),
    )  # fmt: skip


def _year_to_date(council: Council, quarter: Span) -> Figures:
    """All of the year so far, also what a plan that is over by now had done."""
    return total(quarter_totals([council], quarter.year_to_date()).values())


WITH_EVENTS = ("events", "campaigns", "seats", "quality")  # told only where events are


def fingerprint(statement: Statement) -> str:
    """What a person saw: the digest of a statement without its event rows and what is told with them."""
    return audit.digest(audit.canonical({name: told for name, told in statement.items() if name not in WITH_EVENTS}))


def draft_code(statement: Statement) -> str:
    """What a print of an unsealed report bears, so that a paper and the report that it was printed from are told to be
    the same."""
    return code_of(fingerprint(statement))


def code_of(mark: str) -> str:
    """The code of a fingerprint: sixteen signs in fours. By the system's secret: an edition tells the code that was
    signed, and nobody tries out by it which words were blacked out."""
    code = salted_hmac("tipcc.draft_code", mark, algorithm="sha256").hexdigest()
    return " ".join(code[at : at + 4] for at in range(0, 16, 4))


def period_told(quarter: Span | Year, period: Period | None) -> Statement:
    """`quarter` is the one with which the span ends, None for a year; `months` since format 4."""
    told: Statement = {
        "label": quarter.label, "year": quarter.year, "quarter": quarter.quarter, "months": quarter.months,
        "starts_on": quarter.starts_on.isoformat(), "ends_on": quarter.ends_on.isoformat(),
    }  # fmt: skip
    if period:
        told |= {"deadline": period.deadline.isoformat(), "locks_on": period.locks_on.isoformat()}
    return told


def before_told(before: YearBefore | None) -> Statement | None:
    if before is None:
        return None
    days = {"first": before.first.isoformat(), "last": before.last.isoformat()}
    return days | {"figures": before.figures.as_dict(), "like": before.like.as_dict()}


def _extension(report: CouncilReport | None) -> Statement | None:
    if report is None:
        return None
    extension = report.period.extensions.filter(council=report.council_id).first()
    return {"until": extension.until.isoformat(), "reason": extension.reason} if extension else None


def _plans(council: Council, quarter: Span) -> QuerySet[ActionPlan]:
    by_then = Q(amendments__status=AmendmentStatus.ENDORSED, amendments__ordered_on__lte=quarter.ends_on)
    later = Amendment.objects.filter(ordered_on__gt=quarter.ends_on, ends_on_before__gte=quarter.starts_on)
    return (
        ActionPlan.objects.endorsed()
        .filter(council=council, starts_on__lte=quarter.ends_on, ends_on__gte=quarter.starts_on)
        .annotate(amended=Count("amendments", filter=by_then))
        .prefetch_related(Prefetch("amendments", later.order_by("number"), to_attr="prolonged_later"))
        .order_by("starts_on")
    )


def _plan(plan: Any) -> Statement:
    """The plan as the quarter knew it: a prolongation ordered after it is not told yet."""
    if plan.prolonged_later:
        plan.ends_on = plan.prolonged_later[0].ends_on_before
    return {
        "id": plan.pk, "years": plan.years, "authority": plan.authority, "order_number": plan.order_number,
        "endorsed_on": plan.endorsed_on.isoformat(), "amendments": plan.amended,
        "starts_on": plan.starts_on.isoformat(), "ends_on": plan.ends_on.isoformat(),
    }  # fmt: skip


def _item_rows(council: Council, quarter: Span, only: PlanItem | None = None) -> list[ItemRow]:
    year, before = quarter.year_to_date(), quarter.year_before()
    found = by_item([council], [*year, *before.quarters])
    indicators = Prefetch("indicators", Indicator.objects.prefetch_related("targets"))
    there = PlanItem.objects.filter(pk=only.pk) if only else PlanItem.objects.all()
    items = items_of([council], quarter, found, there.prefetch_related(indicators))
    return [
        ItemRow(
            item,
            found_in(found, council, quarter.quarters, item),
            found_in(found, council, year, item),
            found_in(found, council, before.quarters, item) if _was_in_force(item, before) else None,
        )
        for item in items
    ]


def _was_in_force(item: PlanItem, quarter: Span) -> bool:
    """Whether the item stood in its plan in that quarter; what was not there has no figure, not 0."""
    starts = max(day for day in (item.plan.starts_on, item.starts_on, item.in_effect_from) if day)
    return starts <= quarter.ends_on and item.plan.council.founded_on <= quarter.ends_on


def typed_in(council: Council, quarter: Span) -> Typed:
    """What the council typed for the year so far, and for the same quarter a year before: one query."""
    numbers = [each.number for each in (*quarter.year_to_date(), *quarter.year_before().quarters)]
    figures = TypedFigure.objects.filter(indicator__item__plan__council=council, quarter__in=numbers)
    return {(figure.indicator_id, figure.quarter): figure for figure in figures}


def _elsewhere(
    council: Council, quarter: Span, report: CouncilReport | None, rows: list[ItemRow], held: list[Held] | None = None
) -> Elsewhere:
    sources = {indicator.source for row in rows for indicator in row.item.indicators.all()}
    on_time = reports_on_time(report) if report else {}
    return Elsewhere(on_time, typed_in(council, quarter), counted(council, quarter, sources, held))


def _items(
    rows: list[ItemRow], quarter: Span, report: CouncilReport | None, known: Elsewhere,
    adjustments: dict[int, Adjustment], same_group: dict[int, int],
) -> list[Statement]:  # fmt: skip
    entries = {entry.item_id: entry for entry in report.entries.all()} if report else {}
    return [
        _item(row, quarter, entries.get(row.item.pk), values_of(row, quarter, known))
        | {"adjustment": _adjustment(adjustments.get(row.item.pk)), "same_group": same_group.get(row.item.pk, 0)}
        for row in rows
    ]


def _of_rows(rows: list[ItemRow], adjustments: dict[int, Adjustment]) -> list[Adjustment]:
    """Those of items that the report shows: an amendment may have taken one out since it was written."""
    return [adjustments[row.item.pk] for row in rows if row.item.pk in adjustments]


def _adjustment(row: Adjustment | None) -> Statement | None:
    return {"participants": row.participants, "reason": row.reason, "version": row.version} if row else None


def _item(row: ItemRow, quarter: Span, entry: ItemEntry | None, values: list[Value]) -> Statement:
    item = row.item
    proposed = propose(item, values, quarter)
    measure = item.measure
    return {
        "id": item.pk, "plan": item.plan_id, "number": item.number,
        "title": {"ru": item.title_ru, "ky": item.title_ky or item.title_ru, "en": item.title_ru},
        "measure": {"code": measure.code, "names": measure.names, "pillar": measure.pillar} if measure else None,
        "responsible": item.responsible, "due": item.due, "funding": item.funding, "sensitive": item.sensitive,
        "figures": row.quarter.as_dict(), "year_to_date": row.year_to_date.as_dict(),
        "proposed": proposed, "status": (entry.status if entry else "") or None,
        "text": entry.text if entry else "", "next_steps": entry.next_steps if entry else "",
        "version": entry.version if entry else 0,
        "indicators": [
            {
                "name": {"ru": v.indicator.name_ru, "ky": v.indicator.name_ky or v.indicator.name_ru},
                "unit": v.indicator.unit, "unit_text": v.indicator.unit_text, "source": v.indicator.source,
                "baseline": _plain(v.indicator.baseline), "target": _plain(v.target),
                "quarter": _plain(v.quarter), "year_to_date": _plain(v.year_to_date), "before": _plain(v.before),
                "per_cent": v.per_cent, "document": v.document,
            }
            for v in values
        ],
    }  # fmt: skip


def _plain(value: Any) -> int | float | None:
    """A Decimal as JSON knows it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def reports_on_time(report: CouncilReport) -> dict[int, bool]:
    """For each quarter of the report's year: whether the council's report came in by its due day (rule 16).

    Quarters whose report is neither in nor late are left out.
    """
    told: dict[int, bool] = {}
    reports = CouncilReport.objects.filter(council=report.council_id, period__year=report.period.year)
    for other in reports.filter(period__quarter__lte=report.period.quarter).select_related("period"):
        if other.first_submitted_on:
            told[other.period.quarter] = other.first_submitted_on <= other.due_on
    return told


def events_of(council: Council, quarter: Span) -> Iterable[Any]:
    """The events that the quarter counts, in the order of their days; `youth` as the sums count it (rule 7)."""
    return (
        Event.objects.counted()
        .in_span(quarter)
        .filter(council=council)
        .annotate(youth=youth(), proven=has_evidence())
        .select_related("district", "campaign", "batch")
        .prefetch_related("event_organisations__organisation")
        .order_by("ends_on", "pk")
    )


def event_told(event: Any, item: PlanItem) -> Statement:
    """One frozen row per event: the exported columns; no note, no evidence (rule 12). `item` as the quarter's plan
    says it: an amendment of a later quarter may have given it another number."""
    few = event.participants is not None and event.participants < FEWEST_NAMED
    partners = [o.organisation.name for o in event.event_organisations.all() if o.role == OrganisationRole.PARTNER]
    return {
        "code": event.code, "starts_on": _day(event.starts_on), "ends_on": _day(event.ends_on),
        "district": _names(event.district), "place": "" if few else event.place, "form": event.form,
        "title": event.title, "item": item.number, "item_id": event.item_id,
        "measure": item.measure.code if item.measure else None,
        "campaign": _names(event.campaign), "partners": partners, "basis": event.basis,
        "letter": event.batch.letter_number if event.batch else "", "version": event.version,
        "evidence": event.proven, "youth": event.youth, **{name: getattr(event, name) for name in COUNTS},
    } | ({"with_disability": None} if few else {})  # fmt: skip


def _names(row: Named | None) -> dict[str, str] | None:
    return row.names if row else None


def _day(day: date) -> str:
    return day.isoformat()
