"""From an empty database: the eight plans and registers of 2019, and every figure of truth-2019.json comes out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from actionplans.imports.batch import ImportResult, import_events
from actionplans.imports.plans import import_plan
from actionplans.models import Event, Indicator, PlanItem
from actionplans.quarters import parse_quarter
from actionplans.reference_data import load_programme
from actionplans.states import Source
from councils import audit, clock
from councils.models import AuditEntry, Council, User
from councils.reference_data import load_reference_data
from councils.rights import OPERATOR

DATA = Path(__file__).resolve().parent.parent / "data"
TRUTH = json.loads((DATA / "truth-2019.json").read_text("utf-8"))
CODES = list(TRUTH["councils"])
MEASURES = {
    "events": "events", "participants": "sum_participants", "women": "sum_women", "men": "sum_men",
    "youth_14_28": "sum_youth", "materials": "sum_materials",
}  # fmt: skip


@dataclass
class Year:
    """What came of the imports, and of the same files a second time."""

    first: dict[str, ImportResult]
    again: dict[str, ImportResult]


def bring(code: str, actor: User) -> ImportResult:
    file = DATA / "2019" / "tidy" / f"{code}.xlsx"
    council = Council.objects.get(code=code)
    return import_events(council, file.read_bytes(), file_name=file.name, actor=actor)


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Year]:
    """Imported once for the module and rolled back after it."""
    with django_db_blocker.unblock(), clock.at(date(2020, 1, 7)), transaction.atomic():
        load_reference_data()
        actor = User.objects.get(username=OPERATOR)
        load_programme(actor)
        for code in CODES:
            import_plan(
                Council.objects.get(code=code), (DATA / "2019" / "plans" / f"{code}.xlsx").read_bytes(),
                authority="Полпред", order_number="№ 12-р", endorsed_on=date(2018, 6, 15), actor=actor,
            )  # fmt: skip
        first = {code: bring(code, actor) for code in CODES}
        yield Year(first, {code: bring(code, actor) for code in CODES})
        transaction.set_rollback(True)


def counts(result: ImportResult) -> tuple[int, ...]:
    rest = (result.duplicates, len(result.left_out), len(result.warnings), len(result.faults))
    return result.created, result.existing, *rest


def test_every_row_comes_in_and_the_same_files_again_create_nothing(year: Year, db: None) -> None:
    expected = {code: told["events"] for code, told in TRUTH["councils"].items()}
    assert {code: counts(result) for code, result in year.first.items()} == {
        code: (events, 0, 0, 0, 0, 0) for code, events in expected.items()
    }
    assert {code: counts(result) for code, result in year.again.items()} == {
        code: (0, events, 0, 0, 0, 0) for code, events in expected.items()
    }
    assert Event.objects.counted().count() == TRUTH["events"] == 5127


def test_every_council_and_quarter_comes_out_exactly(year: Year, db: None) -> None:
    found = {
        (row["council__code"], row["quarter"]): {name: row[column] for name, column in MEASURES.items()}
        for row in Event.objects.counted().summed_by("council__code", "quarter")
    }
    assert found == {
        (code, parse_quarter(quarter).number): figures
        for code, told in TRUTH["councils"].items()
        for quarter, figures in told["quarters"].items()
    }
    assert sum(figures["participants"] for figures in found.values()) == TRUTH["participants"] == 80431


def test_every_item_comes_out_exactly(year: Year, db: None) -> None:
    found: dict[str, dict[str, list[int]]] = {code: {} for code in CODES}
    for row in Event.objects.counted().summed_by("council__code", "item__number"):
        found[row["council__code"]][row["item__number"]] = [row["events"], row["sum_participants"]]
    assert found == {code: told["items"] for code, told in TRUTH["councils"].items()}


def test_every_item_and_indicator_of_the_plans_is_there(year: Year, db: None) -> None:
    for code, told in TRUTH["councils"].items():
        items = PlanItem.objects.filter(plan__council__code=code)
        indicators = Indicator.objects.filter(item__in=items)
        assert (items.count(), indicators.count()) == (told["plan_items"], told["plan_indicators"]), code
        assert not items.filter(measure=None).exists()
    assert set(PlanItem.objects.filter(sensitive=True).values_list("number", flat=True)) == {"2.3", "3.1"}
    assert not PlanItem.objects.filter(number__in=["2.3", "3.1"], sensitive=False).exists()


def test_indicators_know_their_source(year: Year, db: None) -> None:
    sources = dict(Indicator.objects.values_list("name_ru", "source").distinct())
    assert sources == {
        "Проведено мероприятий": Source.EVENTS, "Вышло передач": Source.EVENTS,
        "Проведено консультаций": Source.EVENTS, "Охвачено участников": Source.PARTICIPANTS,
        "Распространено материалов": Source.MATERIALS, "Проведено заседаний": Source.MEETINGS,
        "Отчётов представлено в срок": Source.REPORTS_ON_TIME,
        **dict.fromkeys(
            ("Присутствовало СМИ", "Эфирное время", "Размещена информация", "Звонков (по данным оператора)",
             "Пунктов с участием НПО", "Исполнено решений в срок", "Доля молодёжи", "Перечень обновлён",
             "Сведения представлены", "Опубликовано материалов", "Проведено проверок", "План утверждён"),
            Source.TYPED_IN,
        ),
    }  # fmt: skip
    assert not Indicator.objects.filter(unit="other").exists()


def test_targets_are_by_year(year: Year, db: None) -> None:
    indicator = Indicator.objects.get(item__plan__council__code="KG-B", item__number="1.1", position=2)
    assert {target.year: target.value for target in indicator.targets.all()} == {2018: 2016, 2019: 2880}


def test_campaign_events_carry_the_campaign_of_the_year(year: Year, db: None) -> None:
    found = {row["campaign__starts_on"]: row["events"] for row in Event.objects.summed_by("campaign__starts_on")}
    assert found == {None: 4211, date(2019, 9, 10): 916}


def test_each_council_has_one_chain_with_one_entry_for_each_batch(year: Year, db: None) -> None:
    assert AuditEntry.objects.filter(action="event.imported").count() == len(CODES)
    assert list(audit.verify()) == []
