"""Warnings of one event about to be saved, and what is worth a second look in a quarter (rules 7 and 9)."""

from datetime import date

import pytest

from actionplans.checks import EventDraft
from actionplans.models import Event
from actionplans.quarters import Quarter
from actionplans.remarks import warnings_of
from actionplans.remarks.alike import alike
from actionplans.remarks.personal import looks_like
from actionplans.remarks.single import last_four
from actionplans.states import RemarkKind
from tests.factories import event_of, make_district, make_event, make_item


def draft_at(world, **changes):
    day = date(2019, 11, 13)
    values = {
        "starts_on": day, "ends_on": day, "item": world.item, "district": world.district, "place": "лицей № 21",
        "form": "class_hour", "title": "Как не стать жертвой вербовщика", "participants": 25, "women": 15, "men": 9,
    }  # fmt: skip
    return EventDraft(**(values | changes))


def kinds(draft, world, **more):
    return [warning.kind for warning in warnings_of(draft, world.council, **more)]


def test_a_usual_event_gives_no_warning(batken):
    assert kinds(draft_at(batken), batken) == []


def test_an_unfinished_draft_is_no_reason_to_fall_over(batken):
    assert warnings_of(EventDraft(), batken.council) == []
    assert kinds(EventDraft(participants=900), batken) == [RemarkKind.SEX_MISSING]


# ---- perhaps recorded twice


@pytest.mark.parametrize(
    ("place", "title"),
    [
        ("Лицей №21", "О другом"),
        ("лицей «№ 21»", "О другом"),
        ("Лицей № 21, акт. зал", "как не стать жертвой вербовщика!"),
        ("Дом культуры", "КАК НЕ СТАТЬ ЖЕРТВОЙ ВЕРБОВЩИКА"),
        ("", "Как не стать жертвой вербовщика"),
        ("", "Как не стать жертвой вербовшика"),
    ],
)
def test_same_day_district_and_item_with_place_or_topic_alike_may_be_a_double(batken, place, title):
    other = make_event(batken.council, batken.item, place=place, title=title)

    found = warnings_of(draft_at(batken), batken.council)

    assert [warning.kind for warning in found] == [RemarkKind.DUPLICATE]
    assert other.code in found[0].words


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "лицей № 22"},
        {"place": "рынок", "title": "Безопасная миграция"},
        {"ends_on": date(2019, 11, 12)},
        {"status": "voided", "void_reason": "дважды"},
    ],
)
def test_another_school_topic_day_or_a_voided_event_is_no_double(batken, changes):
    make_event(
        batken.council, batken.item, **{"place": "лицей № 21", "title": "Как не стать жертвой вербовщика"} | changes
    )

    assert kinds(draft_at(batken), batken) == []


def test_another_item_or_district_is_no_double(batken):
    same = {"place": "лицей № 21", "title": "Как не стать жертвой вербовщика"}
    make_event(batken.council, make_item(batken.plan, "1.7"), **same)
    make_event(batken.council, batken.item, district=make_district(batken.council, "город Сулюкта"), **same)

    assert kinds(draft_at(batken), batken) == []


def test_an_event_is_never_its_own_double(batken):
    event = make_event(batken.council, batken.item, place="лицей № 21")

    assert kinds(draft_at(batken), batken, event=event) == []
    assert kinds(draft_at(batken), batken) == [RemarkKind.DUPLICATE]


def test_the_same_day_recorded_once_with_its_last_day_and_once_without(batken):
    make_event(batken.council, batken.item, date(2019, 11, 15), starts_on=date(2019, 11, 13), place="лицей № 21")

    assert kinds(draft_at(batken), batken) == [RemarkKind.DUPLICATE]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("СШ №5", "сш № 5", True), ("СШ №5", "СШ №50", False), ("Өзгөн шаары", "Озгон шаары", True),
        ("Ёлка", "елка", True), ("зал акимиата", "акимиата зал", True), ("Дом культуры", "Дом молодёжи", False),
        ("", "", False), ("«Сезим»", "Сезим", True), ("№", "№", False),
    ],
)  # fmt: skip
def test_texts_are_alike_however_they_are_typed(one, other, same):
    assert alike(one, other) is same
    assert alike(other, one) is same


# ---- size


@pytest.mark.parametrize(("participants", "warned"), [(100, False), (128, False), (129, True)])
def test_with_no_history_the_national_mean_is_usual(batken, participants, warned):
    found = kinds(draft_at(batken, participants=participants, women=participants, men=0), batken)

    assert found == ([RemarkKind.SIZE] if warned else [])


def test_the_councils_own_habit_is_usual_and_one_concert_does_not_move_it(batken):
    rows = [
        event_of(batken.council, batken.item, date(2019, 9, 1), participants=40, form="class_hour") for _ in range(20)
    ]
    Event.objects.bulk_create([*rows, event_of(batken.council, batken.item, participants=9000, form="class_hour")])

    assert kinds(draft_at(batken, participants=320, women=320, men=0), batken) == []
    assert kinds(draft_at(batken, participants=321, women=321, men=0), batken) == [RemarkKind.SIZE]


def test_a_form_known_too_little_is_measured_by_all_events(batken):
    rows = [event_of(batken.council, batken.item, date(2019, 9, 1), participants=50) for _ in range(20)]
    Event.objects.bulk_create(rows)

    assert kinds(draft_at(batken, participants=400, women=400, men=0, form="sports"), batken) == []
    assert kinds(draft_at(batken, participants=401, women=401, men=0, form="sports"), batken) == [RemarkKind.SIZE]


def test_four_quarters_end_with_the_events_own():
    assert last_four(Quarter(2019, 2)) == [20183, 20184, 20191, 20192]


# ---- sex not recorded


@pytest.mark.parametrize(
    ("participants", "women", "men", "warned"),
    [
        (50, None, None, True),
        (50, 25, None, False),
        (50, 24, 0, True),
        (49, None, None, False),
        (None, None, None, False),
    ],
)
def test_a_large_event_without_sexes_is_asked_about(batken, participants, women, men, warned):
    found = kinds(draft_at(batken, participants=participants, women=women, men=men), batken)

    assert found == ([RemarkKind.SEX_MISSING] if warned else [])


# ---- text that looks like personal data


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ПИН 21203198500123", "pin"), ("2 12 03 1985 00123", "pin"), ("11111199912345.", "pin"),
        ("+996 555 12 34 56", "phone"), ("звонить 0555 12-34-56", "phone"), ("0(555)123456", "phone"),
        ("0555123456", "phone"), ("996700123456", "phone"), ("тел.: 5-12-34", "phone"), ("(0312) 66-12-34", "phone"),
        ("+996(770)12-34-56", "phone"),
        ("жертва Асанова А., увезена в Турцию", "case"), ("пострадавшая, 17 лет, из села", "case"),
        ("потерпевшая Айгуль Асанова", "case"),
        ("жертва А. Б., 1998 г.р.", "case"), ("пострадавшая 19-летняя", "case"),
        ("Возбуждено уголовное дело № 12-345", "case"), ("КУСП 1234", "case"), ("уголовное дело по факту", "case"),
        ("сексуальная эксплуатация гр. Асановой А.", "case"), ("передано: гр. Асанова Б.", "case"),
        ("17 жаштагы жабырлануучу", "case"), ("жабырлануучу Бакыт уулу Нурлан", "case"), ("кылмыш иши № 12", "case"),
    ],
)  # fmt: skip
def test_text_that_looks_like_personal_data_is_recognised(text, kind):
    assert looks_like(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Как не стать жертвой торговли людьми", "Как не стать жертвой вербовщика", "СШ № 21, зал 3",
        "Помощь пострадавшим: куда обратиться в г. Ош", "Ответственность по ст. 171 и 178 УК КР",
        "Приказ № 0555123456 от 12.11.2019", "с 01.10.2019 по 31.12.2019", "05.12.2019 10:00, 25 человек",
        "Горячая линия 189", "Горячая линия 0 800 000 0000", "для молодёжи 14–28 лет", "жертвой: молодёжь 14–28 лет",
        "Кто может стать жертвой? для детей от 14 до 16 лет", "Программа 2017–2020, постановление № 743",
        "Об уголовной ответственности за торговлю людьми", "Права жертвы и свидетеля", "41705000000000",
        "гр. 12-А, гр. 14-Б", "Права граждан Кыргызской Республики", "фильм «Жертва»", "Адам сатуунун алдын алабыз",
        "Адам сатуунун курмандыгы болбо!", "Роздано 1 200 буклетов и 2 500 листовок, 1 000 плакатов",
        "Панфиловский район, айыл окмоту им. Асанова", "8 марта 2019 года, 120 человек", "уголовные дела и статистика",
        "Кылмыш иштери боюнча лекция", "0,5 часа", "Жертва торговли людьми: кому звонить", "2019 2020 2021 2022",
    ],
)  # fmt: skip
def test_usual_texts_raise_no_alarm(text):
    assert looks_like(text) == []


@pytest.mark.parametrize("field", ["title", "place", "note"])
def test_the_warning_names_the_field_and_does_not_repeat_what_was_found(batken, field):
    found = warnings_of(draft_at(batken, **{field: "Тема: 21203198500123"}), batken.council)

    assert [(warning.kind, warning.field) for warning in found] == [(RemarkKind.PERSONAL_DATA, field)]
    assert "21203198500123" not in found[0].words


def test_names_of_organisations_are_looked_at_too(batken):
    found = warnings_of(draft_at(batken, partners=["РОО", "Сезим, тел. 0555 12-34-56"]), batken.council)

    assert [(warning.kind, warning.field) for warning in found] == [(RemarkKind.PERSONAL_DATA, "partners")]


def test_warnings_cost_two_queries(batken, django_assert_num_queries):
    rows = [event_of(batken.council, batken.item, participants=30, place=f"село {n}") for n in range(300)]
    Event.objects.bulk_create(rows)
    draft = draft_at(batken, participants=5000, title="Иное", place="площадь")

    with django_assert_num_queries(2):
        assert kinds(draft, batken) == [RemarkKind.SIZE, RemarkKind.SEX_MISSING]
