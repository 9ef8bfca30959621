"""Pages of registers handed in as files: bring in, columns, look, record, the rows that are left, undo."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Event, RegisterRow, RegisterUpload
from actionplans.services.registers import dismiss_rows
from actionplans.states import RegisterRowState, UploadState
from actionplans.views.registers import by_row
from councils import drafts, jobs
from councils.models import Job
from tests import bad_files
from tests.actionplans.conftest import World, signed_in
from tests.actionplans.sheets import event_row, register
from tests.factories import make_grant, make_member
from tests.uploads import LAYOUTS, TOLD, make_batch, make_left_row, make_recorded, make_upload

STATES = [state.value for state in UploadState if state != UploadState.ASKS]


def file(content: bytes, name: str = "register.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def text_of(response: Any) -> str:
    """What a reader sees of the page's body, with single spaces."""
    html = response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


def work_off() -> None:
    for job in Job.objects.filter(state="queued").order_by("pk"):
        assert jobs.run(job.pk)


# ---- bringing a file in


def test_a_file_is_taken_and_its_page_says_that_it_is_read(secretary, batken: World) -> None:
    sent = secretary.post(batken.url("events/registers/"), {"file": file(register(event_row()))})

    upload = RegisterUpload.objects.get()
    assert sent["Location"] == upload.get_absolute_url() == batken.url(f"events/registers/{upload.pk}/")
    assert (upload.state, upload.language, upload.letter_number) == ("reading", "en", "")
    page = secretary.get(sent["Location"])
    assert "You can leave this page" in text_of(page) and "data-watch" in page.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file (.xls)"),
        (bad_files.EXE, "neither an Excel workbook"),
        (b"a;" * 3_000_000, "larger than 5 MiB"),
    ],
)
def test_what_is_no_register_is_refused_in_words(secretary, batken: World, content: bytes, words: str) -> None:
    page = secretary.post(batken.url("events/registers/"), {"file": file(content, "register.xlsx")})

    assert page.status_code == 200 and words in text_of(page)
    assert 'href="#id_file"' in page.content.decode()
    assert "Files are not kept: choose them again." in text_of(page)
    assert not RegisterUpload.objects.exists()


def test_without_a_file_the_page_asks_for_one(secretary, batken: World) -> None:
    assert "File of the register: choose a file." in text_of(secretary.post(batken.url("events/registers/"), {}))


def test_sms_brings_in_with_a_letter_and_what_was_typed_stays(client, batken: World) -> None:
    officer = signed_in(client, make_grant("sms"))
    url = batken.url("events/registers/")
    content = register(event_row())
    shown = officer.get(url)
    assert "on behalf of the council" in text_of(shown)

    bare = officer.post(url, {"file": file(content)})
    assert {"letter_number", "letter"} == set(bare.context["form"].errors)
    wrong = officer.post(
        url, {"file": file(content), "letter_number": "№ 01-12/345", "letter": file(b"GIF89a", "l.pdf")}
    )
    assert "Scan of the letter: This file is none of the kinds" in text_of(wrong)
    assert 'value="№ 01-12/345"' in wrong.content.decode()
    assert 'value="№ 01-12/345"' in officer.get(url).content.decode(), "kept as a draft"

    sent = officer.post(
        url, {"file": file(content), "letter_number": "№ 01-12/345", "letter": file(b"%PDF-1.7 l", "letter.pdf")}
    )  # fmt: skip
    upload = RegisterUpload.objects.get()
    assert sent["Location"] == upload.get_absolute_url()
    assert upload.letter_number == "№ 01-12/345" and upload.letter.name == "letter.pdf"
    assert not drafts.unfinished(upload.uploaded_by).exists()
    assert "on behalf of the council, letter № 01-12/345" in text_of(officer.get(url))
    letter = officer.get(batken.url(f"events/registers/{upload.pk}/letter/"))
    assert b"".join(letter.streaming_content) == b"%PDF-1.7 l" and "attachment" in letter["Content-Disposition"]


def test_the_secretary_is_asked_for_no_letter(secretary, batken: World) -> None:
    assert list(secretary.get(batken.url("events/registers/")).context["form"].fields) == ["file"]


def test_the_same_file_while_it_is_unfinished_is_one_upload(secretary, batken: World) -> None:
    content = register(event_row())
    first = secretary.post(batken.url("events/registers/"), {"file": file(content)})
    second = secretary.post(batken.url("events/registers/"), {"file": file(content, "copy.xlsx")})

    assert first["Location"] == second["Location"] and RegisterUpload.objects.count() == 1


def test_the_list_says_what_became_of_each_file(secretary, batken: World) -> None:
    recorded = make_recorded(batken.council, batken.item, by=batken.secretary, rows=3)
    make_upload(batken.council, UploadState.CHECKED, by=batken.secretary, name="second.csv")

    page = secretary.get(batken.url("events/registers/"))

    html = page.content.decode()
    assert f"{recorded.get_absolute_url()}#left" in html and ">3</a>" in html
    assert f"/batches/{recorded.batch.pk}/undo/" in html and f"events/?batch={recorded.batch.pk}" in html
    assert "Look and record" in html


def test_a_list_costs_the_same_with_many_files(secretary, batken: World, django_assert_num_queries) -> None:
    make_recorded(batken.council, batken.item, by=batken.secretary)
    secretary.get(batken.url("events/registers/"))
    with CaptureQueriesContext(connection) as few:
        secretary.get(batken.url("events/registers/"))
    for _n in range(12):
        make_recorded(batken.council, batken.item, by=batken.secretary)
    with django_assert_num_queries(len(few)):
        secretary.get(batken.url("events/registers/"))


# ---- templates


def test_a_template_for_each_year_of_a_plan_in_three_languages(secretary, batken: World) -> None:
    page = secretary.get(batken.url("events/registers/"))

    assert page.context["years"] == [2019, 2018]
    links = re.findall(r'href="([^"]+template/[^"]+)"', page.content.decode())
    assert len(links) == 6
    made = secretary.get(links[0].replace("&amp;", "&"))
    assert made.content.startswith(b"PK") and "attachment" in made["Content-Disposition"]


@pytest.mark.parametrize("query", ["", "?year=2031&lang=ru", "?year=2019&lang=de", "?year=x&lang=ru"])
def test_a_template_that_nobody_offers_is_not_there(secretary, batken: World, query: str) -> None:
    assert secretary.get(batken.url(f"events/registers/template/{query}")).status_code == 404


# ---- one register


def test_what_was_found_stands_by_row_and_cell(secretary, batken: World) -> None:
    upload = make_upload(batken.council, by=batken.secretary)

    page = secretary.get(upload.get_absolute_url())

    text = text_of(page)
    assert "Record 3 events" in text and "75 participants" in text
    assert "Январь, row 12 Дата : «32.01.2019» не является датой. Пункт : Пункта «9.9» в плане нет." in text
    assert "Январь, row 20 ИТОГО Всего 100 75 −25 row 12: 25, ошибка в строке" in text
    assert "1 total of the file agrees with its rows" in text and "Февраль, row 9, Всего: 30" in text
    assert "Январь , rows 1–4: заголовок" in text and "Лист3 : скрыт" in text
    assert "Безопасная миграция" in text and "Похоже на другое мероприятие." in text


def test_faults_of_one_row_stand_together() -> None:
    rows = by_row(TOLD["faults"])
    assert [(row.sheet, row.row, len(row.said)) for row in rows] == [("Январь", 12, 2), ("Февраль", 4, 1)]


def test_more_faults_than_are_shown_are_said(secretary, batken: World) -> None:
    told = TOLD | {"counts": TOLD["counts"] | {"faults": 503}}
    upload = make_upload(batken.council, by=batken.secretary, told=told)

    assert "500 more errors are not shown here" in text_of(secretary.get(upload.get_absolute_url()))


@pytest.mark.parametrize(
    ("counts", "words", "button"),
    [
        ({"created": 0}, "No row can be recorded as it is", "List the rows to mend"),
        ({"created": 0, "faulty_rows": 0, "faults": 0}, "There is nothing new in this file", None),
    ],
)
def test_where_nothing_can_be_recorded_the_page_says_so(
    secretary, batken: World, counts: dict[str, int], words: str, button: str | None
) -> None:
    upload = make_upload(batken.council, by=batken.secretary, told=TOLD | {"counts": TOLD["counts"] | counts})

    text = text_of(secretary.get(upload.get_absolute_url()))

    assert words in text and not re.search(r"Record \d+ event", text)
    assert button is None or button in text


def test_a_page_in_another_language_than_the_file_was_read_in_offers_to_read_again(secretary, batken: World) -> None:
    upload = make_upload(batken.council, by=batken.secretary)
    assert "Read it again in the language of this page" in text_of(secretary.get(upload.get_absolute_url()))

    secretary.post(f"{upload.get_absolute_url()}read-again/")

    upload.refresh_from_db()
    assert (upload.state, upload.language) == ("reading", "en")


def test_what_was_seen_is_recorded_and_nothing_else(secretary, batken: World) -> None:
    upload = make_upload(batken.council, by=batken.secretary)

    stale = secretary.post(f"{upload.get_absolute_url()}record/", {"version": "9"}, follow=True)
    assert "read again meanwhile" in text_of(stale)
    for version in ("", "x", "-1", "²"):
        secretary.post(f"{upload.get_absolute_url()}record/", {"version": version})
    upload.refresh_from_db()
    assert upload.state == "checked"

    sent = secretary.post(f"{upload.get_absolute_url()}record/", {"version": str(upload.version)})
    upload.refresh_from_db()
    assert upload.state == "recording" and sent["Location"] == upload.get_absolute_url()
    assert "The events are being recorded." in text_of(secretary.get(upload.get_absolute_url()))


def test_a_job_that_failed_is_said_and_can_be_asked_again(secretary, batken: World) -> None:
    secretary.post(batken.url("events/registers/"), {"file": file(register(event_row()))})
    upload = RegisterUpload.objects.get()
    Job.objects.update(state="failed", error="")

    page = secretary.get(upload.get_absolute_url())
    assert "It did not succeed" in text_of(page) and "data-watch" not in page.content.decode()
    secretary.post(f"{upload.get_absolute_url()}read-again/")
    assert Job.objects.filter(state="queued").count() == 1


def test_a_file_that_cannot_be_read_says_why(secretary, batken: World) -> None:
    upload = make_upload(batken.council, UploadState.REFUSED, by=batken.secretary)
    text = text_of(secretary.get(upload.get_absolute_url()))
    assert "Это документ, а не таблица." in text and "Choose another file" in text


def test_a_file_is_put_aside(secretary, batken: World) -> None:
    upload = make_upload(batken.council, by=batken.secretary)
    page = secretary.post(f"{upload.get_absolute_url()}put-aside/", follow=True)
    assert "put aside: nothing of it is recorded" in text_of(page)
    assert "Its content is erased" not in text_of(page)
    assert "content is erased" in text_of(secretary.get(upload.get_absolute_url()))


def test_a_register_costs_the_same_with_many_rows_left(secretary, batken: World, django_assert_num_queries) -> None:
    upload = make_recorded(batken.council, batken.item, by=batken.secretary, rows=2)
    secretary.get(upload.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        secretary.get(upload.get_absolute_url())
    for number in range(100, 160):
        make_left_row(upload, number)
        make_left_row(
            upload, number + 100, state=RegisterRowState.DISMISSED, reason="x", settled_by=batken.secretary,
            settled_on="2019-11-20",
        )  # fmt: skip
    with django_assert_num_queries(len(few)):
        page = secretary.get(upload.get_absolute_url())
    assert len(page.context["page"].object_list) == 50


# ---- what the columns mean


@pytest.fixture
def asked(batken: World) -> RegisterUpload:
    return make_upload(batken.council, UploadState.ASKS, by=batken.secretary)


def choices(**changes: str) -> dict[str, str]:
    typed = {"0": "starts_on", "1": "title", "2": "item", "3": "place", "4": "participants"} | {
        name.removeprefix("c"): value for name, value in changes.items()
    }
    return {f"layout0-column{index}": field for index, field in typed.items()}


def test_the_columns_are_asked_with_examples_and_why(secretary, batken: World, asked: RegisterUpload) -> None:
    page = secretary.get(asked.get_absolute_url(), follow=True)

    assert page.redirect_chain == [(f"{asked.get_absolute_url()}columns/", 302)]
    text = text_of(page)
    assert "Sheets: Январь, Февраль" in text and "11.01.2019 12.01.2019" in text
    assert "by its heading" in text and "as your office chose before" in text
    assert text.count("not sure, please look") == 1 and "Please look at: Column C “Пункт”" in text
    form = page.context["form"]
    assert [form[name].value() for name in form.fields] == ["starts_on", "title", "item", "", "participants"]


def test_what_was_chosen_is_read_so_and_remembered(secretary, batken: World, asked: RegisterUpload) -> None:
    sent = secretary.post(f"{asked.get_absolute_url()}columns/", choices())

    assert sent["Location"] == asked.get_absolute_url()
    asked.refresh_from_db()
    assert asked.state == "reading"
    assert asked.columns == {"one": {"0": "starts_on", "1": "title", "2": "item", "3": "place", "4": "participants"}}
    known = dict(batken.council.register_headings.values_list("words", "field"))
    assert known["пункт"] == "item"
    assert not drafts.unfinished(batken.secretary).exists()


def test_a_meaning_twice_and_a_missing_one_are_errors_and_the_choice_stays(
    secretary, batken: World, asked: RegisterUpload
) -> None:
    page = secretary.post(f"{asked.get_absolute_url()}columns/", choices(c2="", c3="title"))

    html, errors = page.content.decode(), page.context["form"].errors
    assert set(errors) == {"layout0-column0", "layout0-column3"}
    assert "Each meaning has one column" in errors["layout0-column3"][0]
    assert "Say which column holds" in errors["layout0-column0"][0]
    assert 'href="#id_layout0-column3"' in html
    assert page.context["form"]["layout0-column3"].value() == "title"
    again = secretary.get(f"{asked.get_absolute_url()}columns/")
    assert again.context["form"]["layout0-column3"].value() == "title", "kept as a draft"
    asked.refresh_from_db()
    assert asked.state == "asks"


def test_a_column_with_names_is_shown_and_never_offered(secretary, batken: World) -> None:
    columns = [*LAYOUTS[0]["columns"][:3], dict(LAYOUTS[0]["columns"][3], title="Телефон", personal=True)]
    upload = make_upload(
        batken.council, UploadState.ASKS, by=batken.secretary, told={"layouts": [dict(LAYOUTS[0], columns=columns)]}
    )
    page = secretary.get(f"{upload.get_absolute_url()}columns/")
    assert "Телефон" in text_of(page) and "names or telephones: never read" in text_of(page)
    assert "layout0-column3" not in page.context["form"].fields


def test_sheets_that_are_no_register_are_left_unread_beside_one_that_is(secretary, batken: World) -> None:
    other = dict(LAYOUTS[0], key="two", sheets=["Список"], columns=LAYOUTS[0]["columns"][1:2])
    upload = make_upload(batken.council, UploadState.ASKS, by=batken.secretary, told={"layouts": [LAYOUTS[0], other]})
    url = f"{upload.get_absolute_url()}columns/"
    assert "Not found yet: First day, or several days in one cell, Plan item." in text_of(secretary.get(url))
    wrong = secretary.post(url, choices() | {"layout1-column1": "title"})
    assert set(wrong.context["form"].errors) == {"layout1-column1"}
    assert secretary.post(url, choices() | {"layout1-column1": ""}).status_code == 302
    upload.refresh_from_db()
    assert upload.columns["two"] == {"1": ""}


def test_a_meaning_that_nobody_offers_is_refused(secretary, batken: World, asked: RegisterUpload) -> None:
    page = secretary.post(f"{asked.get_absolute_url()}columns/", choices(c3="password"))
    assert set(page.context["form"].errors) == {"layout0-column3"}


def test_columns_of_a_file_that_is_recorded_do_not_change(secretary, batken: World) -> None:
    upload = make_recorded(batken.council, batken.item, by=batken.secretary)
    sent = secretary.post(f"{upload.get_absolute_url()}columns/", choices())
    assert sent["Location"] == upload.get_absolute_url()


def test_the_chair_reads_that_columns_are_asked(client, batken: World, asked: RegisterUpload) -> None:
    chair = signed_in(client, make_member(batken.council, "chair"))
    assert "Some columns are not understood" in text_of(chair.get(asked.get_absolute_url()))
    assert chair.get(f"{asked.get_absolute_url()}columns/").status_code == 403


# ---- rows that are left


@pytest.fixture
def recorded(batken: World) -> RegisterUpload:
    return make_recorded(batken.council, batken.item, by=batken.secretary, rows=3)


def test_rows_that_are_left_stand_with_what_is_wrong(secretary, recorded: RegisterUpload) -> None:
    page = secretary.get(recorded.get_absolute_url())

    text = text_of(page)
    assert "1 event is recorded" in text and "left 3, mended 0, dismissed 0" in text
    assert "Январь, row 12 32.01.2019 · 9.9 · Права мигранта · 25 чел." in text
    row = recorded.rows.first()
    assert f"events/new/?row={row.pk}" in page.content.decode()


def test_one_row_is_dismissed_with_a_reason(secretary, batken: World, recorded: RegisterUpload) -> None:
    row = recorded.rows.first()
    url = f"{recorded.get_absolute_url()}rows/{row.pk}/dismiss/"
    assert "First day, or several days in one cell: 32.01.2019" in text_of(secretary.get(url)).replace(" :", ":")
    assert "Reason: write why it is not recorded." in text_of(secretary.post(url, {"reason": " "}))

    page = secretary.post(url, {"reason": "не мероприятие"}, follow=True)

    row.refresh_from_db()
    assert (row.state, row.reason, row.cells) == ("dismissed", "не мероприятие", {})
    assert "1 row is dismissed" in text_of(page) and "left 2, mended 0, dismissed 1" in text_of(page)
    assert "не мероприятие" in text_of(page)
    assert "settled already" in text_of(secretary.get(url, follow=True))


def test_several_rows_or_all_of_them_are_dismissed_at_once(secretary, recorded: RegisterUpload) -> None:
    url = f"{recorded.get_absolute_url()}rows/dismiss/"
    first, second, _third = recorded.rows.all()
    assert "Rows: choose at least one." in text_of(secretary.post(url, {"reason": "дубль"}))
    secretary.post(url, {"reason": "дубль", "rows": [first.pk, second.pk]})
    assert recorded.rows.filter(state="dismissed").count() == 2

    stale = secretary.post(url, {"reason": "дубль", "rows": [first.pk]})
    assert "was settled meanwhile" in text_of(stale)
    page = secretary.post(url, {"reason": "прочее", "everything": "on"}, follow=True)
    assert "No row is left." in text_of(page)
    assert "No row of this file is left." in text_of(secretary.get(url, follow=True))


def test_another_files_row_is_not_dismissed_here(secretary, batken: World, recorded: RegisterUpload) -> None:
    other = make_recorded(batken.council, by=batken.secretary, rows=1)
    row = other.rows.get()
    url = recorded.get_absolute_url()
    assert secretary.post(f"{url}rows/{row.pk}/dismiss/", {"reason": "x"}).status_code == 404
    assert "was settled meanwhile" in text_of(secretary.post(f"{url}rows/dismiss/", {"reason": "x", "rows": [row.pk]}))
    row.refresh_from_db()
    assert row.state == "open"


def test_a_row_is_entered_by_hand_and_then_mended(secretary, batken: World, recorded: RegisterUpload) -> None:
    row = recorded.rows.first()
    page = secretary.get(batken.url(f"events/new/?row={row.pk}"), follow=True)

    assert "«32.01.2019» не является датой." in text_of(page)
    form = page.context["form"]
    assert form["title"].value() == "Права мигранта"
    assert form["starts_on"].value() == "32.01.2019", "as it stands, for a person to mend"
    (address, _status), *_rest = page.redirect_chain
    assert address.endswith(f"/?row={row.pk}")
    wrong = secretary.post(address, batken.typed(women="26"))
    assert wrong.context["form"].errors and "«32.01.2019»" in text_of(wrong)

    sent = secretary.post(address, batken.typed())

    event = Event.objects.latest("pk")
    row.refresh_from_db()
    assert sent["Location"].startswith(event.get_absolute_url())
    assert (row.state, row.event, row.cells) == ("mended", event, {})
    assert "settled already" in text_of(secretary.get(address, follow=True))
    assert secretary.post(address, batken.typed())["Location"] == sent["Location"], "sent twice: the same receipt"


def test_what_was_typed_for_a_row_that_another_settled_meanwhile_is_not_lost(
    secretary, batken: World, recorded: RegisterUpload
) -> None:
    row = recorded.rows.first()
    address = secretary.get(batken.url(f"events/new/?row={row.pk}"), follow=True).redirect_chain[0][0]
    dismiss_rows(recorded, [row], actor=batken.secretary, reason="не мероприятие")
    wrong = secretary.post(address, batken.typed(women="26", title="Набрано для строки"))
    assert wrong.context["form"]["title"].value() == "Набрано для строки" and wrong.context["form"].errors


@pytest.mark.parametrize("cells", [{"title": "Тема"}, {"title": "Тема", "item": "9.9"}])
def test_an_item_that_is_not_found_is_to_be_chosen(secretary, batken: World, cells: dict[str, str]) -> None:
    """Never taken for «awaiting a plan»: the event would stand outside all totals."""
    row = make_left_row(make_recorded(batken.council, by=batken.secretary, events=0, rows=0), cells=cells)
    page = secretary.get(batken.new_url() + f"?row={row.pk}")
    assert (
        '<option value="" selected' in page.content.decode()
        and 'value="awaiting" selected' not in page.content.decode()
    )


def test_a_row_of_another_council_or_of_none_gives_no_form(secretary, batken: World, osh: World) -> None:
    row = make_recorded(osh.council, by=osh.secretary, rows=1).rows.get()
    for query in (row.pk, 0, "x", "99999999999999999999"):
        assert secretary.get(batken.new_url() + f"?row={query}").status_code == 404


# ---- undo


def test_undo_says_first_what_it_voids(secretary, batken: World) -> None:
    upload = make_recorded(batken.council, batken.item, by=batken.secretary, events=2)
    url = batken.url(f"events/batches/{upload.batch.pk}/undo/")

    assert "2 events are voided" in text_of(secretary.get(url))
    assert "Reason: write why the events are voided." in text_of(secretary.post(url, {}))
    page = secretary.post(url, {"reason": "не тот год"}, follow=True)

    assert {event.status for event in Event.objects.all()} == {"voided"}
    assert "This file was undone" in text_of(page) and "не тот год" in text_of(page)
    assert "undone already" in text_of(secretary.get(url, follow=True))


def test_a_batch_that_a_command_brought_in_can_be_undone_too(secretary, batken: World) -> None:
    batch = make_batch(batken.council, batken.item, by=batken.secretary)
    page = secretary.post(batken.url(f"events/batches/{batch.pk}/undo/"), {"reason": "x"})
    assert page["Location"] == batken.url(f"events/?batch={batch.pk}")


# ---- rights


@pytest.mark.parametrize("state", STATES)
def test_chair_and_deputy_read_and_change_nothing(client, batken: World, state: str) -> None:
    upload = make_upload(batken.council, state, by=batken.secretary)
    for seat in ("chair", "deputy"):
        reader = signed_in(client, make_member(batken.council, seat))
        page = reader.get(upload.get_absolute_url())
        assert page.status_code == 200
        main = page.content.decode().partition("<main")[2]
        assert "<form" not in main
        for verb in ("record", "read-again", "put-aside", "marked"):
            assert reader.post(f"{upload.get_absolute_url()}{verb}/").status_code == 403
        assert reader.post(batken.url("events/registers/"), {"file": file(register())}).status_code == 403
        assert "<form" not in reader.get(batken.url("events/registers/")).content.decode().partition("<main")[2]


def test_sms_goes_on_only_with_what_came_by_a_letter(client, batken: World) -> None:
    own = make_upload(batken.council, by=batken.secretary)
    officer = make_grant("sms")
    lettered = make_upload(batken.council, by=officer, letter="№ 5")
    signed_in(client, officer)

    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.post(f"{own.get_absolute_url()}put-aside/").status_code == 403
    assert client.post(f"{lettered.get_absolute_url()}put-aside/").status_code == 302


@pytest.mark.parametrize(("role", "status"), [("member", 403), ("ga", 403), ("administrator", 403), ("stranger", 404)])
def test_others_get_nothing(client, batken: World, osh: World, role: str, status: int) -> None:
    upload = make_upload(batken.council, by=batken.secretary, letter="№ 5")
    users = {"member": lambda: make_member(batken.council, "youth"), "stranger": lambda: osh.secretary}
    signed_in(client, users.get(role, lambda: make_grant(role))())
    for address in ("", "columns/", "letter/", "rows/dismiss/"):
        assert client.get(f"{upload.get_absolute_url()}{address}").status_code == status
    for address in ("events/registers/", "events/registers/template/?year=2019&lang=ru"):
        assert client.get(batken.url(address)).status_code == status
    assert client.get(batken.url(f"events/registers/{upload.pk + 1}/")).status_code == status


def test_a_marked_file_is_for_whoever_asked_for_it(secretary, batken: World, client) -> None:
    taken = secretary.post(batken.url("events/registers/"), {"file": file(register(event_row()), "реестр.xlsx")})
    work_off()
    sent = secretary.post(f"{taken['Location']}marked/")
    job = Job.objects.get(kind="mark_register")
    assert sent["Location"] == f"/jobs/{job.pk}/"
    address = f"{taken['Location']}marked/{job.pk}/"
    assert secretary.get(address).status_code == 404, "not made yet"
    work_off()

    job.refresh_from_db()
    made = secretary.get(job.result["url"])

    assert job.result["url"] == address and made.content.startswith(b"PK")
    assert "filename*=utf-8''%D1%80" in made["Content-Disposition"]
    other = make_upload(batken.council, by=batken.secretary)
    assert secretary.get(f"{other.get_absolute_url()}marked/{job.pk}/").status_code == 404
    another = Job.objects.create(kind="export_events", key="x", owner=batken.secretary, params=job.params)
    assert secretary.get(f"{taken['Location']}marked/{another.pk}/").status_code == 404
    assert signed_in(client, make_grant("sms")).get(address).status_code == 404


# ---- other pages


def test_the_list_of_events_leads_to_the_registers(client, batken: World) -> None:
    words = {"secretary": "Bring in a register", "chair": "Registers as files", "member": ""}
    users = {"secretary": batken.secretary} | {
        name: make_member(batken.council, seat) for name, seat in (("chair", "chair"), ("member", "youth"))
    }
    for role, user in users.items():
        html = signed_in(client, user).get(batken.url("events/")).content.decode()
        assert (batken.url("events/registers/") in html) == bool(words[role]) and words[role] in html


def test_home_names_what_waits_for_the_secretary(secretary, batken: World, asked: RegisterUpload) -> None:
    make_upload(batken.council, by=batken.secretary)
    make_upload(batken.council, UploadState.READING, by=batken.secretary, name="noch.csv")
    recorded = make_recorded(batken.council, by=batken.secretary, rows=2)
    make_recorded(batken.council, batken.item, by=batken.secretary, rows=0)

    page = secretary.get("/")

    text = text_of(page)
    assert "2 rows of a register are to be mended" in text and "A register is read: look and record" in text
    assert "Say what the columns of a register mean" in text and "noch.csv" not in text
    assert page.content.decode().count("/registers/") == 3
    assert f"{recorded.get_absolute_url()}#left" in page.content.decode()


def test_what_a_file_holds_is_shown_as_text(secretary, batken: World) -> None:
    evil = "<script>alert(1)</script>"
    told = TOLD | {
        "faults": [{"sheet": evil, "row": 1, "column": evil, "code": "x", "words": evil}],
        "left_out": [{"sheet": evil, "rows": evil, "words": evil}],
    }
    upload = make_upload(batken.council, by=batken.secretary, told=told, name=f"{evil}.csv")
    row = make_left_row(make_recorded(batken.council, batken.item, by=batken.secretary, rows=0), cells={"title": evil})
    for address in (upload.get_absolute_url(), row.upload.get_absolute_url(), batken.url("events/registers/")):
        assert evil not in secretary.get(address).content.decode()


def test_a_page_of_500_errors_is_small_on_the_wire(secretary, batken: World) -> None:
    faults = [dict(TOLD["faults"][0], row=row) for row in range(500)]
    upload = make_upload(batken.council, by=batken.secretary, told=TOLD | {"faults": faults})
    page = secretary.get(upload.get_absolute_url(), headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip" and len(page.content) < 20_000


def test_every_row_that_is_left_can_be_seen(secretary, batken: World) -> None:
    upload = make_recorded(batken.council, by=batken.secretary, rows=60)
    seen: set[int] = set()
    for number in (1, 2):
        seen |= {row.pk for row in secretary.get(f"{upload.get_absolute_url()}?page={number}").context["page"]}
    assert seen == set(RegisterRow.objects.values_list("pk", flat=True)) and len(seen) == 60
