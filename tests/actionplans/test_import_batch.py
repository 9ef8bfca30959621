"""A register as one batch: rows read, checked by the rules of the form, recognised, recorded, told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.checks import Surroundings
from actionplans.imports.batch import ImportResult, import_events
from actionplans.imports.files import Sheet, read_sheets
from actionplans.imports.files.guard import FileRefused
from actionplans.imports.lookups import Lookups
from actionplans.imports.registers import read_register
from actionplans.models import Campaign, Event, ImportBatch, PlanItem, QuarterGuard
from actionplans.services.attaching import attach_event
from actionplans.services.events import void_event
from actionplans.states import PlanStatus
from councils.models import AuditEntry, Organisation
from councils.states import NotAllowed
from tests.actionplans.conftest import TODAY, World
from tests.actionplans.sheets import HEADING, event_row, register, workbook
from tests.factories import make_district, make_item, make_organisation, make_plan


def bring(world: World, content: bytes, **options: Any) -> ImportResult:
    return import_events(world.council, content, file_name="register.xlsx", actor=world.secretary, **options)


def places(result: ImportResult) -> list[tuple[str, int | None, str, str]]:
    return [(fault.sheet, fault.row, fault.column, fault.code) for fault in result.faults]


def numbers(result: ImportResult) -> tuple[int, int, int, int]:
    return result.created, result.existing, result.duplicates, len(result.faults)


# ---- rows as drafts


def read_one(world: World, **changes: Any) -> Any:
    around = Surroundings.of(world.council)
    lookups = Lookups.of(world.council, around.items)
    (row,) = read_register(read_sheets(register(event_row(**changes))), lookups).rows
    return row


def test_a_row_becomes_a_draft(batken: World) -> None:
    row = read_one(batken, ends_on=date(2019, 3, 14), age_14_28=0, audience=None)
    draft = row.draft
    assert not row.misread
    assert (row.sheet, row.row) == ("Реестр", 2)
    assert (draft.starts_on, draft.ends_on) == (date(2019, 3, 12), date(2019, 3, 14))
    assert (draft.district, draft.item, draft.form) == (batken.district, batken.item, "lecture")
    assert (draft.place, draft.title) == ("СШ № 60", "Безопасная миграция")
    assert (draft.participants, draft.women, draft.men, draft.materials) == (25, 15, 9, 20)
    assert draft.age_14_28 == 0 and draft.age_29_35 is None and draft.audience is None
    assert draft.partners == ["РОО", "ГСМ"]


def test_without_a_last_day_an_event_takes_one_day(batken: World) -> None:
    assert read_one(batken, ends_on=None).draft.ends_on == date(2019, 3, 12)


def test_two_days_in_one_cell_where_the_register_has_no_column_for_the_last(batken: World) -> None:
    result = bring(batken, workbook(
        ("Дата", "Мероприятие", "Пункт плана", "Форма", "Район", "Участники"),
        ("12–14.03.2019 г.", "Безопасная миграция", "п. 1.2", "Лекция", "Лейлекский р-н", "25 чел."),
    ))  # fmt: skip
    assert numbers(result) == (1, 0, 0, 0)
    event = Event.objects.get()
    assert (event.starts_on, event.ends_on, event.participants) == (date(2019, 3, 12), date(2019, 3, 14), 25)


def test_an_item_is_of_the_plan_that_covers_the_day(batken: World) -> None:
    later = make_item(make_plan(batken.council, date(2020, 1, 1), date(2021, 12, 31)), "1.2")
    assert read_one(batken).draft.item == batken.item
    assert read_one(batken, starts_on=date(2020, 5, 5), ends_on=date(2020, 5, 5)).draft.item == later


def test_no_sheet_with_a_heading_is_refused_and_one_without_is_left_out(batken: World) -> None:
    with pytest.raises(FileRefused, match="heading row of a register"):
        bring(batken, workbook(("Отчёт",), ("за год", 5)))
    result = bring(batken, workbook(("Титул",), name="Титул", more=[("Реестр", [HEADING, event_row()])]))
    assert result.created == 1
    assert [(one.sheet, one.row) for one in result.left_out] == [("Титул", None)]


def test_titles_totals_months_and_repeated_headings_are_left_out_and_named(batken: World) -> None:
    month = [None, None, "МАРТ 2019"]
    total = ["ИТОГО", None, None, None, None, None, None, 25]
    result = bring(batken, workbook(("Реестр мероприятий",), HEADING, month, event_row(), HEADING, total))
    assert numbers(result) == (1, 0, 0, 0)
    assert [(one.row, one.words) for one in result.left_out] == [
        (1, "above the heading"), (3, "the name of a period"), (5, "the heading again"), (6, "a total"),
    ]  # fmt: skip


def test_a_register_without_events_yet_is_no_fault(batken: World) -> None:
    assert numbers(bring(batken, workbook(HEADING, ["Итого", None, 0]))) == (0, 0, 0, 0)


def test_an_event_doubled_on_another_sheet_is_told_with_both_places(batken: World) -> None:
    rows = [HEADING, event_row()]
    result = bring(batken, workbook(*rows, name="Март", more=[("Апрель", rows)]))
    assert numbers(result) == (1, 0, 1, 0)
    assert "Апрель, 2" in str(result.warnings[0]) and "row 2 (Март)" in result.warnings[0].words


def test_a_column_that_is_not_known_is_warned_of(batken: World) -> None:
    result = bring(batken, workbook((*HEADING, "Погода"), [*event_row(), "ясно"]))
    assert result.created == 1
    assert [(one.row, one.column, one.code) for one in result.warnings] == [(1, "Погода", "unknown_column")]


# ---- each fault at its sheet, row and column; the good rows beside it come in

TOMORROW = TODAY + timedelta(days=1)
FAULTS = [
    ({"starts_on": None, "ends_on": None}, "Дата начала", "no_date"),
    ({"starts_on": "в марте"}, "Дата начала", "no_date"),
    ({"participants": "много", "women": None, "men": None}, "Участников всего", "text_in_number"),
    ({"participants": "много"}, "Участников всего", "text_in_number"),
    ({"women": "половина"}, "Женщины", "text_in_number"),
    ({"participants": -5, "women": None, "men": None}, "Участников всего", "negative"),
    ({"materials": -1}, "Роздано материалов", "negative"),
    ({"item": "9.9"}, "Пункт плана", "unknown_item"),
    ({"item": None}, "Пункт плана", "unknown_item"),
    ({"district": "Неизвестный район"}, "Район / город", "unknown_district"),
    ({"district": None}, "Район / город", "unknown_district"),
    ({"form": "пикник"}, "Форма проведения", "unknown_form"),
    ({"form": None}, "Форма проведения", "unknown_form"),
    ({"starts_on": date(2059, 5, 5), "ends_on": date(2059, 5, 5)}, "Дата окончания", "future_date"),
    ({"ends_on": TOMORROW}, "Дата окончания", "future_date"),
    ({"starts_on": date(2016, 5, 5), "ends_on": date(2016, 5, 5)}, "Дата начала", "outside_plan"),
    ({"women": 15, "men": 11}, "Женщины", "sum_exceeds_total"),
    ({"age_14_28": 20, "age_36_59": 6}, "до 14 лет", "sum_exceeds_total"),
    ({"participants": None}, "Участников всего", "breakdown_without_total"),
    ({"participants": None, "women": None, "men": None, "materials": None}, "Участников всего", "no_count"),
    ({"ends_on": date(2019, 3, 11)}, "Дата окончания", "ends_before_start"),
    ({"title": None}, "Мероприятие", "no_title"),
    ({"title": "т" * 301}, "Мероприятие", "too_long"),
    ({"campaign": "другая"}, "Кампания", "unknown_campaign"),
]


@pytest.mark.parametrize(("changes", "column", "code"), FAULTS)
def test_a_faulty_row_is_named_and_the_good_ones_come_in(
    batken: World, changes: dict[str, Any], column: str, code: str
) -> None:
    content = register(event_row(place="1"), event_row(place="2", **changes), event_row(place="3"))
    result = bring(batken, content)
    assert places(result) == [("Реестр", 3, column, code)]
    assert all(fault.words for fault in result.faults)
    assert numbers(result) == (2, 0, 0, 1)
    assert set(Event.objects.values_list("place", flat=True)) == {"1", "3"}


def test_an_item_of_a_plan_in_draft_and_a_district_elsewhere(batken: World, osh: World) -> None:
    draft = make_plan(batken.council, date(2016, 1, 1), date(2016, 12, 31), endorsed=False)
    make_item(draft, "1.2")
    make_district(osh.council, "Алайский район")
    day = date(2016, 5, 5)
    result = bring(batken, register(event_row(starts_on=day, ends_on=day), event_row(district="Алайский район")))
    assert [(row, code) for _sheet, row, _column, code in places(result)] == [
        (2, "plan_not_endorsed"), (3, "unknown_district"),
    ]  # fmt: skip
    assert Event.objects.count() == 0


def test_an_item_of_another_council_is_not_known_here(batken: World, osh: World) -> None:
    make_item(osh.plan, "3.7")
    assert places(bring(batken, register(event_row(item="3.7")))) == [("Реестр", 2, "Пункт плана", "unknown_item")]


def test_an_event_before_any_plan_waits_beside_the_totals_when_no_item_is_named(batken: World) -> None:
    day = date(2017, 5, 5)
    result = bring(batken, register(event_row(item=None, starts_on=day, ends_on=day)))
    assert numbers(result) == (1, 0, 0, 0)
    assert [one.code for one in result.warnings] == ["awaiting_plan"]
    assert Event.objects.awaiting_plan().count() == 1
    assert Event.objects.counted().count() == 0


def test_a_row_that_names_its_item_later_is_the_event_that_awaits_a_plan(batken: World) -> None:
    """Else it would count twice: once brought in again, once attached."""
    day = date(2017, 5, 5)
    bring(batken, register(event_row(item=None, starts_on=day, ends_on=day)))
    make_item(make_plan(batken.council, date(2017, 1, 1), date(2017, 12, 31)), "1.2")

    result = bring(batken, register(event_row(item="1.2", starts_on=day, ends_on=day)))

    assert numbers(result) == (0, 1, 0, 0)
    assert [one.code for one in result.warnings] == ["awaits_attaching"]
    assert "attach it" in result.warnings[0].words
    attach_event(Event.objects.get(), PlanItem.objects.get(plan__starts_on=date(2017, 1, 1)), actor=batken.secretary,
                 version=1)  # fmt: skip
    assert numbers(bring(batken, register(event_row(item="1.2", starts_on=day, ends_on=day)))) == (0, 1, 0, 0)
    assert Event.objects.count() == 1


def test_a_row_can_have_several_faults(batken: World) -> None:
    result = bring(batken, register(event_row(item="9.9", form="пикник", women=30)))
    assert {code for *_place, code in places(result)} == {"unknown_item", "unknown_form", "sum_exceeds_total"}


def test_a_closed_quarter_takes_no_new_rows_but_knows_its_own(batken: World) -> None:
    bring(batken, register(event_row()))
    QuarterGuard.objects.create(
        council=batken.council, starts_on=date(2019, 1, 1), ends_on=date(2019, 3, 31), sealed=True, locks_on=TODAY
    )
    result = bring(batken, register(event_row(), event_row(place="другое")))
    assert numbers(result) == (0, 1, 0, 1)
    assert places(result) == [("Реестр", 3, "Дата окончания", "quarter_sealed")]


# ---- what is there already


def test_the_same_file_again_creates_nothing(batken: World) -> None:
    content = register(event_row(), event_row(place="другое"), event_row())
    first = bring(batken, content)
    assert numbers(first) == (2, 0, 1, 0)
    assert [(one.row, one.code) for one in first.warnings] == [(4, "duplicate")]
    again = bring(batken, content)
    assert numbers(again) == (0, 2, 1, 0)
    assert Event.objects.count() == 2
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "СШ № 61"}, {"partners": "РОО"}, {"participants": 26}, {"women": None, "men": None},
        {"materials": 0}, {"materials": None}, {"title": "Другое"}, {"ends_on": date(2019, 3, 13)},
        {"form": "семинар"},
    ],
)  # fmt: skip
def test_a_row_that_differs_in_one_field_is_another_event(batken: World, changes: dict[str, Any]) -> None:
    bring(batken, register(event_row()))
    assert numbers(bring(batken, register(event_row(**changes)))) == (1, 0, 0, 0)


def test_a_register_with_fewer_columns_knows_the_events_again(batken: World) -> None:
    """Also when it gives only «youth» where the events have age bands."""
    bring(batken, register(event_row(age_14_28=7, age_36_59=3)))
    short = workbook(
        ("Күнү", "Темасы", "Пункт", "Түрү", "Аймак", "Катышуучулар", "Жаштар"),
        (date(2019, 3, 12), "Безопасная миграция", "1.2", "Лекция", "Лейлекский район", 25, 7),
        (date(2019, 3, 12), "Безопасная миграция", "1.2", "Лекция", "Лейлекский район", 25, 8),
    )
    assert numbers(bring(batken, short)) == (1, 1, 0, 0)


def test_a_voided_event_does_not_come_back(batken: World) -> None:
    bring(batken, register(event_row()))
    void_event(Event.objects.get(), actor=batken.secretary, reason="entered twice")
    result = bring(batken, register(event_row()))
    assert numbers(result) == (0, 1, 0, 0)
    assert [one.code for one in result.warnings] == ["voided_before"]


def test_another_councils_equal_event_is_not_this_ones(batken: World, osh: World) -> None:
    bring(osh, register(event_row()))
    assert numbers(bring(batken, register(event_row()))) == (1, 0, 0, 0)


# ---- one batch


def test_a_batch_is_one_entry_with_a_digest_of_its_rows(batken: World) -> None:
    bring(batken, register(event_row(), event_row(place="другое"), event_row(item="9.9")))
    batch = ImportBatch.objects.get()
    assert (batch.created, batch.existing, batch.faults, batch.file_name) == (2, 0, 1, "register.xlsx")
    assert set(Event.objects.values_list("batch", flat=True)) == {batch.pk}
    entry = AuditEntry.objects.get(action="event.imported")
    assert entry.actor == batken.secretary and entry.chain == "KG-B"
    assert '"rows":2' in entry.text and batch.file_digest in entry.text
    assert [event.code for event in Event.objects.order_by("pk")] == ["KG-B-2019-0001", "KG-B-2019-0002"]


def test_a_dry_run_tells_the_same_and_writes_nothing(batken: World) -> None:
    content = register(event_row(), event_row(), event_row(item="9.9"))
    told = bring(batken, content, dry_run=True)
    assert numbers(told) == (1, 0, 1, 1)
    assert (
        Event.objects.count() == ImportBatch.objects.count() == Organisation.objects.filter(proposed=True).count() == 0
    )
    assert not AuditEntry.objects.filter(action="event.imported").exists()
    assert told.to_json() == bring(batken, content).to_json()


@pytest.mark.parametrize("dry_run", [False, True])
def test_only_the_councils_own_secretary_brings_events_in(batken: World, osh: World, dry_run: bool) -> None:
    with pytest.raises(NotAllowed):
        import_events(batken.council, register(event_row()), file_name="x", actor=osh.secretary, dry_run=dry_run)
    assert Event.objects.count() == 0


def test_the_campaign_is_found_by_the_day(batken: World) -> None:
    for year in (2018, 2019):
        Campaign.objects.create(
            starts_on=date(year, 9, 10), ends_on=date(year, 12, 10), name_en=f"100 days, {year}",
            name_ru=f"100 дней, {year}", name_ky=f"100 күн, {year}",
        )  # fmt: skip
    day = date(2018, 10, 1)
    bring(batken, register(event_row(campaign="100 дней", starts_on=day, ends_on=day)))
    assert Event.objects.get().campaign.starts_on.year == 2018


def test_json_is_as_the_commands_promise(batken: World) -> None:
    content = workbook(("Журнал",), HEADING, event_row(), event_row(), event_row(item="9.9"))
    assert bring(batken, content).to_json() == {
        "created": 1,
        "existing": 0,
        "duplicates": 1,
        "left_out": [{"sheet": "Реестр", "row": 1, "words": "above the heading"}],
        "warnings": [
            {
                "sheet": "Реестр", "row": 4, "column": "", "code": "duplicate",
                "words": "The same event stands in row 3 already, so it is recorded once.",
            }
        ],
        "faults": [
            {
                "sheet": "Реестр", "row": 5, "column": "Пункт плана", "code": "unknown_item",
                "words": "The council's plan has no item 9.9.",
            }
        ],
    }  # fmt: skip


def test_the_sheet_of_a_csv_has_no_name(batken: World) -> None:
    lines = [";".join(HEADING), ";".join("" if cell is None else str(cell) for cell in event_row(item="9.9"))]
    assert places(bring(batken, "\n".join(lines).replace("РОО; ГСМ", "РОО").encode("windows-1251")))[0][:2] == ("", 2)


@pytest.mark.parametrize("rows", [3, 300])
def test_checking_costs_the_same_number_of_queries_for_any_number_of_rows(batken: World, rows: int) -> None:
    content = register(*(event_row(place=str(n), partners=f"Организация {n}") for n in range(rows)))
    bring(batken, content)
    with CaptureQueriesContext(connection) as queries:
        assert bring(batken, content).existing == rows
    assert len(queries) == 11, [query["sql"] for query in queries]


def test_recording_costs_no_query_per_row_but_the_inserts_in_batches(batken: World) -> None:
    content = register(*(event_row(place=str(n), partners=f"Организация {n}") for n in range(300)))
    with CaptureQueriesContext(connection) as queries:
        bring(batken, content)
    inserts = [query for query in queries if query["sql"].startswith("INSERT")]
    assert len(queries) - len(inserts) < 30
    assert len(inserts) < 30


def test_an_unendorsed_plan_covers_nothing(batken: World) -> None:
    batken.plan.status = PlanStatus.DRAFT
    batken.plan.save()
    assert places(bring(batken, register(event_row())))[0][3] == "plan_not_endorsed"


def test_an_empty_sheet_reads_as_nothing(batken: World) -> None:
    around = Surroundings.of(batken.council)
    with pytest.raises(FileRefused):
        read_register([Sheet("пусто")], Lookups.of(batken.council, around.items))


def test_an_organisation_under_another_spelling_is_recognised_as_the_same(batken: World) -> None:
    make_organisation(name="Органы по делам молодёжи")
    content = register(event_row(partners="органы по делам молодежи; ГСМ"))
    assert bring(batken, content).created == 1
    again = bring(batken, content)
    assert (again.created, again.existing) == (0, 1)
    meant = make_organisation(name="Отделы молодёжи области")
    Organisation.objects.filter(name="Органы по делам молодёжи").update(same_as=meant)
    assert bring(batken, content).existing == 1
