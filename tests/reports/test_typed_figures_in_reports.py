"""A typed-in figure in the report: live, sealed, on its pages and in the workbook; never a per cent (rules 5, 12)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Indicator, TypedFigure
from actionplans.quarters import Quarter
from actionplans.services.figures import FigureRefused, type_figure
from councils import clock
from councils.models import User
from reports import links, pages
from reports.editions import open_edition, verify
from reports.exports import council as workbook
from reports.exports import plans
from reports.exports.content import Content
from reports.models import CouncilReport
from reports.services import council_reports, signing
from reports.statement import FORMAT, Statement, statement_of

from .world import Q1, World, open_report, prepared, record, sealed, signed_in

LETTER = "Приказ № 7 о перечне"
Q2 = Quarter(2019, 2)


@pytest.fixture
def document(world: World) -> Indicator:
    return world.silent.indicators.get()


def type_in(world: World, indicator: Indicator, value: str, quarter: Quarter = Q1, version: int = 0) -> TypedFigure:
    return type_figure(
        indicator, quarter, value=Decimal(value), document=LETTER, version=version, actor=world.secretary
    )


def mark(statement: Statement) -> dict[str, Any]:
    return next(item for item in statement["items"] if item["number"] == "1.2")["indicators"][0]


def told(world: World, quarter: Quarter = Q1) -> tuple[Any, ...]:
    found = mark(statement_of(world.council, quarter, None))
    return tuple(found[name] for name in ("quarter", "year_to_date", "before", "per_cent", "document"))


def test_what_nobody_typed_is_not_recorded_rather_than_zero(world: World, document: Indicator) -> None:
    assert told(world) == (None, None, None, None, "")


def test_a_figure_stands_in_its_quarter_and_sums_up_over_the_year(world: World, document: Indicator) -> None:
    with clock.at(date(2019, 8, 1)):
        type_in(world, document, "2", Quarter(2018, 2))
        type_in(world, document, "1.5")
        type_in(world, document, "3", Q2)

        assert told(world) == (1.5, 1.5, None, None, LETTER)
        assert told(world, Q2) == (3, 4.5, 2, None, LETTER)
        assert told(world, Quarter(2019, 3)) == (None, 4.5, None, None, "")
        assert isinstance(told(world, Q2)[0], int)


def test_per_cents_are_never_added(world: World, document: Indicator) -> None:
    Indicator.objects.update(unit="per_cent")
    with clock.at(date(2019, 8, 1)):
        type_in(world, document, "40")
        type_in(world, document, "35", Q2)

        assert told(world, Q2)[:2] == (35, 35)
        assert told(world, Quarter(2019, 3))[:2] == (None, 35)


def test_another_councils_figure_never_shows(world: World, document: Indicator) -> None:
    from .world import make_world

    osh = make_world("KG-O")
    type_in(osh, osh.silent.indicators.get(), "99")
    assert told(world) == (None, None, None, None, "")
    assert told(osh)[0] == 99


def test_figures_of_the_whole_report_cost_one_query(world: World, document: Indicator) -> None:
    statement_of(world.council, Q1, None)
    with CaptureQueriesContext(connection) as before:
        statement_of(world.council, Q1, None)
    for place in range(2, 8):
        more = Indicator.objects.create(
            item=world.silent, position=place, name_ru=str(place), unit="document", source="typed_in"
        )
        type_in(world, more, "1")
    with CaptureQueriesContext(connection) as after:
        statement_of(world.council, Q1, None)
    assert len(after) == len(before)
    assert sum("typedfigure" in query["sql"] for query in after) == 1


def test_the_edition_seals_figure_and_document_and_the_quarter_is_closed(
    world: World, document: Indicator, sms: User
) -> None:
    record(world, date(2019, 2, 3))
    type_in(world, document, "1.5")
    edition = sealed(world).editions.get()

    assert (mark(open_edition(edition))["quarter"], mark(open_edition(edition))["document"]) == (1.5, LETTER)
    assert LETTER not in edition.payload and edition.format == FORMAT  # by salted digest, as every typed text
    assert list(verify(edition)) == []
    with pytest.raises(FigureRefused, match="sealed"):
        type_in(world, document, "9", version=1)


def test_a_reopened_report_takes_another_figure_and_the_old_edition_keeps_its_own(
    world: World, document: Indicator, sms: User
) -> None:
    record(world, date(2019, 2, 3))
    type_in(world, document, "1.5")
    first = sealed(world).editions.get()
    council_reports.return_report(CouncilReport.objects.get(), actor=sms, reason="Опечатка", until=date(2019, 5, 1))
    type_in(world, document, "2", version=1)
    signing.sign(prepared(world, CouncilReport.objects.get()), actor=world.chair)

    assert mark(open_edition(first))["quarter"] == 1.5
    second = CouncilReport.objects.get().editions.get(number=2)
    assert mark(open_edition(second))["quarter"] == 2


def test_the_next_edition_and_the_pages_before_it_say_that_a_typed_figure_changed(
    world: World, document: Indicator, sms: User
) -> None:
    record(world, date(2019, 2, 3))
    type_in(world, document, "1.5")
    report = sealed(world)
    council_reports.return_report(report, actor=sms, reason="Опечатка", until=date(2019, 5, 1))
    type_in(world, document, "2", version=1)
    said = [("1.2 Перечень обновлён", 1.5, 2)]

    page = signed_in(world.secretary).get(report.get_absolute_url())
    assert page.context["since"]["figures"] == said
    signing.sign(prepared(world, CouncilReport.objects.get()), actor=world.chair)

    second = open_edition(CouncilReport.objects.get().editions.get(number=2))
    assert (second["changes"]["figures"], second["changes"]["events_changed"]) == ({}, [])
    assert pages.restated_of(second).figures == said  # type: ignore[union-attr]
    body = signed_in(world.secretary).get(report.get_absolute_url()).content.decode()
    assert "<del>1,5</del>" in body and "<ins>2</ins>" in body
    del second["changes"]["typed"]  # an edition from before they were told
    assert pages.restated_of(second).figures == []  # type: ignore[union-attr]


def test_pages_show_the_figure_with_its_document_and_the_way_to_change_it(world: World, document: Indicator) -> None:
    report = open_report(world)
    client = signed_in(world.secretary)
    link = f"/councils/KG-B/plans/{world.plan.pk}/figures/?quarter=2019-Q1"
    item = f"{report.get_absolute_url()}items/{world.silent.pk}/"
    for page in (report.get_absolute_url(), item):
        body = client.get(page).content.decode()
        assert f'href="{link}"' in body and LETTER not in body
    type_in(world, document, "1.5")
    for page in (report.get_absolute_url(), item):
        body = client.get(page).content.decode()
        assert f'href="{link}">1,5</a>' in body and LETTER in body


def test_a_sealed_report_shows_the_document_without_a_way_to_change_it(world: World, document: Indicator) -> None:
    record(world, date(2019, 2, 3))
    type_in(world, document, "1.5")
    report = sealed(world)
    body = signed_in(world.secretary).get(report.get_absolute_url()).content.decode()
    assert LETTER in body and "1,5" in body and "/figures/" not in body


def test_an_edition_from_before_documents_still_opens(world: World, document: Indicator) -> None:
    statement = statement_of(world.council, Q1, None)
    del mark(statement)["document"]
    page = pages.council_page(statement | {"edition": 1}, links.EventLinks())
    assert [each.document for row in page.rows for each in row.marks] == ["", "", ""]


def test_the_workbook_names_the_figure_its_document_and_no_per_cent(world: World, document: Indicator) -> None:
    type_in(world, document, "1.5")
    statement = statement_of(world.council, Q1, None, with_events=True)
    content = Content(statement, (statement,), "en", clock.now())
    row = next(row for row in plans._rows(content) if row[1] == "1.2")

    assert row[5:12] == ("Перечень обновлён", "документ", None, 1, 1.5, 1.5, "—")
    assert row[14] == f"typed in, with its document: {LETTER}"
    assert workbook.render(content).startswith(b"PK")
