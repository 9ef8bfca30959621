"""What the pages of half-years and years show, built from the sums of years.py alone (rules 13 and 14)."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from actionplans.quarters import Half, Span, Year
from councils.rights import Rights

from .links import EventLinks, sealed_links
from .national_pages import COLUMNS
from .pages import LABELS, Change, Compared, Tile, compared_of, said, tiles_of
from .statement import Statement
from .states import ItemStatus, MissingQuarter
from .years import Part, YearSpan, is_whole

NO_LINKS = EventLinks()


@dataclass(frozen=True)
class Column:
    """One quarter: by which edition it is in, or why it is not; `url` opens the edition or the live report, `links`
    the events behind its figures."""

    span: Span
    edition: int | None
    is_live: bool
    missing: Any
    url: str
    links: EventLinks

    @property
    def is_restated(self) -> bool:
        return (self.edition or 1) > 1


@dataclass(frozen=True)
class Line:
    """One figure: by quarter (None where the quarter is not in) with the page of its events, their sum, and the change
    on like quarters."""

    label: Any
    cells: list[tuple[Column, int | None, str]]
    total: int | None
    change: Change | None


@dataclass(frozen=True)
class CouncilLine:
    """One council: sums over the quarters in which it is in; `editions` are (quarter, number of edition)."""

    name: str
    url: str
    cells: list[tuple[Any, int | None]]
    change: Change | None
    editions: list[tuple[Column, int | None]]


@dataclass(frozen=True)
class ItemLine:
    """One plan item: figures by quarter, None where it was not in the quarter's plan, with the page of their events;
    state of the latest quarter."""

    pk: int
    number: str
    title: str
    sensitive: bool
    status: str | None
    cells: list[tuple[Column, dict[str, int] | None, str]]
    figures: dict[str, int]

    @property
    def status_label(self) -> Any:
        return ItemStatus(self.status).label if self.status else ""


@dataclass(frozen=True)
class YearPage:
    statement: Statement
    span: YearSpan
    tiles: list[Tile]
    compared: Compared | None
    columns: list[Column]
    lines: list[Line]
    councils: list[CouncilLine]
    items: list[ItemLine]
    gaps: list[tuple[Any, str, str]]

    @property
    def told(self) -> list[Column]:
        return [column for column in self.columns if not column.missing]

    @property
    def absent(self) -> list[Column]:
        return [column for column in self.columns if column.missing]

    @property
    def is_whole(self) -> bool:
        return is_whole(self.statement)

    @property
    def has_live(self) -> bool:
        return any(column.is_live for column in self.columns)

    @property
    def restated(self) -> list[Column]:
        return [column for column in self.columns if column.is_restated]

    @property
    def compared_quarters(self) -> list[Span]:
        """The quarters that have a year before: only they are compared (rule 10)."""
        before = self.statement["year_before"]
        return [column.span for column in self.columns if before and column.span.label in before["quarters"]]

    @property
    def headings(self) -> list[Any]:
        return [LABELS[name] for name in COLUMNS]

    @property
    def spans(self) -> list[YearSpan]:
        """The year and its halves, to choose from."""
        return [Year(self.span.year), Half(self.span.year, 1), Half(self.span.year, 2)]


def national_year_page(span: YearSpan, parts: list[Part], statement: Statement, rights: Rights) -> YearPage:
    """SMS's reasons for missing councils and the editions themselves only for who reads national reports."""
    reads = rights.sees_all_councils
    columns = [_column(part, _edition_url(part) if reads else "") for part in parts]
    councils = [_council_line(told, columns, span, rights) for told in statement["councils"]]
    by_label = {column.span.label: column.span for column in columns}
    gaps = [(by_label[gap["period"]], said(gap["names"]), gap["reason"] if reads else "") for gap in statement["gaps"]]
    return _page(statement, span, columns, councils=councils, gaps=gaps)


def council_year_page(span: YearSpan, parts: list[Part], statement: Statement, live: EventLinks) -> YearPage:
    """A sealed quarter's figures open to its events as they stood, those of the others to the events as they are."""
    code = statement["council"]["code"]
    columns = [
        _column(
            part, _edition_url(part) or _report_url(part, code),
            sealed_links(part.edition.pk, part.label) if part.edition else live,
        )
        for part in parts
    ]  # fmt: skip
    return _page(statement, span, columns, items=[_item_line(item, columns) for item in statement["items"]])


def _page(statement: Statement, span: YearSpan, columns: list[Column], **rest: Any) -> YearPage:
    told: dict[str, Any] = {"councils": [], "items": [], "gaps": []} | rest
    lines = [_line(name, statement, columns) for name in LABELS]
    return YearPage(statement, span, tiles_of(statement), compared_of(statement), columns, lines, **told)


def _column(part: Part, url: str, links: EventLinks = NO_LINKS) -> Column:
    number = part.edition.number if part.edition else None
    live = part.statement is not None and part.edition is None
    return Column(part.span, number, live, MissingQuarter(part.missing).label if part.missing else "", url, links)


def _edition_url(part: Part) -> str:
    return reverse("reports:edition-detail", args=[part.edition.pk]) if part.edition else ""


def _report_url(part: Part, code: str) -> str:
    return reverse("reports:report-detail", args=[code, part.label]) if part.statement else ""


def _line(name: str, statement: Statement, columns: list[Column]) -> Line:
    by_quarter = [told["figures"][name] if told["figures"] else None for told in statement["quarters"]]
    return Line(
        LABELS[name],
        [
            (column, value, column.links.to(column.span.label, figure=name) if value else "")
            for column, value in zip(columns, by_quarter, strict=True)
        ],
        statement["figures"][name],
        _change(statement["year_before"], name),
    )


def _change(before: Statement | None, name: str) -> Change | None:
    """None where there is nothing to compare with, or where one of the years does not record it."""
    if before is None or before["figures"][name] is None or before["like"][name] is None:
        return None
    return Change(before["figures"][name], before["like"][name])


def _council_line(told: Statement, columns: list[Column], span: YearSpan, rights: Rights) -> CouncilLine:
    numbers = {one["label"]: one["edition"] for one in told["quarters"]}
    url = reverse("reports:council-year", args=[told["code"], span.label]) if rights.sees_all_councils else ""
    return CouncilLine(
        name=said(told["region"]),
        url=url,
        cells=[(LABELS[name], told["figures"][name]) for name in COLUMNS],
        change=_change(told["year_before"], "participants"),
        editions=[(column, numbers.get(column.span.label)) for column in columns if not column.missing],
    )


def _item_line(item: Statement, columns: list[Column]) -> ItemLine:
    told = [(column, item["quarters"].get(column.span.label)) for column in columns]
    cells = [
        (column, figures, column.links.to(column.span.label, item["id"]) if figures and figures["events"] else "")
        for column, figures in told
    ]
    return ItemLine(
        item["id"], item["number"], said(item["title"]), item["sensitive"], item["status"], cells, item["figures"]
    )
