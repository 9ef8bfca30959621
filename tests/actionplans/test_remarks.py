"""Warnings of one event about to be saved, and what is worth a second look in a quarter (rules 7 and 9)."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.checks import EventDraft
from actionplans.models import Event, FineAsItIs
from actionplans.quarters import Quarter
from actionplans.remarks import findings_of, second_looks, warnings_of
from actionplans.remarks.alike import alike
from actionplans.remarks.patterns import at_least, doubles
from actionplans.remarks.single import last_four
from actionplans.services.remarks import answer_remark
from actionplans.states import RemarkKind
from councils.models import AuditEntry
from councils.personal import looks_like
from councils.states import NotAllowed, Refused
from tests.factories import event_of, make_district, make_event, make_grant, make_item, make_member

from .conftest import signed_in


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


# ---- a quarter's findings

Q4 = Quarter(2019, 4)


def save(world, rows):
    """Events of Batken's item, each on a day and at a place of its own unless told."""
    events = []
    for number, values in enumerate(rows):
        told = {"ends_on": date(2019, 10, 1 + number % 30), "title": f"Тема {number}", "place": f"Место {number}"}
        events.append(event_of(world.council, world.item, **(told | values)))
    return Event.objects.bulk_create(events)


def found_in(world, kind=None):
    findings = findings_of([world.council], [Q4]).get(world.council.pk, [])
    return [finding for finding in findings if kind in (None, finding.kind)]


def test_an_ordinary_quarter_has_no_findings(batken):
    save(batken, [{"participants": 7 + n * 3 % 17} for n in range(60)])

    assert found_in(batken) == []


def test_each_event_is_asked_the_same_as_at_saving(batken):
    save(batken, [{"participants": 500, "women": 1}, {"participants": 9, "note": "0555 12-34-56"}])

    assert [finding.kind for finding in found_in(batken)] == ["size", "sex_missing", "personal_data"]


def test_awaiting_events_are_looked_at_and_voided_ones_are_not(batken):
    make_event(batken.council, None, participants=500, women=500)
    make_event(batken.council, batken.item, participants=600, women=600, status="voided", void_reason="дважды")

    assert [finding.events[0].participants for finding in found_in(batken)] == [500]


def test_three_entries_of_one_event_are_one_finding(batken):
    day = {"ends_on": date(2019, 11, 5)}
    save(batken, [{**day, "place": "СШ №5"}, {**day, "place": "СШ № 5"}, {**day, "place": "сш 5", "title": "тема 0"}])

    (finding,) = found_in(batken)
    assert (finding.kind, len(finding.events)) == (RemarkKind.DUPLICATE, 3)


def test_a_day_with_thousands_of_different_events_is_not_compared_pair_by_pair(monkeypatch):
    monkeypatch.setattr("actionplans.remarks.patterns.is_double", None)
    rows = [Event(pk=n, starts_on=Q4.starts_on, ends_on=Q4.starts_on, place=f"дом {n // 2}") for n in range(3000)]
    for row in rows:
        row.council_id, row.code = 1, f"KG-B-2019-{row.pk:04d}"

    assert len(list(doubles(rows))) == 1500


COUNTS = {"participants": 23, "women": 11, "men": 12, "age_14_28": 20}


@pytest.mark.parametrize(("times", "found"), [(3, 0), (4, 1), (9, 1)])
def test_the_same_breakdown_four_times_is_a_pattern(batken, times, found):
    save(batken, [COUNTS] * times + [{"participants": 12 + n} for n in range(5)])

    patterns = found_in(batken, RemarkKind.COPIED_COUNTS)
    assert [len(finding.events) for finding in patterns] == [times] * found


@pytest.mark.parametrize(("times", "found"), [(4, 0), (5, 1)])
def test_a_bare_number_is_a_pattern_only_in_a_row(batken, times, found):
    save(batken, [{"participants": 23}] * times + [{"participants": 12}, {"participants": 23}])

    assert len(found_in(batken, RemarkKind.COPIED_COUNTS)) == found


def test_numbers_heaped_on_0_and_5_are_a_pattern(batken):
    save(
        batken, [{"participants": 10 + 5 * (n % 9)} for n in range(15)] + [{"participants": 11 + n} for n in range(9)]
    )

    (finding,) = found_in(batken, RemarkKind.HEAPED)
    assert "16 of 24" in finding.words
    assert all(event.participants % 5 == 0 for event in finding.events)


@pytest.mark.parametrize("sizes", [range(10, 110), [5] * 40, [10, 15, 20] * 6])
def test_even_numbers_small_ones_and_few_ones_are_not_heaped(batken, sizes):
    save(batken, [{"participants": size} for size in sizes])

    assert found_in(batken, RemarkKind.HEAPED) == []


@pytest.mark.parametrize(
    ("places", "title", "found"),
    [
        (["СШ №5, 9-А", "СШ №5, 9-Б", "СШ №5, 9-В", "СШ №5, 9-Г"], None, 1),
        (["дом 3", "дом 4", "дом 5", "дом 6"], None, 1),
        (["СШ №5"] * 4, None, 1),
        (["рынок", "парк", "ФАП", "мечеть"], "Безопасная миграция", 1),
        (["рынок", "парк", "ФАП", "мечеть"], None, 0),
        (["СШ №5", "СШ №17", "СШ №31", "СШ №60"], "Безопасная миграция", 0),
        (["дом 3", "дом 4", "дом 5"], None, 0),
    ],
)
def test_one_event_split_into_many(batken, places, title, found):
    day = {"ends_on": date(2019, 11, 5), "participants": 8}
    topics = ["Кыз ала качуу", "Горячая линия", "Права мигранта", "Вербовка в интернете"]
    save(batken, [{**day, "place": p, "title": title or topic} for p, topic in zip(places, topics, strict=False)])

    assert len(found_in(batken, RemarkKind.SPLIT)) == found
    assert not (found and found_in(batken, RemarkKind.DUPLICATE))


def test_large_events_of_one_day_are_not_parts_of_one(batken):
    rows = [{"ends_on": date(2019, 11, 5), "place": f"дом {n}", "participants": 31 + n} for n in range(6)]
    save(batken, rows)

    assert found_in(batken, RemarkKind.SPLIT) == []


def test_a_peak_in_the_last_five_days_is_a_pattern(batken):
    late = [{"ends_on": date(2019, 12, 27 + n % 5), "participants": 7 + n} for n in range(10)]
    save(batken, late + [{"participants": 21 + n} for n in range(20)])

    (finding,) = found_in(batken, RemarkKind.LAST_DAYS)
    assert (len(finding.events), min(event.ends_on for event in finding.events)) == (10, date(2019, 12, 27))


@pytest.mark.parametrize(("late", "all_events"), [(9, 12), (10, 100)])
def test_few_events_or_a_small_share_in_the_last_days_are_none(batken, late, all_events):
    rows = [{"ends_on": date(2019, 12, 27 + n % 5), "participants": 7 + n % 13} for n in range(late)]
    save(batken, rows + [{"participants": 7 + n % 17} for n in range(all_events - late)])

    assert found_in(batken, RemarkKind.LAST_DAYS) == []


@settings(deadline=None)
@given(trials=st.integers(1, 260), share=st.floats(0.01, 0.99), data=st.data())
def test_the_tail_of_the_binomial_falls_and_stays_a_probability(trials, share, data):
    hits = data.draw(st.integers(0, trials))

    assert 0 <= at_least(hits + 1, trials, share) <= at_least(hits, trials, share) + 1e-9 <= 1 + 1e-9
    assert at_least(0, trials, share) == 1


def test_the_tail_is_the_textbooks():
    assert at_least(2, 2, 0.5) == 0.25
    assert at_least(8, 10, 0.2) == pytest.approx(7.79264e-05)
    assert at_least(101, 101, 0.9) == pytest.approx(0.9**101)


# ---- answers


def test_an_answer_closes_a_finding_until_its_figures_change(batken):
    event = make_event(batken.council, batken.item, participants=500, women=500)
    (finding,) = found_in(batken)
    FineAsItIs.objects.create(
        council=batken.council, kind=finding.kind, key=finding.key, reason="концерт", said_by=batken.secretary,
        said_on=date(2019, 11, 20),
    )  # fmt: skip

    (look,) = second_looks([batken.council], [Q4])
    assert (look.open, [answer.reason for _finding, answer in look.answered]) == ([], ["концерт"])
    Event.objects.filter(pk=event.pk).update(materials=5, version=2)
    assert second_looks([batken.council], [Q4])[0].open == []
    Event.objects.filter(pk=event.pk).update(participants=501, women=501, version=3)
    assert len(second_looks([batken.council], [Q4])[0].open) == 1


@settings(deadline=None)
@given(data=st.data())
def test_keys_tell_figures_apart_and_nothing_else(data):
    from actionplans.remarks.findings import found

    sizes = data.draw(st.lists(st.integers(0, 50), min_size=1, max_size=6))
    rows = [Event(pk=n, code=f"KG-B-2019-{n:04d}", ends_on=date(2019, 10, 1 + n), council_id=1, participants=size)
            for n, size in enumerate(sizes)]  # fmt: skip
    key = found(RemarkKind.SIZE, "", rows, lambda row: row.participants).key
    shuffled = data.draw(st.permutations(rows))
    assert found(RemarkKind.SIZE, "other words", shuffled, lambda row: row.participants).key == key
    rows[0].participants += 1
    assert found(RemarkKind.SIZE, "", rows, lambda row: row.participants).key != key


def test_findings_of_a_council_are_its_own(batken, osh):
    make_event(osh.council, osh.item, participants=500, women=500)

    assert found_in(batken) == []
    assert list(findings_of([batken.council, osh.council], [Q4])) == [osh.council.pk]


def test_3000_events_of_two_councils_cost_four_queries(batken, osh, django_assert_num_queries):
    for world in (batken, osh):
        save(world, [{"ends_on": date(2019, 10, 1 + n % 31), "participants": 7 + n % 41} for n in range(1500)])

    with django_assert_num_queries(4):
        assert len(second_looks([batken.council, osh.council], [Q4])) == 2


# ---- the pages


@pytest.fixture
def concert(batken):
    return make_event(batken.council, batken.item, participants=500, women=500, title="Концерт")


def key_of(world):
    return found_in(world)[0].key


def test_the_page_shows_findings_with_their_events_and_takes_a_reason(secretary, batken, concert):
    page = secretary.get(batken.url("events/second-look/")).content.decode()
    assert concert.code in page
    address = batken.url(f"events/second-look/2019-Q4/{key_of(batken)}/")
    assert address in page

    refused = secretary.post(address, {"reason": "  "})
    answered = secretary.post(address, {"reason": "концерт на площади"}, follow=True)

    assert "because: write the reason" in refused.content.decode()
    assert "концерт на площади" in answered.content.decode()
    assert second_looks([batken.council], [Q4])[0].open == []
    entry = AuditEntry.objects.get(action="remark.answered")
    assert (entry.actor, json.loads(entry.text)["reason"]) == (batken.secretary, "концерт на площади")
    assert json.loads(entry.text)["after"]["events"] == [concert.code]
    assert Event.objects.get().participants == 500


def test_what_was_answered_or_has_changed_is_not_answered_again(secretary, batken, concert):
    address = batken.url(f"events/second-look/2019-Q4/{key_of(batken)}/")
    secretary.post(address, {"reason": "концерт"})

    again = secretary.post(address, {"reason": "опять"}, follow=True).content.decode()

    assert "no longer open" in again
    assert [answer.reason for answer in FineAsItIs.objects.all()] == ["концерт"]
    assert secretary.get(address).status_code == 302


def test_sms_answers_too_and_sees_all_councils_in_the_charters_order(client, batken, osh, concert):
    signed_in(client, make_grant("sms"))

    rows = client.get("/second-look/?quarter=2019-Q4").context["rows"]
    client.post(batken.url(f"events/second-look/2019-Q4/{key_of(batken)}/"), {"reason": "проверено по фото"})
    after = client.get("/second-look/?quarter=2019-Q4").context["rows"]

    assert [(council.code, sum(n for _kind, n in numbers), done) for council, numbers, done in rows] == [
        ("KG-B", 1, 0),
        ("KG-O", 0, 0),
    ]
    assert [(council.code, sum(n for _kind, n in numbers), done) for council, numbers, done in after] == [
        ("KG-B", 0, 1),
        ("KG-O", 0, 0),
    ]


def test_a_member_looks_and_does_not_answer(client, batken, concert):
    signed_in(client, make_member(batken.council, "youth"))
    address = batken.url(f"events/second-look/2019-Q4/{key_of(batken)}/")

    page = client.get(batken.url("events/second-look/?quarter=2019-Q4"))

    assert concert.code in page.content.decode()
    assert address not in page.content.decode()
    assert client.post(address, {"reason": "так"}).status_code == 403


def test_only_those_who_may_answer_do_in_the_service_too(batken, concert):
    with pytest.raises(NotAllowed):
        answer_remark(batken.council, Q4, key_of(batken), reason="так", actor=make_member(batken.council, "chair"))
    with pytest.raises(Refused):
        answer_remark(batken.council, Q4, key_of(batken), reason=" ", actor=batken.secretary)


def test_a_quarter_that_is_none_is_not_found(secretary, batken):
    assert secretary.get(batken.url("events/second-look/?quarter=soon")).status_code == 404
    assert secretary.get(batken.url("events/second-look/2019/abc/")).status_code == 404


def test_the_pages_cost_the_same_however_many_events(client, batken, concert, django_assert_num_queries):
    signed_in(client, make_grant("sms"))
    costs = []
    for _round in range(2):
        for address in (batken.url("events/second-look/?quarter=2019-Q4"), "/second-look/?quarter=2019-Q4"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            costs.append(len(queries))
        save(batken, [{"participants": 300 + n, "women": 1, "note": "0555 12-34-56"} for n in range(40)])

    assert costs[:2] == costs[2:]


def test_thirty_findings_stand_on_a_page(secretary, batken):
    save(batken, [{"participants": 60 + n} for n in range(31)])

    first = secretary.get(batken.url("events/second-look/")).context["page"]
    second = secretary.get(batken.url("events/second-look/?page=2")).context["page"]

    assert (len(first), len(second)) == (30, 1)
