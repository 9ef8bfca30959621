"""A series of events in a real Chromium: twenty by keyboard alone, twenty pasted, and without scripts.

A key press is counted as a person makes it: Ctrl+D is two. Texts (dates, names, numbers) are not counted.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import PASSWORD
from tests.reports import world as worlds

SCREENS = os.environ.get("SCREENSHOTS")  # a folder: the pages are drawn there as well


@pytest.fixture
def world(transactional_db: None, settings: Any) -> worlds.World:
    settings.TIPCC_TODAY = "2019-04-05"  # the server's threads do not see clock.at()
    made = worlds.make_world()
    made.district.name_ru, made.district.name_ky = "Лейлекский район", "Лейлек району"
    made.district.save()
    return made


@pytest.fixture
def plain(browser: Any, live_server: Any) -> Iterator[Any]:
    """A page in a browser without scripts."""
    context = browser.new_context(base_url=live_server.url, locale="ru-RU", java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def open_series(page: Any, world: worlds.World) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "kg-b-secretary")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")
    page.goto("/councils/KG-B/events/")
    page.click("a[href$='/events/series/']")
    page.wait_for_url("**/events/series/*-*/")
    page.select_option("select[name=item]", str(world.item.pk), force=True)
    page.fill("input[name=title]", "Классный час: безопасная миграция")
    page.select_option("select[name=form]", "class_hour")


def save(page: Any) -> None:
    page.click("main #page-form button.btn-big")
    page.wait_for_load_state()


def draw(page: Any, name: str) -> None:
    if SCREENS:
        Path(SCREENS).mkdir(exist_ok=True)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{SCREENS}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def paste(page: Any, text: str) -> None:
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text/plain', text);
        document.activeElement.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }""",
        text,
    )


def fits(page: Any, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": 800})
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def leave(page: Any) -> None:
    """Have the unsaved typing kept now: what is sent on closing would meet a database that is being emptied."""
    with page.expect_response("**/drafts/keep/"):
        page.evaluate("window.dispatchEvent(new Event('online'))")


class Keys:
    """A keyboard that counts presses which are no text."""

    def __init__(self, page: Any) -> None:
        self.keyboard, self.pressed = page.keyboard, 0

    def text(self, typed: str) -> None:
        self.keyboard.type(typed)

    def press(self, key: str) -> None:
        self.keyboard.press(key)
        self.pressed += len(key.split("+"))


def test_twenty_events_by_keyboard_alone(page: Any, world: worlds.World) -> None:
    open_series(page, world)
    page.focus("#id_r1-starts_on")
    keys = Keys(page)
    for number in range(1, 21):
        if number == 1:
            keys.text("1.4.2019")
            keys.press("Tab")
            keys.text("Лейлек")
            keys.press("Tab")
        else:
            keys.press("Control+d")
            keys.press("Tab")
            keys.press("Control+d")
            keys.press("Tab")
        keys.text(f"СШ № {number}")
        keys.press("Tab")
        keys.text("25")
        keys.press("Tab")
        keys.text("15")
        keys.press("Tab")
        keys.text("10")
        keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_r21-starts_on"
    assert page.inner_text("[data-filled]") == "20" and page.inner_text("[data-sum=participants]") == "500"
    assert fits(page, 320) and fits(page, 360) and fits(page, 1280)
    draw(page, "filled")
    keys.press("Control+Enter")
    page.wait_for_selector("#recorded-title")

    assert keys.pressed <= 20 * 12
    print("key presses a row beyond texts:", keys.pressed / 20)
    events = world.council.events.all()
    assert len(events) == 20 and {event.district for event in events} == {world.district}
    assert sorted(event.place for event in events) == sorted(f"СШ № {n}" for n in range(1, 21))
    assert fits(page, 320) and fits(page, 360) and fits(page, 1280)
    draw(page, "recorded")


def test_every_cell_filled_by_tab_takes_twelve_presses_a_row(page: Any, world: worlds.World) -> None:
    open_series(page, world)
    page.focus("#id_r1-starts_on")
    keys = Keys(page)
    texts = ["1.4.2019", "Лейлек", "СШ № 1", "25", "15", "10", "5", "20", "", "", "", "30"]
    for text in texts:
        keys.text(text)
        keys.press("Enter" if text == "30" else "Tab")
    assert keys.pressed == 12
    assert page.evaluate("document.activeElement.id") == "id_r2-starts_on"
    leave(page)


BLOCK = "\n".join(
    ["Дата\tТема\tРайон\tМесто\tУчастники\tЖен.\tМуж."]
    + [f"{n}.03.2019\tКлассный час\tЛейлекский р-н\tСШ № {n}\t1{n % 10}\t{n % 5}\t" for n in range(1, 21)]
    + ["Итого\t\t\t\t290\t\t"]
)


def test_a_block_pasted_from_a_spreadsheet_is_recorded(page: Any, world: worlds.World) -> None:
    open_series(page, world)
    page.focus("#id_r1-starts_on")
    paste(page, BLOCK)
    assert page.inner_text("[data-filled]") == "20"
    assert page.input_value("#id_r20-place") == "СШ № 20"
    assert "Тема" in page.inner_text("[data-said]")  # the column that the page does not have is named
    save(page)
    page.wait_for_selector("#recorded-title")
    events = world.council.events.all()
    assert len(events) == 20 and {event.title for event in events} == {"Классный час: безопасная миграция"}
    assert sum(event.participants for event in events) == sum(10 + n % 10 for n in range(1, 21))


def test_cells_pasted_without_a_heading_fill_from_the_cell_on(page: Any, world: worlds.World) -> None:
    open_series(page, world)
    page.focus("#id_r2-place")
    paste(page, '"СШ № 5\nактовый зал"\t1 025\t15\r\nлицей\t30\t\r\n')
    assert page.input_value("#id_r2-place") == "СШ № 5 актовый зал"
    assert page.input_value("#id_r2-participants") == "1 025"
    assert page.input_value("#id_r3-place") == "лицей" and page.input_value("#id_r1-place") == ""
    leave(page)


def test_a_wrong_row_keeps_its_typing_and_the_others_are_recorded(page: Any, world: worlds.World) -> None:
    open_series(page, world)
    for number, women in ((1, "15"), (2, "26"), (3, "15")):
        page.fill(f"#id_r{number}-starts_on", "1.4.2019")
        page.fill(f"#id_r{number}-district", "Лейлек")
        page.fill(f"#id_r{number}-place", "СШ № 1" if number == 3 else f"СШ № {number}")
        page.fill(f"#id_r{number}-participants", "25")
        page.fill(f"#id_r{number}-women", women)
    save(page)
    assert page.title().startswith("Ошибка:") or page.title().startswith("Error:")
    assert world.council.events.count() == 1  # the second is wrong, the third looks like the first
    page.click(".summary a")
    assert page.evaluate("document.activeElement.id") == "id_r2-women"
    assert page.input_value("#id_r2-place") == "СШ № 2"
    assert fits(page, 320) and fits(page, 1280)
    draw(page, "wrong")
    page.fill("#id_r2-women", "16")
    page.check("#id_r3-seen")
    save(page)
    assert world.council.events.count() == 3
    assert not page.query_selector(".summary")


def test_without_scripts_pasted_rows_go_through_the_field(plain: Any, world: worlds.World) -> None:
    open_series(plain, world)
    plain.click("details[data-paste] summary")
    plain.fill("textarea[name=paste]", BLOCK)
    plain.click("button[name=take]")
    plain.wait_for_load_state()
    assert plain.input_value("#id_r20-place") == "СШ № 20" and world.council.events.count() == 0
    draw(plain, "plain")
    save(plain)
    assert world.council.events.count() == 20
    plain.click("button[name=more]")
    plain.wait_for_load_state()
    assert plain.query_selector("#id_r40-place")
