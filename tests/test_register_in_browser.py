"""A register in a real Chromium, from the file to the last row; with scripts and without. The data is invented."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actionplans.models import Event, RegisterUpload
from councils import jobs
from councils.models import Job, User
from tests.actionplans.sheets import HEADING, event_row, register, workbook
from tests.reports import world as worlds
from tests.test_journey import fits, sign_in, world  # noqa: F401
from tests.test_series_in_browser import draw, plain  # noqa: F401

LIST = "/councils/KG-B/events/registers/"


@pytest.fixture
def batken(world: worlds.World) -> worlds.World:  # noqa: F811
    world.district.name_ru, world.district.name_ky = "Лейлекский район", "Лейлек району"
    world.district.save()
    User.objects.update(language="en")
    return world


@pytest.fixture
def good_and_bad(tmp_path: Path) -> Iterator[Path]:
    """Two events that are right, and one whose item no plan has."""
    path = tmp_path / "реестр.xlsx"
    rows = [
        event_row(item="1.1"), event_row(item="1.1", starts_on=date(2019, 3, 13), ends_on=date(2019, 3, 13)),
        event_row(item="9.9", title="Права мигранта"),
    ]  # fmt: skip
    path.write_bytes(register(*rows))
    yield path


def work_off() -> None:
    for job in Job.objects.filter(state="queued").order_by("pk"):
        assert jobs.run(job.pk)


def three_events(month: int) -> list[list[Any]]:
    return [event_row(item="1.1", starts_on=date(2019, month, day), ends_on=None) for day in (11, 12, 13)]


def hand_in(page: Any, path: Path) -> RegisterUpload:
    page.goto("/councils/KG-B/events/")
    page.click(f"a[href='{LIST}']")
    page.set_input_files("input[name=file]", path)
    page.click("main #page-form button.btn-big")
    page.wait_for_url(f"**{LIST}*/")
    return RegisterUpload.objects.latest("pk")


def test_a_register_is_read_recorded_mended_and_undone(page: Any, batken: worlds.World, good_and_bad: Path) -> None:
    sign_in(page, "kg-b-secretary")
    upload = hand_in(page, good_and_bad)
    page.wait_for_selector("[data-watch=reading]")
    assert "You can leave this page" in page.inner_text("main")
    work_off()
    page.wait_for_selector("form[action$='/record/']")  # by itself

    assert "9.9" in page.inner_text("#faults") and "row 4" in page.inner_text("#faults")
    assert all(fits(page, width) for width in (320, 360, 1280))
    draw(page, "checked")
    page.click("form[action$='/record/'] button")
    page.wait_for_selector("[data-watch=recording]")
    work_off()
    page.wait_for_selector(".receipt")

    assert batken.council.events.count() == 2 and "2 events are recorded" in page.inner_text(".receipt")
    assert all(fits(page, width) for width in (320, 360, 1280))
    draw(page, "recorded")
    page.click("#left a[href*='?row=']")
    page.wait_for_url("**/events/new/*-*/?row=*")
    assert page.input_value("input[name=title]") == "Права мигранта"
    assert page.input_value("input[name=participants]") == "25" and "9.9" in page.inner_text("aside")
    page.select_option("select[name=item]", str(batken.item.pk), force=True)
    page.click("main #page-form button.btn-big")
    page.wait_for_load_state()
    if page.query_selector("input[name=seen]"):
        page.click("main #page-form button.btn-big")
    page.wait_for_url("**?saved=1")
    assert upload.rows.get().state == "mended"

    page.goto(upload.get_absolute_url())
    page.click("a[href$='/undo/']")
    page.click("main #page-form button.btn-bad")
    page.wait_for_selector(".summary")
    assert page.title().startswith("Error:")
    page.click(".summary a")
    assert page.evaluate("document.activeElement.name") == "reason"
    page.fill("textarea[name=reason]", "the register of another year")
    page.click("main #page-form button.btn-bad")
    page.wait_for_selector("main .s-void")
    assert page.url.partition("#")[0].endswith(upload.get_absolute_url())
    assert Event.objects.filter(status="recorded").count() == 1, "the one that was entered by hand"


def test_unknown_headings_are_asked_and_remembered(page: Any, batken: worlds.World, tmp_path: Path) -> None:
    odd = {"Мероприятие": "Чем занимались", "Пункт плана": "Графа Б", "Дата начала": "Графа А"}
    heading = [odd.get(title, title) for title in HEADING]
    path = tmp_path / "odd.xlsx"
    path.write_bytes(workbook(heading, *three_events(month=3)))
    sign_in(page, "kg-b-secretary")
    upload = hand_in(page, path)
    work_off()
    page.wait_for_url(f"**{LIST}{upload.pk}/columns/")

    assert all(fits(page, width) for width in (320, 360, 1280))
    draw(page, "columns")
    page.select_option("#id_layout0-column0", "title")
    page.select_option("#id_layout0-column4", "title")
    page.click("main #page-form button.btn-big")
    page.wait_for_selector(".summary")
    assert page.title().startswith("Error:") and page.input_value("#id_layout0-column4") == "title"
    draw(page, "columns-wrong")
    page.click(".summary a >> nth=0")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    page.select_option("#id_layout0-column0", "starts_on")
    page.select_option("#id_layout0-column5", "item")
    page.click("main #page-form button.btn-big")
    page.wait_for_selector("[data-watch=reading]")
    work_off()
    page.wait_for_selector("form[action$='/record/']")
    assert "Record 3 events" in page.inner_text("main")

    path.write_bytes(
        workbook(heading, *(event_row(item="1.1", starts_on=f"{day}.02.2019", ends_on=None) for day in (11, 12, 13)))
    )
    hand_in(page, path)
    work_off()
    page.wait_for_selector("form[action$='/record/']")
    assert "Record 3 events" in page.inner_text("main")


def test_without_scripts_every_step_works(plain: Any, batken: worlds.World, good_and_bad: Path) -> None:  # noqa: F811
    sign_in(plain, "kg-b-secretary")
    upload = hand_in(plain, good_and_bad)
    work_off()
    plain.click("[data-watch] a.btn")
    plain.click("form[action$='/record/'] button")
    work_off()
    plain.click("[data-watch] a.btn")
    assert batken.council.events.count() == 2
    plain.click("#left a[href$='/dismiss/']")
    plain.fill("textarea[name=reason]", "stands in another register")
    plain.click("main #page-form button.btn-bad")
    assert "No row is left." in plain.inner_text("#left")
    assert upload.rows.get().reason == "stands in another register"


def test_the_marked_file_comes_from_the_page(page: Any, batken: worlds.World, good_and_bad: Path) -> None:
    sign_in(page, "kg-b-secretary")
    upload = hand_in(page, good_and_bad)
    work_off()
    page.wait_for_selector("form[action$='/marked/']")
    page.click("form[action$='/marked/'] button")
    page.wait_for_url("**/jobs/*/")
    work_off()
    page.reload()
    with page.expect_download() as download:
        page.click("main a.btn")
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"PK") and download.value.suggested_filename.startswith("реестр")
    assert upload.state == "reading", "as it was before it was read"


def test_a_wrong_file_is_said_and_the_typed_letter_stays(page: Any, batken: worlds.World, tmp_path: Path) -> None:
    path, letter = tmp_path / "old.xls", tmp_path / "letter.pdf"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old")
    letter.write_bytes(b"%PDF-1.7 invented")
    sign_in(page, "sms")
    page.goto(LIST)
    page.set_input_files("input[name=file]", path)
    page.set_input_files("input[name=letter]", letter)
    page.fill("input[name=letter_number]", "№ 01-12/345")
    page.click("main #page-form button.btn-big")
    page.wait_for_selector(".summary")

    assert ".xls" in page.inner_text(".summary") and "Files are not kept" in page.inner_text("main")
    assert page.input_value("input[name=letter_number]") == "№ 01-12/345"
    page.click(".summary a")
    assert page.evaluate("document.activeElement.name") == "file"
    draw(page, "refused")
