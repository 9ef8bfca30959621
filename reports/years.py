"""Half-years and years: sums of their quarters' latest editions, never a second count of events (rule 13).

Reads only. A sum covers the quarters that are in; which they are, by which edition, and which are missing and why,
stands in the statement itself. It has the shape of a quarter's, with `quarters` beside; it is not sealed: each of
its quarters is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from actionplans.quarters import Half, Span, Year
from actionplans.states import Unit
from councils import clock
from councils.models import Council

from .editions import in_force, open_edition
from .frequency import spans_in
from .models import CouncilReport, Edition, Period
from .models.periods import opened_spans
from .rollup import Figures, total
from .statement import FORMAT, Statement, period_told
from .states import MissingQuarter
from .told.meetings import decisions_over, meetings_over
from .told.reached import reached_sum

YearSpan = Half | Year


def years_opened() -> list[int]:
    """Years of which any quarter was opened for reporting, the latest first."""
    return sorted(set(Period.objects.order_by().values_list("year", flat=True)), reverse=True)


@dataclass(frozen=True)
class Part:
    """One quarter of the span: its statement, and the edition that it is of (None: as it stands now, not sealed).

    Without a statement, `missing` says why.
    """

    span: Span
    statement: Statement | None = None
    edition: Edition | None = None
    missing: MissingQuarter | None = None

    @property
    def label(self) -> str:
        return self.span.label


def national_parts(span: YearSpan, user: Any) -> list[Part]:
    """The latest national edition of each quarter that is open to this user. Four queries and one each."""
    latest: dict[str, Edition] = {}
    editions = Edition.objects.sums_open_to(user).filter(national__isnull=False, national__period__year=span.year)
    for edition in editions.select_related("national__period").order_by("number"):
        assert edition.national is not None
        latest[edition.national.period.label] = edition
    founded = min(Council.objects.values_list("founded_on", flat=True), default=date.max)
    return [
        Part(each, open_edition(latest[each.label]), latest[each.label])
        if each.label in latest
        else Part(each, missing=_why(each, founded, MissingQuarter.NOT_CONSOLIDATED))
        for each in spans_in(span, opened_spans(year=span.year))
    ]


def council_parts(council: Council, span: YearSpan, user: Any, *, live: bool) -> list[Part]:
    """The council's report on each quarter; `live`: also as they stand now, which the Government Administration never
    reads. Five queries and at most some twenty for each quarter that is not sealed."""
    reports = CouncilReport.objects.visible_to(user).filter(council=council, period__year=span.year).with_names()
    found = {report.period.label: report for report in reports}
    editions = Edition.objects.visible_to(user).filter(report__in=reports).order_by("number")
    sealed = {edition.report_id: edition for edition in editions}
    parts = []
    for each in spans_in(span, opened_spans(year=span.year)):
        report = found.get(each.label)
        edition = sealed.get(report.pk) if report else None
        if report and live:
            parts.append(Part(each, *in_force(report)))
        elif edition:
            parts.append(Part(each, open_edition(edition, with_events=False), edition))
        else:
            parts.append(Part(each, missing=_why(each, council.founded_on, MissingQuarter.NO_REPORT)))
    return parts


def _why(quarter: Span, founded_on: date, otherwise: MissingQuarter) -> MissingQuarter:
    if quarter.ends_on < founded_on:
        return MissingQuarter.HISTORY
    return MissingQuarter.NOT_OVER if quarter.ends_on >= clock.today() else otherwise


# ---- what a year says ------------------------------------------------------------------------------


def year_statement(span: YearSpan, parts: list[Part]) -> Statement:
    """All councils, in the shape of a quarter's national statement; `missing` are councils that are in no quarter."""
    told = _told(parts)
    councils = [_council_of_year(rows) for rows in _by_code(told).values()]
    gaps = [gap | {"period": one["period"]["label"]} for one in told for gap in one["missing"]]
    inside = {council["code"] for council in councils}
    missing = {gap["code"]: gap for gap in gaps if gap["code"] not in inside}
    figures = _sum(one["figures"] for one in told)
    return {
        "format": FORMAT, "kind": "national", "period": period_told(span, None), "quarters": _quarters(parts),
        "councils": councils, "missing": list(missing.values()), "gaps": gaps, "due": len(councils) + len(missing),
        "figures": figures, "year_to_date": figures,
        "year_quarters": [part.span.quarter for part in parts if part.statement],
        "reached": reached_sum(one.get("reached") for one in told),
        "year_before": _before(told),
        "national_events": _national_events(told),
    }  # fmt: skip


def council_year(council: Council, span: YearSpan, parts: list[Part]) -> Statement:
    """One council, in the shape of its quarter's statement; items with their figures by quarter."""
    told = _told(parts)
    figures = _sum(one["figures"] for one in told)
    return {
        "format": FORMAT, "kind": "council", "period": period_told(span, None), "quarters": _quarters(parts),
        "council": {"code": council.code, "names": council.names, "region": council.region.names},
        "plans": list({plan["id"]: plan for one in told for plan in one["plans"]}.values()),
        "figures": figures, "year_to_date": figures, "year_before": _before(told),
        "on_behalf": [row for one in told for row in one.get("on_behalf", ())],
        "awaiting_plan": sum(one["awaiting_plan"] for one in told),
        "items": _items(told),
        "meetings": meetings_over(one.get("meetings") for one in told),
        "decisions": decisions_over(one.get("decisions") for one in told),
        "reached": reached_sum(one.get("reached") for one in told),
    }  # fmt: skip


def is_whole(statement: Statement) -> bool:
    """Whether every quarter is in, but for those before there was a council."""
    return all(one["figures"] or one["missing"] == MissingQuarter.HISTORY for one in statement["quarters"])


def _told(parts: Iterable[Part]) -> list[Statement]:
    return [part.statement for part in parts if part.statement]


def _sum(parts: Iterable[dict[str, Any]]) -> dict[str, int | None]:
    return total(Figures(**figures) for figures in parts).as_dict()


def _quarters(parts: Iterable[Part]) -> list[Statement]:
    """Which quarters are in, by which edition; an edition after the first restated the quarter."""
    return [
        period_told(part.span, None)
        | {
            "figures": part.statement["figures"] if part.statement else None,
            "edition": part.edition.number if part.edition else None,
            "sha256": part.edition.sha256 if part.edition else None,
            "missing": part.missing,
        }
        for part in parts
    ]


def _before(told: list[Statement]) -> Statement | None:
    """The like quarters of the year before, and this year's over the same months; None where there are none."""
    compared = [(one["period"]["label"], one["year_before"]) for one in told if one["year_before"]]
    if not compared:
        return None
    rows = [before for _label, before in compared]
    return {
        "first": min(row["first"] for row in rows), "last": max(row["last"] for row in rows),
        "figures": _sum(row["figures"] for row in rows), "like": _sum(row["like"] for row in rows),
        "quarters": [label for label, _row in compared],
        "councils": max(row.get("councils", 1) for row in rows),
    }  # fmt: skip


def _by_code(told: list[Statement]) -> dict[str, list[Statement]]:
    """The councils' rows of each quarter, in the fixed order of the councils."""
    order = Council.objects.order_by("position").values_list("code", flat=True)
    rows: dict[str, list[Statement]] = {code: [] for code in order}
    for one in told:
        for council in one["councils"]:
            rows.setdefault(council["code"], []).append(council | {"period": one["period"]})
    return {code: found for code, found in rows.items() if found}


def _council_of_year(rows: list[Statement]) -> Statement:
    """As a quarter's national statement tells a council: sums, and the latest quarter's states of items."""
    last = {name: value for name, value in rows[-1].items() if name != "period"}
    return last | {
        "figures": _sum(row["figures"] for row in rows),
        "year_before": _before(rows),
        "quarters": [
            {name: row[name] for name in ("figures", "edition", "sha256")} | {"label": row["period"]["label"]}
            for row in rows
        ],
        "reached": reached_sum(row.get("reached") for row in rows),
        "on_behalf": [line for row in rows for line in row.get("on_behalf", ())],
        "days_late": max(row["days_late"] for row in rows),
        "returns": sum(row["returns"] for row in rows),
        "awaiting_plan": sum(row["awaiting_plan"] for row in rows),
        "no_events_confirmed": all(row["no_events_confirmed"] for row in rows),
        "quality": _added([row.get("quality") for row in rows]),
        "campaigns": _campaigns(rows),
        "meetings": meetings_over(row.get("meetings") for row in rows),
    }


def _added(parts: list[dict[str, int] | None]) -> dict[str, int] | None:
    """Sums by name; None as soon as one edition is older than the telling: a part is no sum."""
    told = [part for part in parts if part is not None]
    if not told or len(told) < len(parts):
        return None
    return {name: sum(part[name] for part in told) for name in told[0]}


CAMPAIGN_SUMS = ("events", "participants", "youth", "with_civil_society", "with_youth")


def _campaigns(rows: list[Statement]) -> list[Statement] | None:
    """Each campaign once, summed over the quarters; None where an edition does not tell them."""
    if any(row.get("campaigns") is None for row in rows):
        return None
    found: dict[tuple[str, str], Statement] = {}
    for told in (campaign for row in rows for campaign in row["campaigns"]):
        key = (told["starts_on"], told["names"]["ru"])
        found[key] = _both_parts(found[key], told) if key in found else told
    return list(found.values())


def _both_parts(one: Statement, other: Statement) -> Statement:
    sums = {name: one[name] + other[name] for name in CAMPAIGN_SUMS}
    return one | sums | {"before": _before_campaign(one["before"], other["before"])}


def _before_campaign(one: Statement | None, other: Statement | None) -> Statement | None:
    """The campaign before over the days of both quarters; an older edition tells all of it, whatever its quarter."""
    if one is None or other is None or "since" not in one or "since" not in other:
        return one
    return one | {name: one[name] + other[name] for name in ("events", "participants")} | {"until": other["until"]}


def _national_events(told: list[Statement]) -> Statement | None:
    """Events of no council with sums of their own; None where an edition is older than their telling."""
    rows = [one.get("national_events") for one in told]
    figures = _added([row["figures"] if row else None for row in rows])
    if figures is None:
        return None
    return {"events": [event for row in rows if row for event in row["events"]], "figures": figures}


def _items(told: list[Statement]) -> list[Statement]:
    """Every item that any quarter had, as the latest of them says it, with figures by quarter and their sum."""
    found: dict[int, list[tuple[str, Statement]]] = {}
    for one in told:
        for item in one["items"]:
            found.setdefault(item["id"], []).append((one["period"]["label"], item))
    return [_item(rows) for rows in found.values()]


def _item(rows: list[tuple[str, Statement]]) -> Statement:
    last = rows[-1][1]
    figures = _sum(item["figures"] for _label, item in rows)
    return last | {
        "figures": figures,
        "quarters": {label: item["figures"] for label, item in rows},
        "indicators": [_indicator(one, [item for _label, item in rows]) for one in last["indicators"]],
    }


def _indicator(last: Statement, items: list[Statement]) -> Statement:
    """`quarter` and `before` are of the whole span; per cents are never added: the latest holds."""
    same = [one for item in items for one in item["indicators"] if one["name"]["ru"] == last["name"]["ru"]]
    join: Callable[[Any], Any] = _latest if last["unit"] == Unit.PER_CENT else sum

    def of(name: str) -> Any:
        known = [one[name] for one in same if one[name] is not None]
        return join(known) if known else None

    return last | {"quarter": of("quarter"), "before": of("before")}


def _latest(values: list[Any]) -> Any:
    return values[-1]
