"""A plan from a spreadsheet: items, indicators, dates of cover; all of it or nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from actionplans.imports.files import read_sheets
from actionplans.imports.files.guard import FileRefused
from actionplans.imports.plans import PlanFileRefused, import_plan, read_plan, serve_measures, unit_and_source
from actionplans.models import ActionPlan, Measure, PlanItem, Programme
from actionplans.services.plans import PlanRefused
from actionplans.states import PlanStatus, Source, Unit
from actionplans.wording import ItemDraft
from councils.models import AuditEntry, Council
from councils.states import NotAllowed
from tests.actionplans.conftest import World
from tests.actionplans.sheets import workbook

TITLE = ("Локальный план мероприятий на 2020–2021 годы. Баткенская область",)
HEADING = (
    "№ п/п", "Мероприятие", "Срок исполнения", "Ответственные исполнители", "Индикатор", "Ед. изм.",
    "Базовое значение", "Цель 2020", "Цель 2021", "Источник финансирования",
)  # fmt: skip
FIRST = ("1.1.", "Беседы", "ежеквартально", "РГА", "Проведено мероприятий", "мероприятие", 3, 126, 180.5, "доноры")
FURTHER = (None, None, None, None, "Охвачено участников", "чел.", None, 2016, "-", None)
SECOND = ("1.10.", "Круглые столы", "2 раза", "КС", "Доля молодёжи", "%", None, 60, 60, None)


def bring(world: World, content: bytes, council: Council | None = None, **options: Any) -> ActionPlan:
    order = {"authority": "Полпред", "order_number": "№ 7", "endorsed_on": date(2019, 11, 1)}
    return import_plan(council or world.council, content, actor=world.secretary, **order, **options)


def faults(content: bytes) -> list[tuple[str, int | None, str, str]]:
    return [(one.sheet, one.row, one.column, one.code) for one in read_plan(read_sheets(content)).faults]


def test_a_plan_is_drafted_and_endorsed_with_its_continued_items(batken: World) -> None:
    plan = bring(batken, workbook(TITLE, (), HEADING, FIRST, FURTHER, SECOND, name="План"))
    assert (plan.starts_on, plan.ends_on, plan.status) == (date(2020, 1, 1), date(2021, 12, 31), PlanStatus.ENDORSED)
    assert (plan.authority, plan.order_number, plan.endorsed_on) == ("Полпред", "№ 7", date(2019, 11, 1))
    one, ten = plan.items.all()
    assert (one.number, one.title_ru, one.due, one.responsible, one.funding) == (
        "1.1", "Беседы", "ежеквартально", "РГА", "доноры",
    )  # fmt: skip
    assert ten.number == "1.10"
    held, reached = one.indicators.all()
    assert (held.source, held.unit, held.unit_text, held.baseline) == (Source.EVENTS, Unit.EVENT, "мероприятие", 3)
    assert {t.year: t.value for t in held.targets.all()} == {2020: 126, 2021: Decimal("180.5")}
    assert (reached.source, reached.unit, reached.baseline) == (Source.PARTICIPANTS, Unit.PERSON, None)
    assert {t.year: t.value for t in reached.targets.all()} == {2020: 2016}
    actions = AuditEntry.objects.filter(chain="KG-B").values_list("action", flat=True)
    assert {"plan.drafted", "plan.endorsed"} <= set(actions)


def test_dates_of_cover_can_be_said_and_a_single_year_is_understood(batken: World) -> None:
    one_year = workbook(("План на 2017 год",), HEADING, FIRST)
    plan = bring(batken, one_year, ends_on=date(2017, 6, 30))
    assert (plan.starts_on, plan.ends_on) == (date(2017, 1, 1), date(2017, 6, 30))
    assert read_plan(read_sheets(one_year)).ends_on == date(2017, 12, 31)


def test_the_same_file_again_is_refused_and_changes_nothing(batken: World) -> None:
    content = workbook(TITLE, HEADING, FIRST)
    bring(batken, content)
    entries = AuditEntry.objects.count()
    with pytest.raises(PlanRefused, match="has a plan for some of these days"):
        bring(batken, content)
    assert ActionPlan.objects.filter(council=batken.council).count() == 2
    assert AuditEntry.objects.count() == entries


def test_a_plan_without_years_or_heading_or_table_is_refused(batken: World) -> None:
    with pytest.raises(PlanFileRefused, match="names no years"):
        bring(batken, workbook(HEADING, FIRST))
    with pytest.raises(PlanFileRefused, match="heading of a plan"):
        bring(batken, workbook(("Дата", "Тема"), ("1", "2")))
    with pytest.raises(FileRefused):
        bring(batken, b"%PDF-1.7")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (("1.1.", *SECOND[1:]), "№ п/п", "doubled_item"),
        ((None, *SECOND[1:]), "№ п/п", "unknown_item"),
        (("пункт", *SECOND[1:]), "№ п/п", "unknown_item"),
        (("1.2", None, *SECOND[2:]), "Мероприятие", "no_title"),
        ((*SECOND[:4], None, None), "Индикатор", "no_indicator"),
        ((*SECOND[:7], "много"), "Цель 2020", "text_in_number"),
        ((*SECOND[:7], -1), "Цель 2020", "negative"),
        ((*SECOND[:6], "н/д"), "Базовое значение", "text_in_number"),
        ((*SECOND[:4], "И" * 301, "%"), "Индикатор", "too_long"),
        ((*SECOND[:3], "О" * 301, *SECOND[4:]), "Ответственные исполнители", "too_long"),
    ],
)
def test_a_fault_is_named_with_its_row_and_nothing_is_written(
    batken: World, row: tuple[Any, ...], column: str, code: str
) -> None:
    content = workbook(TITLE, HEADING, FIRST, FURTHER, row, name="План")
    assert faults(content) == [("План", 5, column, code)]
    with pytest.raises(PlanFileRefused) as refused:
        bring(batken, content)
    assert str(refused.value).startswith("План, 5")
    assert ActionPlan.objects.count() == 1 and PlanItem.objects.count() == 1


def test_a_row_that_continues_nothing_is_a_fault() -> None:
    assert faults(workbook(TITLE, HEADING, FURTHER, FIRST)) == [("Реестр", 3, "", "no_item")]


def test_another_councils_secretary_brings_no_plan(batken: World, osh: World) -> None:
    with pytest.raises(NotAllowed):
        bring(osh, workbook(TITLE, HEADING, FIRST), council=batken.council)
    assert ActionPlan.objects.filter(council=batken.council).count() == 1


@pytest.mark.parametrize(
    ("indicator", "unit", "expected"),
    [
        ("Проведено мероприятий", "мероприятие", (Unit.EVENT, Source.EVENTS)),
        ("проведено  мероприятий", "Мероприятие", (Unit.EVENT, Source.EVENTS)),
        ("Вышло передач", "передача", (Unit.BROADCAST, Source.EVENTS)),
        ("Проведено консультаций", "консультация", (Unit.CONSULTATION, Source.EVENTS)),
        ("Охвачено участников", "человек", (Unit.PERSON, Source.PARTICIPANTS)),
        ("Распространено материалов", "экземпляр", (Unit.COPY, Source.MATERIALS)),
        ("Проведено заседаний", "заседание", (Unit.MEETING, Source.MEETINGS)),
        ("Отчетов представлено в срок", "отчет", (Unit.REPORT, Source.REPORTS_ON_TIME)),
        ("Обучено членов совета", "человек", (Unit.PERSON, Source.MEMBERS_TRAINED)),
        ("Проведено проверок", "проверка", (Unit.CHECK, Source.TYPED_IN)),
        ("Охвачено участников", "%", (Unit.PER_CENT, Source.TYPED_IN)),
        ("Погода", "градус", (Unit.OTHER, Source.TYPED_IN)),
    ],
)
def test_unit_and_source_follow_from_the_words(indicator: str, unit: str, expected: tuple[str, str]) -> None:
    assert unit_and_source(indicator, unit) == expected


@pytest.mark.django_db
def test_an_item_serves_the_measure_with_its_number_and_a_like_title() -> None:
    programme = Programme.objects.create(starts_on=date(2017, 1, 1), ends_on=date(2020, 12, 31), name_ru="П")
    title = "Сводные сведения о числе выявленных и получивших помощь жертв"
    measure = Measure.objects.create(
        programme=programme, code="2.3", position=1, pillar="protection", name_ru=title, sensitive=True
    )
    alike, other, elsewhere = (
        ItemDraft("2.3", "Сводные сведения о числе выявленных и получивших помощь жертв торговли"),
        ItemDraft("2.3", "Ремонт зала заседаний"),
        ItemDraft("2.4", title),
    )
    serve_measures([alike, other, elsewhere], date(2018, 1, 1))
    assert [(item.measure, item.sensitive) for item in (alike, other, elsewhere)] == [
        (measure, True), (None, False), (None, False),
    ]  # fmt: skip
    later = ItemDraft("2.3", title)
    serve_measures([later], date(2021, 1, 1))
    assert later.measure is None
