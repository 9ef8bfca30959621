"""What the national report says: accepted council editions by their hashes, summed (rule 13). Reads only."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db.models import QuerySet

from actionplans.models import NationalEvent
from actionplans.models.national import NATIONAL_COUNTS
from actionplans.national_events import sums_of
from actionplans.quarters import Span, parse_span
from actionplans.states import FEWEST_NAMED
from councils.models import Council

from .editions import open_edition, open_editions
from .models import Edition, Period
from .rollup import Figures, total
from .statement import FORMAT, Statement, period_told
from .states import NationalStatus, ReportStatus
from .told.instructions import instructions_told
from .told.narrative import narrative_told
from .told.reached import reached_sum
from .told.restated import last_consolidated, restated_told

TOLD = (
    "figures", "year_before", "submitted_on", "first_submitted_on", "due_on", "extension", "days_late", "returns",
    "signature", "awaiting_plan", "no_events_confirmed",
)  # fmt: skip
TOLD_SINCE_4 = ("reached", "campaigns", "seats", "quality", "behalf")  # None where a council's edition is older
TOLD_SINCE_5 = ("meetings",)  # without the decisions, whose texts stand in the council's own edition


def accepted_editions(period: Period) -> list[Edition]:
    """The edition in force of each accepted council report, in the councils' fixed order: one query."""
    editions = Edition.objects.latest_of_reports().filter(report__period=period, report__status=ReportStatus.ACCEPTED)
    return list(editions.select_related("report__council__region").order_by("report__council__position"))


def national_statement(period: Period, editions: Iterable[Edition], missing: dict[Council, str]) -> Statement:
    """Consolidate these editions; `missing` names the councils that are not in, with SMS's reason for each."""
    told = open_editions(editions)
    councils = [_council(sealed) for sealed in told]
    figures = total(figures_in(council["figures"]) for council in councils)
    return {
        "format": FORMAT,
        "kind": "national",
        "period": period_told(period.as_quarter, period),
        "councils": councils,
        "missing": [{"code": c.code, "names": c.names, "reason": reason} for c, reason in missing.items()],
        "figures": figures.as_dict(),
        "reached": reached_sum(council["reached"] for council in councils),
        "year_before": _year_before(councils),
        **_year_to_date(period.as_quarter, figures),
        "due": len(councils) + len(missing),
        "national_events": national_events_told(period.as_quarter),
        **_beside_figures(period.as_quarter, told),
    }


def _beside_figures(quarter: Span, councils: list[Statement]) -> Statement:
    """Texts on measures, earlier quarters restated, instructions; since format 4."""
    since = last_consolidated(quarter)
    return {
        "narrative": narrative_told(quarter, councils),
        "restated": restated_told(quarter, since),
        "instructions": instructions_told(since),
    }


def working_statement(period: Statement, councils: list[Statement], missing: dict[Council, str]) -> Statement:
    """The same shape from council statements as they stand now, all councils due among them; nothing is sealed.

    `missing` names those that are not accepted yet, with how far they are.
    """
    quarter = parse_span(period["label"])
    return {
        "format": FORMAT, "kind": "national", "period": period, "councils": councils,
        "missing": [{"code": c.code, "names": c.names, "reason": reason} for c, reason in missing.items()],
        "figures": total(figures_in(c["figures"]) for c in councils).as_dict(),
        "reached": reached_sum(c.get("reached") for c in councils),
        "year_before": _year_before(councils),
        "year_to_date": total(figures_in(c["year_to_date"]) for c in councils).as_dict(),
        "due": len(councils),
        "national_events": national_events_told(quarter),
        **_beside_figures(quarter, councils),
    }  # fmt: skip


def national_events_told(quarter: Span) -> Statement:
    """The quarter's events of SMS, GA and partners with sums of their own: in none of the councils' figures.

    Statements of format 1 do not tell them.
    """
    events = NationalEvent.objects.filter(quarter__in=[each.number for each in quarter.quarters])
    sums = sums_of(events)
    return {
        "events": [_national_event(event) for event in events.counted().order_by("ends_on", "code")],
        "figures": asdict(sums) | {"sex_not_recorded": sums.sex_not_recorded},
    }


def _national_event(event: NationalEvent) -> Statement:
    """As a council's event in its edition: no note; no place where so few came that it would point at them."""
    few = event.participants is not None and event.participants < FEWEST_NAMED
    return {
        "code": event.code, "owner": event.owner, "partner": event.partner,
        "starts_on": event.starts_on.isoformat(), "ends_on": event.ends_on.isoformat(),
        "place": "" if few else event.place, "form": event.form, "title": event.title, "version": event.version,
        **{name: getattr(event, name) for name in NATIONAL_COUNTS},
    }  # fmt: skip


def figures_in(told: dict[str, int]) -> Figures:
    return Figures(**told)


def _council(sealed: Statement) -> Statement:
    statuses: dict[str, int] = {}
    for item in sealed["items"]:
        statuses[item["status"]] = statuses.get(item["status"], 0) + 1
    return {
        "code": sealed["council"]["code"], "names": sealed["council"]["names"], "region": sealed["council"]["region"],
        "edition": sealed["edition"], "sha256": sealed["sha256"], "statuses": statuses, "items": len(sealed["items"]),
        "on_behalf": sealed.get("on_behalf", []),  # a council's edition may be older than format 3
        **{name: sealed[name] for name in TOLD}, **{name: sealed.get(name) for name in (*TOLD_SINCE_4, *TOLD_SINCE_5)},
    }  # fmt: skip


def _year_before(councils: list[Statement]) -> Statement | None:
    """Sums over the councils that have a year before, of this year's like months too: like with like (rule 10)."""
    told = [council["year_before"] for council in councils if council["year_before"]]
    if not told:
        return None
    return {
        "councils": len(told),
        "first": min(before["first"] for before in told), "last": max(before["last"] for before in told),
        "figures": total(figures_in(before["figures"]) for before in told).as_dict(),
        "like": total(figures_in(before["like"]) for before in told).as_dict(),
    }  # fmt: skip


def _year_to_date(quarter: Span, figures: Figures) -> Statement:
    """The sum of the year's earlier quarters' latest national editions, and this one (rule 13); which they are."""
    told = [open_edition(edition) for edition in _earlier(quarter)]
    return {
        "year_to_date": total([figures, *(figures_in(each["figures"]) for each in told)]).as_dict(),
        "year_quarters": [each["period"]["quarter"] for each in told] + [quarter.quarter],
    }


def _earlier(quarter: Span) -> QuerySet[Edition]:
    """The latest national editions of the quarters before it in its year, in their order."""
    latest = Edition.objects.latest_of_nationals().order_by("national__period__quarter")
    return latest.filter(national__period__year=quarter.year, national__period__quarter__lt=quarter.quarter)


def unsent_before(quarter: Span) -> list[Edition]:
    """Of those which the sums of the year count, the ones that the Government Administration was not sent."""
    unsent = _earlier(quarter).filter(national__status=NationalStatus.CONSOLIDATED)
    return list(unsent.select_related("national__period"))


def council_editions_of(statement: Statement) -> list[Edition]:
    """The council editions that a national statement consolidated, by their hashes, in its order."""
    found = {e.sha256: e for e in Edition.objects.filter(sha256__in=[c["sha256"] for c in statement["councils"]])}
    return [found[council["sha256"]] for council in statement["councils"]]


@dataclass(frozen=True)
class Coverage:
    """Of the councils whose report was due: how many reported, and how many of these more than 0 of a figure."""

    more_than_none: int
    reported: int
    due: int


def coverage_of(statement: Statement, name: str) -> Coverage:
    """How far a figure of the national report covers the country; of an edition of any format."""
    councils = statement["councils"]
    there = sum(1 for council in councils if council["figures"].get(name))
    return Coverage(there, len(councils), statement["due"])
