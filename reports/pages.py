"""What a council report's page shows, built from a statement alone: tiles, rows by pillar, changes (rule 14)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actionplans.states import MEASURE_OF, Pillar, Source, Unit
from councils.numbers import per_cent, percent_words, signed_words

from .differences import figures_between
from .links import EventLinks
from .on_behalf import OnBehalf, on_behalf_of
from .readiness import Lacking, lacking, needs_a_reason
from .restatement import figures_told, typed_changed
from .said import MEETING_LABELS, Beside, Problem, problems_of, said
from .shifts import Shift, shifts_of
from .statement import Statement
from .states import ItemStatus, ReportStatus

# The six of every page; audience is an estimate and stands apart (rule 7).
SIX = ("events", "participants", "women", "men", "sex_not_recorded", "materials")
OF_PARTICIPANTS = ("women", "men", "sex_not_recorded")
LABELS = {
    "events": _("Events"),
    "participants": _("Participants"),
    "women": _("Women"),
    "men": _("Men"),
    "sex_not_recorded": _("Sex not recorded"),
    "age_under_14": _("Under 14"),
    "age_14_28": _("14–28"),
    "age_29_35": _("29–35"),
    "age_36_59": _("36–59"),
    "age_60_over": _("60 and over"),
    "age_not_recorded": _("Age not recorded"),
    "under_18": _("Of whom under 18"),
    "youth": _("Young people"),
    "audience": _("Media audience, estimate"),
    "materials": _("Materials handed out, copies"),
}


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Change:
    """Of a figure on the same months of the year before; no per cent where there was nothing."""

    was: int
    now: int

    @property
    def difference(self) -> int:
        return self.now - self.was

    @property
    def per_cent(self) -> Fraction | None:
        return per_cent(self.difference, self.was)

    @property
    def direction(self) -> str:
        return "up" if self.difference > 0 else "down" if self.difference < 0 else "same"

    @property
    def words(self) -> str:
        """−13 (−7 %)."""
        share = self.per_cent
        if share is None:
            return signed_words(self.difference)
        plus = "+" if int(share * 2) > 0 else ""  # half a per cent and more is rounded up
        return f"{signed_words(self.difference)} ({plus}{percent_words(share)})"


@dataclass(frozen=True)
class Tile:
    name: str
    label: Any
    value: int
    change: Change | None
    share: Fraction | None
    url: str


def tiles_of(
    statement: Statement, url: Callable[..., str] = lambda **of: "", names: Iterable[str] = SIX
) -> list[Tile]:
    """Figures with their change on the like months (rule 10); `url(figure=…)` lists the events behind each."""
    figures, before = statement["figures"], statement["year_before"]
    return [
        Tile(
            name,
            LABELS[name],
            figures[name],
            Change(before["figures"][name], before["like"][name]) if before else None,
            per_cent(figures[name], figures["participants"]) if name in OF_PARTICIPANTS else None,
            url(figure=name),
        )
        for name in names
    ]


@dataclass(frozen=True)
class Compared:
    """Which months of the year before stand beside; `is_part` when the quarter is compared in part only."""

    first: date
    last: date
    is_part: bool


def compared_of(statement: Statement) -> Compared | None:
    before = statement["year_before"]
    if not before:
        return None
    first = date.fromisoformat(before["first"])
    starts_on = date.fromisoformat(statement["period"]["starts_on"])
    return Compared(first, date.fromisoformat(before["last"]), first.month != starts_on.month)


@dataclass(frozen=True)
class Mark:
    """One indicator: quarter, year to date, target and per cent; `is_counted` when there is a figure.

    `url` and `year_url` open what is behind the figures: events, or the typed-in figure while the report is open.
    """

    name: str
    unit: str
    quarter: float | None
    year_to_date: float | None
    before: float | None
    baseline: float | None
    target: float | None
    per_cent: int | None
    source: str
    document: str
    url: str
    year_url: str
    typed_url: str

    @property
    def is_counted(self) -> bool:
        return self.quarter is not None or self.year_to_date is not None


@dataclass(frozen=True)
class Row:
    """One plan item of a report."""

    id: int
    number: str
    title: str
    responsible: str
    due: str
    status: str | None
    proposed: str | None
    text: str
    sensitive: bool
    marks: tuple[Mark, ...]
    figures: dict[str, int]
    url: str
    next_steps: str = ""
    adjustment: Statement | None = None
    problems: tuple[Problem, ...] = ()
    comments: int = 0  # open ones at this item
    no_marks: tuple[None, ...] = (None,)  # an item without an indicator is one line in a table of indicators
    # The state is not the proposed one, and no progress says why.
    unexplained: bool = False

    @property
    def status_label(self) -> Any:
        return ItemStatus(self.status).label if self.status else ""

    @property
    def proposed_label(self) -> Any:
        return ItemStatus(self.proposed).label if self.proposed else ""


@dataclass(frozen=True)
class Group:
    label: Any
    rows: tuple[Row, ...]

    @property
    def confirmed(self) -> int:
        return sum(1 for row in self.rows if row.status)


@dataclass(frozen=True)
class CouncilPage:
    """A council's statement as its pages show it, live or sealed."""

    statement: Statement
    tiles: list[Tile]
    compared: Compared | None
    groups: list[Group]
    audience_url: str
    on_behalf_url: str = ""

    @property
    def on_behalf(self) -> list[OnBehalf]:
        return on_behalf_of(self.statement)

    @property
    def behalf(self) -> Statement | None:
        """By which letter SMS entered the report: `letter`, `on`, `by`; editions before format 4 do not tell it."""
        told = self.statement.get("behalf")
        return told | {"on": day_of(told["on"])} if told else None

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def council_name(self) -> str:
        return said(self.statement["council"]["names"])

    @property
    def lacking(self) -> Lacking:
        """What stands between a live statement and the signature."""
        return lacking(self.statement)

    @property
    def missing(self) -> list[Row]:
        """Items of which something is still to be said: no state, no reason, too many counted twice."""
        told = self.lacking
        open_ones = {item["id"] for item in (*told.states, *told.reasons, *told.too_many)}
        return [row for row in self.rows if row.id in open_ones]

    @property
    def confirmed(self) -> int:
        return sum(1 for row in self.rows if row.status)

    @property
    def proposals(self) -> int:
        """Items whose state the rule proposes and nobody confirmed yet."""
        return sum(1 for row in self.rows if row.proposed and not row.status)

    @property
    def beside(self) -> Beside:
        """Answers, problems of the whole plan, residents reached, separate opinions."""
        return Beside(self.statement)

    @property
    def is_ready(self) -> bool:
        return not self.lacking

    def in_state(self, status: ItemStatus) -> list[Row]:
        return [row for row in self.rows if row.status == status]

    @property
    def overdue(self) -> list[Row]:
        return self.in_state(ItemStatus.OVERDUE)

    @property
    def not_fulfilled(self) -> list[Row]:
        return self.in_state(ItemStatus.NOT_FULFILLED)

    @property
    def states(self) -> list[tuple[Any, int]]:
        """How many items are in each state, in the order of the states, empty ones left out."""
        counted = [(status.label, len(self.in_state(status))) for status in ItemStatus]
        return [(label, count) for label, count in counted if count]

    @property
    def shifts(self) -> list[Shift]:
        return shifts_of(self.statement)


def council_page(
    statement: Statement, links: EventLinks, item_url: str = "", comments: Mapping[int | None, int] | None = None
) -> CouncilPage:
    """`item_url` is the address of an item's page with 0 for its number in the database; empty: not editable.

    `comments`: how many are open at each item.
    """
    label, year = statement["period"]["label"], statement["period"]["year"]
    whole_year = str(year) if statement["period"]["quarter"] == 4 else ""
    by_quarter = reverse("reports:council-year", args=[statement["council"]["code"], str(year)]) if links.base else ""
    groups: dict[str, list[Row]] = {}
    for item in statement["items"]:
        url = item_url.replace("/0/", f"/{item['id']}/") if item_url else ""
        year_url = links.to(whole_year, item["id"]) if whole_year else ""
        year_url = year_url or (by_quarter and f"{by_quarter}#item-{item['id']}")  # each quarter there opens to events
        events = partial(links.to, label, item["id"])
        row = _row(statement, item, url, events, year_url, _typed_url(statement, item, links))
        row = replace(row, comments=(comments or {}).get(item["id"], 0))
        groups.setdefault(item["measure"]["pillar"] if item["measure"] else "", []).append(row)
    named = [(pillar.value, pillar.label) for pillar in Pillar] + [("", _("Outside the Programme's measures"))]
    return CouncilPage(
        statement,
        tiles_of(statement, partial(links.to, label)),
        compared_of(statement),
        [Group(words, tuple(groups[key])) for key, words in named if key in groups],
        links.to(label, figure="audience"),
        links.on_behalf(label),
    )


def _typed_url(statement: Statement, item: Statement, links: EventLinks) -> str:
    """The page where the item's figures are typed in; a sealed edition's may have changed since, so it has none."""
    return "" if "edition" in statement else links.typed(statement["period"]["label"], item["plan"])


def _row(
    statement: Statement, item: Statement, url: str, events_url: Callable[..., str], year_url: str, typed_url: str
) -> Row:  # fmt: skip
    return Row(
        id=item["id"], number=item["number"], title=said(item["title"]), responsible=item["responsible"],
        due=item["due"], status=item["status"], proposed=item["proposed"], text=item["text"],
        sensitive=item["sensitive"],
        marks=tuple(_mark(told, events_url, year_url, typed_url) for told in item["indicators"]),
        figures=item["figures"], url=url, next_steps=item.get("next_steps", ""), adjustment=item.get("adjustment"),
        problems=tuple(told for told in problems_of(statement) if told.item_id == item["id"]),
        unexplained=needs_a_reason(item, item["status"]) and not item["text"],
    )  # fmt: skip


def _mark(told: Statement, events_url: Callable[..., str], year_url: str, typed_url: str) -> Mark:
    of_events, is_typed = told["source"] in MEASURE_OF, told["source"] == Source.TYPED_IN
    events = events_url(figure=MEASURE_OF[told["source"]]) if of_events else ""
    return Mark(
        name=said(told["name"]), unit=told["unit_text"] or str(Unit(told["unit"]).label), quarter=told["quarter"],
        year_to_date=told["year_to_date"], before=told["before"], baseline=told["baseline"], target=told["target"],
        per_cent=told["per_cent"], source=str(Source(told["source"]).label), document=told.get("document", ""),
        url=events or (typed_url if is_typed else ""), year_url=year_url if of_events else "",
        typed_url=typed_url if is_typed else "",
    )  # fmt: skip


def item_row(statement: Statement, item_id: int, links: EventLinks) -> Row | None:
    """One item of a statement by its number in the database."""
    label = statement["period"]["label"]
    item = next((item for item in statement["items"] if item["id"] == item_id), None)
    if item is None:
        return None
    events = partial(links.to, label, item_id)
    return _row(statement, item, "", events, "", _typed_url(statement, item, links))


@dataclass(frozen=True)
class Restated:
    """What an edition changed of the one before it (rule 12)."""

    edition: int
    reason: str
    asked_by: str
    figures: list[tuple[Any, Any, Any]]
    added: list[str]
    gone: list[str]
    changed: list[str]
    recalled: bool = False


def restated_of(statement: Statement) -> Restated | None:
    told = statement.get("changes")
    if not told:
        return None
    figures = changed_rows(told) + _typed_differences(told.get("typed", []))
    return Restated(
        told["edition"], told["reason"], told["asked_by"], figures,
        told["events_added"], told["events_gone"], told["events_changed"],
        told.get("because") == ReportStatus.RECALLED,
    )  # fmt: skip


def changed_rows(told: Statement) -> list[tuple[Any, Any, Any]]:
    """(label, was, now) of each figure that a later edition changed, as it tells it."""
    return _labelled(figures_told(told))


def _labelled(figures: Mapping[str, Iterable[Any]]) -> list[tuple[Any, Any, Any]]:
    return [(label, *figures[name]) for name, label in (LABELS | MEETING_LABELS).items() if name in figures]


def _typed_differences(typed: list[Statement]) -> list[tuple[Any, Any, Any]]:
    """Named by the item's number and the indicator."""
    return [(f"{one['item']} {said(one['name'])}", one["was"], one["now"]) for one in typed]


def differences(old: Statement, new: Statement) -> list[tuple[Any, Any, Any]]:
    """(label, was, now) of each figure that differs between two statements, typed-in ones last."""
    pairs = {pair.name: (pair.was, pair.now) for pair in figures_between(old, new)}
    return _labelled(pairs) + _typed_differences(typed_changed(old, new))
