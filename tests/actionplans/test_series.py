"""Events of one series: a row each, recorded row by row, nothing typed lost, nothing recorded twice."""

import html
import re
import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.imports.pasted import as_above, read_pasted
from actionplans.models import Event, QuarterGuard
from actionplans.series import LAST_ROW, OPEN_ROWS
from actionplans.services.events import void_event
from councils.models import AuditEntry, Draft, Organisation
from tests.actionplans.conftest import World
from tests.factories import make_event

KEY = uuid.UUID(int=40)
NAMES = ("starts_on", "district", "place", "participants", "women", "men")


def shared(world: World, **changes: Any) -> dict[str, Any]:
    return {"item": str(world.item.pk), "title": "Классный час", "form": "class_hour", "basis": "head_count"} | changes


def rows(*lines: str, first: int = 1) -> dict[str, Any]:
    """«13.11.2019|Лейлек|СШ 5|25|15|10»: what is typed into the rows, in the page's order of columns."""
    typed: dict[str, Any] = {"row": [str(number) for number in range(first, first + len(lines))]}
    for number, line in enumerate(lines, first):
        typed |= {f"r{number}-{name}": text for name, text in zip(NAMES, line.split("|"), strict=False)}
    return typed


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def value_of(page: str, name: str) -> str | None:
    """What an input of the page holds; None if there is no such input."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    if tag is None:
        return None
    held = re.search(r' value="([^"]*)"', tag[0])
    return held[1] if held else ""


@pytest.fixture
def address(batken: World) -> str:
    batken.district.name_ru, batken.district.name_ky = "Лейлекский район", "Лейлек району"
    batken.district.name_en = "Leilek district"
    batken.district.save()
    return batken.url(f"events/series/{KEY}/")


# ---- recording


def test_a_new_series_has_an_address_of_its_own(secretary: Any, batken: World) -> None:
    one, other = (secretary.get(batken.url("events/series/?item=7")).url for _time in range(2))
    assert one != other and re.fullmatch(r".*/events/series/[0-9a-f-]{36}/\?item=7", one)


def test_each_row_is_recorded_with_what_all_share(secretary: Any, batken: World, address: str) -> None:
    typed = shared(batken, organisers="Районо") | rows(
        "13.11.2019|Лейлек|СШ 5|25|15|10", "14.11.2019|Лейлек|СШ 6|30||"
    )
    typed |= {"r2-age_14_28": "20", "r2-materials": "30"}
    response = secretary.post(address, typed)
    assert response.status_code == 302 and response.url == address
    first, second = Event.objects.order_by("pk")
    for event in (first, second):
        assert (event.title, event.form, event.item, event.basis) == (
            "Классный час", "class_hour", batken.item, "head_count",
        )  # fmt: skip
        assert (event.district, event.recorded_by) == (batken.district, batken.secretary)
        assert [org.name for org in event.organisations.all()] == ["Районо"]
    assert (first.place, first.ends_on, first.participants, first.women, first.men) == (
        "СШ 5", date(2019, 11, 13), 25, 15, 10,
    )  # fmt: skip
    assert (second.women, second.age_14_28, second.materials) == (None, 20, 30)
    page = text_of(secretary.get(address))
    assert (
        first.code in page and second.get_absolute_url() in page and "2 events are recorded, 55 participants." in page
    )
    assert value_of(page, "r1-place") is None and value_of(page, "r3-place") == ""  # numbers go on
    assert value_of(page, "title") == "Классный час" and not Draft.objects.exists()


def test_each_row_has_an_audit_entry(secretary: Any, batken: World, address: str) -> None:
    secretary.post(address, shared(batken) | rows("13.11.2019|Лейлек|СШ 5|25", "14.11.2019|Лейлек|СШ 6|30"))
    entries = AuditEntry.objects.filter(action="event.recorded")
    assert {entry.subject for entry in entries} == {
        f"event:{code}" for code in Event.objects.values_list("code", flat=True)
    }
    assert len(entries) == 2


def test_the_same_form_twice_records_nothing_twice(secretary: Any, batken: World, address: str) -> None:
    typed = shared(batken) | rows("13.11.2019|Лейлек|СШ 5|25", "14.11.2019|Лейлек|СШ 6|30")
    for _time in range(3):
        assert secretary.post(address, typed).status_code == 302
    assert Event.objects.count() == 2


def test_a_row_sent_again_is_the_same_under_another_spelling_of_its_organisation(
    secretary: Any, batken: World, address: str
) -> None:
    Organisation.objects.create(name="Отдел образования", kind="government")
    typed = shared(batken, organisers="ОТДЕЛ образования") | rows("13.11.2019|Лейлек|СШ 5|25|15|10")

    answers = [secretary.post(address, typed) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Event.objects.count() == 1


def test_a_recorded_row_sent_with_other_content_is_asked_about_and_kept(
    secretary: Any, batken: World, address: str
) -> None:
    secretary.post(address, shared(batken) | rows("13.11.2019|Лейлек|СШ 5|25"))
    response = secretary.post(address, shared(batken) | rows("15.11.2019|Лейлек|СШ 7|26"))
    page, code = text_of(response), Event.objects.get().code
    assert f"Row 2, date: it was recorded as {code} with other content." in page
    assert (value_of(page, "r2-place"), value_of(page, "r2-participants")) == ("СШ 7", "26")
    assert secretary.post(address, shared(batken) | rows("15.11.2019|Лейлек|СШ 7|26", first=2)).status_code == 302
    assert sorted(Event.objects.values_list("place", flat=True)) == ["СШ 5", "СШ 7"]


def test_a_row_number_of_thousands_of_digits_is_no_row(secretary: Any, batken: World, address: str) -> None:
    typed = shared(batken) | rows("13.11.2019|Лейлек|СШ 5|25||")
    typed["row"] = ["9" * 5000, "²", *typed["row"]]
    assert secretary.post(address, typed).status_code == 302
    assert Event.objects.get().participants == 25


def test_a_row_that_changed_stays_in_a_series_that_reached_its_last_number(
    secretary: Any, batken: World, address: str
) -> None:
    secretary.post(address, shared(batken) | rows("13.11.2019|Лейлек|СШ 5|25||", first=LAST_ROW))
    page = text_of(secretary.post(address, shared(batken) | rows("13.11.2019|Лейлек|СШ 6|26||", first=LAST_ROW)))
    assert value_of(page, "r1-place") == "СШ 6" and value_of(page, "row") == "1"
    assert secretary.post(address, shared(batken) | rows("13.11.2019|Лейлек|СШ 6|26||")).status_code == 302
    assert sorted(Event.objects.values_list("participants", flat=True)) == [25, 26]


def test_a_full_series_refuses_in_words_and_keeps_what_is_typed(
    secretary: Any, batken: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actionplans.forms.series.LAST_ROW", 1)
    monkeypatch.setattr("actionplans.series.LAST_ROW", 1)
    secretary.post(address, shared(batken) | rows("13.11.2019|Лейлек|СШ 5|25||"))
    page = text_of(secretary.post(address, shared(batken) | rows("13.11.2019|Лейлек|СШ 6|26||")))
    assert value_of(page, "r1-place") == "СШ 6" and "series is full: begin another." in page
    assert "This series is full: begin another one." in text_of(secretary.post(address, shared(batken)))
    assert Event.objects.get().participants == 25


def test_another_council_has_no_such_page(secretary: Any, batken: World, osh: World) -> None:
    assert secretary.get(osh.url(f"events/series/{KEY}/")).status_code == 404
    assert secretary.post(osh.url(f"events/series/{KEY}/"), {}).status_code == 404


# ---- errors


def test_a_wrong_row_stays_with_its_error_and_the_others_are_recorded(
    secretary: Any, batken: World, address: str
) -> None:
    lines = ("13.11.2019|Лейлек|СШ 5|25|15|10", "13.11.2019|Лейлек|СШ 6|25|20|10", "32.11.2019|Марс|СШ 7|много||")
    response = secretary.post(address, shared(batken) | rows(*lines))
    page = text_of(response)
    assert response.status_code == 200 and Event.objects.get().place == "СШ 5"
    assert "<title>Error:" in page and "1 event is recorded, 25 participants." in page
    summary = page[page.index('role="alert"') : page.index("</ul>", page.index('role="alert"'))]
    assert summary.count("<li>") == 4
    assert '<a href="#id_r2-women">Row 2, women: Women + Men: together 30, more than' in summary
    assert '<a href="#id_r3-district">Row 3, district or city: “Марс” is not a known district or city.' in summary
    assert 'id="id_r2-women_error"' in page
    assert value_of(page, "r1-place") is None
    for number, line in enumerate(lines[1:], 2):
        assert [value_of(page, f"r{number}-{name}") for name in NAMES] == line.split("|")


def test_what_is_left_is_the_draft_and_shown_without_errors(secretary: Any, batken: World, address: str) -> None:
    secretary.post(address, shared(batken) | rows("13.11.2019|Лейлек|СШ 5|25", "13.11.2019|Лейлек|СШ 6|25|26|"))
    page = text_of(secretary.get(address))
    assert value_of(page, "r2-women") == "26" and value_of(page, "r1-place") is None
    assert 'role="alert"' not in page and 'class="err"' not in page
    assert Event.objects.get().code in page


def test_a_draft_that_came_late_does_not_show_recorded_rows_again(secretary: Any, batken: World, address: str) -> None:
    typed = shared(batken) | rows("13.11.2019|Лейлек|СШ 5|25", "13.11.2019|Лейлек|СШ 6|25")
    secretary.post(address, typed | {"set_language": "en"})  # keeps the typing
    draft = Draft.objects.get()
    secretary.post(address, typed)
    draft.save(force_insert=True)
    page = text_of(secretary.get(address))
    assert value_of(page, "r1-place") is None and value_of(page, "r2-place") is None


def test_nothing_shared_nothing_recorded_and_all_kept(secretary: Any, batken: World, address: str) -> None:
    response = secretary.post(
        address, shared(batken, title="", item="") | rows("13.11.2019|Лейлек|СШ 5|25", "|Лейлек||1")
    )
    page = text_of(response)
    assert Event.objects.count() == 0 and value_of(page, "r1-place") == "СШ 5"
    assert "Topic: write what the event was about." in page
    assert "Row 2, date: write the day" in page and "Row 1, date" not in page.replace('label="Row 1, date"', "")


def test_empty_rows_are_no_events_and_an_empty_page_says_so(secretary: Any, batken: World, address: str) -> None:
    secretary.post(address, shared(batken) | rows("|||", "13.11.2019|Лейлек|СШ 5|25", " | ||"))
    assert Event.objects.count() == 1
    page = text_of(secretary.post(address, shared(batken) | rows("|||", first=5)))
    assert '<a href="#id_r5-starts_on">Row 5, date: Write at least one row.</a>' in page


def test_rules_of_days_are_told_on_the_row(secretary: Any, batken: World, address: str) -> None:
    QuarterGuard.objects.create(
        council=batken.council, starts_on=date(2019, 7, 1), ends_on=date(2019, 9, 30), sealed=True,
        locks_on=date(2020, 1, 1),
    )  # fmt: skip
    lines = ("1.9.2019|Лейлек|СШ 5|25", "21.11.2019|Лейлек|СШ 5|25", "1.9.2017|Лейлек|СШ 5|25")
    page = text_of(secretary.post(address, shared(batken) | rows(*lines)))
    assert Event.objects.count() == 0
    assert "Row 1, date: the report for this quarter is sealed" in page or "Row 1, date: Last day (01.09.2019)" in page
    assert "Last day (21.11.2019) is still to come" in page and "its plan does not cover 01.09.2017" in page


# ---- what is typed is understood


@pytest.mark.parametrize("day", ["13.11.2019", "13/11/19", "2019-11-13", "13 ноября 2019 г.", "2019-жылдын 13-ноябры"])
@pytest.mark.parametrize(
    ("district", "participants"),
    [("Лейлекский р-н", "1 025"), ("ЛЕЙЛЕК", "1025 чел."), ("Лейлек району", "1\u202f025"), ("leilek", "1025")],
)
def test_usual_writings_are_understood(
    secretary: Any, batken: World, address: str, day: str, district: str, participants: str
) -> None:
    typed = shared(batken) | rows(f"{day}|{district}|СШ 5|{participants}") | {"r1-seen": "size sex_missing"}
    assert secretary.post(address, typed).status_code == 302
    event = Event.objects.get()
    assert (event.ends_on, event.district, event.participants) == (date(2019, 11, 13), batken.district, 1025)


def test_several_days_in_one_cell(secretary: Any, batken: World, address: str) -> None:
    secretary.post(address, shared(batken) | rows("12–14.11.2019|Лейлек|СШ 5|25"))
    event = Event.objects.get()
    assert (event.starts_on, event.ends_on) == (date(2019, 11, 12), date(2019, 11, 14))


def test_as_above_is_written_out_and_never_guessed(secretary: Any, batken: World, address: str) -> None:
    lines = ('"|Лейлек|СШ 1|25', "13.11.2019|-//-|СШ 5|25", '"|"|СШ 6|30', "||СШ 7|31", "—//—|то же|СШ 8|32|33")
    page = text_of(secretary.post(address, shared(batken) | rows(*lines)))
    assert sorted(Event.objects.values_list("place", "ends_on")) == [
        ("СШ 5", date(2019, 11, 13)), ("СШ 6", date(2019, 11, 13)),
    ]  # fmt: skip
    assert "Row 1, date" in page and "Row 4, district or city" in page  # nothing above, nothing typed
    assert (value_of(page, "r5-starts_on"), value_of(page, "r5-district")) == ("13.11.2019", "Лейлек")


# ---- a second look


def test_rows_of_other_places_are_no_doubles(secretary: Any, batken: World, address: str) -> None:
    lines = [f"13.11.2019|Лейлек|{place}|25" for place in ("лицей", "школа имени Токтогула", "дом культуры")]
    assert secretary.post(address, shared(batken) | rows(*lines[:2])).status_code == 302
    assert secretary.post(address, shared(batken) | rows(lines[2], first=3)).status_code == 302
    assert Event.objects.count() == 3


def test_a_row_written_twice_is_recorded_only_when_somebody_says_so(
    secretary: Any, batken: World, address: str
) -> None:
    lines = ("13.11.2019|Лейлек|СШ № 5|25", "13.11.2019|Лейлек|сш №5|26")
    page = text_of(secretary.post(address, shared(batken) | rows(*lines)))
    assert Event.objects.count() == 1 and "row 1 is of the same day, district and place" in page
    assert value_of(page, "r2-seen") == "duplicate" and value_of(page, "r2-participants") == "26"
    page = text_of(secretary.post(address, shared(batken) | rows(lines[1], first=2)))
    assert f"Perhaps recorded twice: {Event.objects.get().code}" in page  # its double is recorded by now
    answered = rows(lines[1], first=2) | {"r2-seen": "duplicate"}
    assert secretary.post(address, shared(batken) | answered).status_code == 302
    assert Event.objects.count() == 2


def test_an_event_recorded_before_makes_a_row_doubtful(secretary: Any, batken: World, address: str) -> None:
    known = make_event(
        batken.council, batken.item, date(2019, 11, 13), district=batken.district, title="Классный час", place=""
    )
    page = text_of(secretary.post(address, shared(batken) | rows("13.11.2019|Лейлек|СШ 5|25")))
    assert known.code in page and Event.objects.count() == 1
    void_event(known, actor=batken.secretary, reason="дубль")
    assert secretary.post(address, shared(batken) | rows("13.11.2019|Лейлек|СШ 5|25")).status_code == 302


def test_a_tick_answers_only_what_was_shown(secretary: Any, batken: World, address: str) -> None:
    typed = shared(batken) | rows("13.11.2019|Лейлек|тел. 0555 123456|4000") | {"r1-seen": "size sex_missing"}
    page = text_of(secretary.post(address, typed))
    assert Event.objects.count() == 0 and "phone number" in page
    assert value_of(page, "r1-seen") == "personal_data sex_missing size"


# ---- pasted rows

HEADED = (
    "Дата\tТема\tРайон\tМесто\tУчастники\t\n\t\t\t\tВсего\tЖен.\n"
    "13.11.2019\tЧас\tЛейлек\tСШ 5\t25\t15\n\t\t\t\t\t\n"
    '14.11.2019\tЧас\tЛейлек\t"СШ 6,\nзал"\t30\t\nИтого\t\t\t\t55\t15\n'
)


def test_columns_go_by_their_headings() -> None:
    found = read_pasted(HEADED)
    assert [[row.get(name, "") for name in NAMES] for row in found.rows] == [
        ["13.11.2019", "Лейлек", "СШ 5", "25", "15", ""], ["14.11.2019", "Лейлек", "СШ 6, зал", "30", "", ""],
    ]  # fmt: skip
    assert found.not_taken == ["Тема"]


def test_without_headings_columns_go_by_order() -> None:
    found = read_pasted('13.11.2019\tЛейлек\tСШ «5»\t25\r\n"\t"\t"Лицей" № 1\t30\r\n')
    assert [list(row.values()) for row in found.rows] == [
        ["13.11.2019", "Лейлек", "СШ «5»", "25"], ['"', '"', '"Лицей" № 1', "30"],
    ]  # fmt: skip
    as_above(found.rows)
    assert found.rows[1]["district"] == "Лейлек" and found.not_taken == []
    assert read_pasted("\t".join("x" * 13)).not_taken == ["what stands to the right of the last column"]
    assert read_pasted("13.11.2019;Лейлек;СШ 5;25").rows == read_pasted("13.11.2019\tЛейлек\tСШ 5\t25").rows
    assert read_pasted("").rows == read_pasted(" \n\t\n").rows == []


def test_pasted_rows_go_into_empty_rows_and_are_not_recorded(secretary: Any, batken: World, address: str) -> None:
    typed = shared(batken) | rows("13.11.2019|Лейлек|СШ 1|25", "|||") | {"paste": HEADED, "take": "1"}
    page = text_of(secretary.post(address, typed, follow=True))
    assert [value_of(page, f"r{n}-place") for n in (1, 2, 3)] == ["СШ 1", "СШ 5", "СШ 6, зал"]
    assert Event.objects.count() == 0
    assert "2 rows are in the table now." in page and "Not taken: Тема." in page
    assert value_of(page, "title") == "Классный час" and "13.11.2019\t" not in page


def test_pasted_rows_sent_without_the_button_are_taken_too(secretary: Any, batken: World, address: str) -> None:
    page = text_of(secretary.post(address, shared(batken) | rows("|||") | {"paste": HEADED}, follow=True))
    assert value_of(page, "r1-place") == "СШ 5" and Event.objects.count() == 0


def test_rows_that_do_not_fit_stay_where_they_were_pasted(secretary: Any, batken: World, address: str) -> None:
    block = "\n".join(f"13.11.2019\tЛейлек\tСШ {n}\t25" for n in range(1, OPEN_ROWS + 4))
    page = text_of(secretary.post(address, shared(batken) | rows("|||") | {"paste": block, "take": "1"}, follow=True))
    assert (
        value_of(page, f"r{OPEN_ROWS}-place") == f"СШ {OPEN_ROWS}"
        and value_of(page, f"r{OPEN_ROWS + 1}-place") is None
    )
    assert f"Only {OPEN_ROWS} rows fit at once" in page
    held = re.search(r'<textarea name="paste"[^>]*>(.*?)</textarea>', page, re.S)
    assert held and [line.split("\t")[2] for line in held[1].split("\n") if line] == [
        f"СШ {OPEN_ROWS + n}" for n in (1, 2, 3)
    ]


def test_what_is_too_long_for_a_draft_is_shown_at_once(secretary: Any, batken: World, address: str) -> None:
    block = "\n".join(f"13.11.2019\tЛейлек\t{'Ш' * 2000} {n}\t25" for n in range(100))
    page = text_of(secretary.post(address, shared(batken) | rows("|||") | {"paste": block, "take": "1"}, follow=True))
    assert value_of(page, "r60-place") == f"{'Ш' * 2000} 59" and f"{'Ш' * 2000} 99" in page


def test_ten_more_rows_and_another_language_keep_what_is_typed(secretary: Any, batken: World, address: str) -> None:
    typed = shared(batken) | rows("13.11.2019|Лейлек|СШ 5|двадцать")
    page = text_of(secretary.post(address, typed | {"more": "1"}, follow=True))
    assert value_of(page, "r1-participants") == "двадцать" and value_of(page, "r11-place") == ""
    assert value_of(page, "r12-place") is None and 'role="alert"' not in page
    page = text_of(secretary.post(address, typed | {"set_language": "ru"}, follow=True))
    assert value_of(page, "r1-participants") == "двадцать" and Event.objects.count() == 0


def test_every_input_says_its_row_and_column(secretary: Any, address: str) -> None:
    page = text_of(secretary.get(address))
    body = page[page.index('<table class="sheet"') : page.index("<template")]
    inputs = re.findall(r'<input type="text"[^>]*>', body)
    labels = [re.search(r'aria-label="([^"]+)"', tag)[1] for tag in inputs]  # type: ignore[index]
    assert len(labels) == len(set(labels)) == 120
    assert "Row 3, women" in labels and "Row 3, aged 14–28" in labels and "Row 10, district or city" in labels


# ---- what it costs


def queries(act: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        act()
    return len(found)


def test_the_page_costs_the_same_with_one_row_and_with_twenty(secretary: Any, batken: World, address: str) -> None:
    def lines(first: int, last: int) -> list[str]:
        return [f"{1 + n % 19}.11.2019|Лейлек|СШ {n}|25" for n in range(first, last)]

    secretary.post(address, shared(batken) | rows(*lines(1, 2)))
    one = queries(lambda: secretary.get(address))
    secretary.post(address, shared(batken) | rows(*lines(2, 21), first=2))
    assert Event.objects.count() == 20
    assert queries(lambda: secretary.get(address)) == one


def test_rows_that_are_not_recorded_cost_no_queries_each(secretary: Any, batken: World, address: str) -> None:
    def send(count: int) -> None:
        doubtful = [f"1.11.2019|Лейлек|тел. 0555 12345{n}|4000" for n in range(count)]
        wrong = ["1.11.2019|Лейлек|СШ|5|6" for _n in range(count)]
        assert secretary.post(address, shared(batken) | rows(*doubtful, *wrong)).status_code == 200

    send(1)
    assert queries(lambda: send(2)) == queries(lambda: send(20))


def test_a_recorded_row_costs_a_fixed_number_of_queries(secretary: Any, batken: World, address: str) -> None:
    def send(first: int, count: int) -> None:
        lines = [f"1.11.2019|Лейлек|СШ {first + n}|25" for n in range(count)]
        assert secretary.post(address, shared(batken) | rows(*lines, first=first)).status_code == 302

    send(1, 1)
    few, many = queries(lambda: send(2, 2)), queries(lambda: send(4, 12))
    assert (many - few) % 10 == 0 and (many - few) // 10 <= 14
