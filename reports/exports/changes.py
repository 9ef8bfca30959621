"""Sheet 10: figures that were restated, old and new and why; below, how each figure is made (method.py)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.quarters import parse_span
from councils.dates import span_words
from reports.restatement import figures_told
from reports.statement import Statement

from . import method
from .base import Book, Cell, Column
from .content import NOT_APPLICABLE, Content
from .summary import heading, signatures


def write(book: Book, content: Content) -> None:
    name = pgettext("sheet", "Changes and method")
    sheet = book.sheet(name)
    columns = [
        Column(_("Period"), 30), Column(_("Council"), 40), Column(_("Figure"), 40), Column(_("Was"), 26, counted=True),
        Column(_("Now"), 14, counted=True), Column(pgettext("figures", "Difference"), 14, counted=True),
        Column(_("Reason"), 40),
        Column(_("Edition"), 10, counted=True),
    ]  # fmt: skip
    heading(sheet, content, name, columns)
    rows = [row for part in content.parts for row in _rows(part)]
    sheet.table(columns, rows, fixed=1)
    if not rows:
        sheet.line(_("Nothing that was reported before has changed."))
    if content.is_national and any(part.statement.get("restated") is None for part in content.parts):
        words = _("This edition does not tell which earlier quarters were restated.")
        sheet.line(words)
    sheet.line()
    method.write(sheet, content, across=len(columns))
    signatures(sheet, content)


def _rows(content: Content) -> Iterator[tuple[Cell, ...]]:
    """Earlier quarters first, then what this edition and the councils' editions in it changed of this quarter."""
    for told in content.statement.get("restated") or ():
        period = _period(told["period"], content.language)
        yield from _figures(period, content.name(told["region"]), told, told["reason"], told["edition"])
    for one in (content.statement, *content.councils)[0 if content.is_national else 1 :]:
        changes = one.get("changes")
        if changes:
            who = _("All councils") if one["kind"] == "national" else content.region(one)
            number = one.get("edition", NOT_APPLICABLE)
            yield from _figures(content.period, who, changes, changes["reason"], number)
            yield from _typed(content, who, changes, number)


def _period(label: str, language: str) -> str:
    span = parse_span(label)
    return span_words(span.year, span.quarter, span.months, language)


def _figures(period: str, who: str, told: Statement, reason: str, number: int | str) -> Iterator[tuple[Cell, ...]]:
    for name, (was, now) in figures_told(told).items():
        known = was is not None and now is not None
        change = now - was if known else NOT_APPLICABLE
        yield period, who, method.figure_name(name), was, now, change, reason, number


def _typed(content: Content, who: str, changes: Statement, number: int | str) -> Iterator[tuple[Cell, ...]]:
    """Figures that were typed in; editions before this telling have none."""
    for one in changes.get("typed") or ():
        was, now = one["was"], one["now"]
        change = now - was if was is not None and now is not None else NOT_APPLICABLE
        figure = f"{one['item']}: {content.name(one['name'])}"
        yield content.period, who, figure, was, now, change, changes["reason"], number
