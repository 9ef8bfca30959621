"""Evidence in a real Chromium: photos are shrunk before they are sent, one by one, and nothing gets lost in words."""

import time
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from actionplans.models import Event
from councils import jobs
from councils.models import Job
from tests import bad_files
from tests.reports import world as worlds
from tests.test_journey import fits, sign_in, world  # noqa: F401

ADD = "**/evidence/"


@pytest.fixture
def event(world: worlds.World) -> Event:  # noqa: F811

    return worlds.record(world, date(2019, 4, 1))


def chosen(name: str, content: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
    return {"name": name, "mimeType": kind, "buffer": content}


def phone_photo(orientation: int = 1) -> bytes:
    """12 million pixels with grain, 3 MB and more, with the school's coordinates in it."""
    plain = Image.open(BytesIO(bad_files.photo_with_place((4000, 3000), orientation)))
    grain = Image.effect_noise((1000, 750), 40).resize((4000, 3000)).convert("RGB")
    out = BytesIO()
    Image.blend(plain.convert("RGB"), grain, 0.4).save(out, "JPEG", quality=96, exif=plain.getexif())
    return out.getvalue()


def work_off() -> None:
    for job in Job.objects.filter(kind="reduce_photo"):
        jobs.run(job.pk)


def test_two_photos_arrive_shrunk_and_the_caption_with_them(page: Any, event: Event, tmp_path: Path) -> None:
    photos = [phone_photo(), phone_photo(orientation=6)]
    paths = [tmp_path / f"IMG_{number}.jpg" for number in (1, 2)]
    for path, content in zip(paths, photos, strict=True):
        path.write_bytes(content)
    assert min(map(len, photos)) > 3_000_000
    sign_in(page, "kg-b-secretary")
    page.goto(event.get_absolute_url())
    page.fill("#evidence input[name=caption]", "Урок в школе № 21")
    page.check("#evidence input[name=shows_people]")
    page.check("#evidence input[name=consent]")
    page.set_input_files("#evidence input[type=file]", paths)
    began = time.monotonic()
    page.click("#evidence form button")
    page.wait_for_selector("#evidence .evidence li:nth-child(2)")

    pieces = list(event.evidence.select_related("stored"))
    sent = [piece.stored.size for piece in pieces]  # not worked on yet: what arrived
    print(f"\nfrom {[len(photo) for photo in photos]} to {sent} bytes in {time.monotonic() - began:.1f} s")
    assert max(sent) < 700_000
    assert [(piece.caption, piece.consent, piece.stored.name) for piece in pieces] == [
        ("Урок в школе № 21", True, "IMG_1.jpg"), ("Урок в школе № 21", True, "IMG_2.jpg"),
    ]  # fmt: skip
    arrived = [piece.stored.file.read() for piece in pieces]
    assert [Image.open(BytesIO(content)).size for content in arrived] == [(1600, 1200), (1200, 1600)]
    assert not any(b"Exif" in content or b"Samsung" in content for content in arrived)
    assert page.input_value("#evidence input[name=caption]") == ""

    work_off()
    page.reload()
    shown = "[...document.querySelectorAll('#evidence img')].map(i => [i.complete, i.naturalWidth, i.naturalHeight])"
    page.evaluate("document.querySelector('#evidence').scrollIntoView()")
    for image in page.locator("#evidence img").all():  # they load only once they come near
        image.evaluate("i => i.complete && i.naturalWidth || new Promise(done => i.addEventListener('load', done))")
    assert page.evaluate(shown) == [[True, 240, 180], [True, 180, 240]]
    assert fits(page, 320) and fits(page, 1280)


def is_sending(asked: Any) -> bool:
    return bool(asked.method == "POST" and asked.url.endswith("/evidence/"))


def test_a_refused_file_is_named_and_what_was_kept_is_not_sent_again(page: Any, event: Event) -> None:
    sign_in(page, "kg-b-secretary")
    page.goto(event.get_absolute_url())
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if is_sending(asked) else None)
    good, bad = chosen("good.jpg", bad_files.photo_with_place()), chosen("virus.jpg", bad_files.EXE)
    page.fill("#evidence input[name=caption]", "Урок")
    page.set_input_files("#evidence input[type=file]", [good, bad])
    page.click("#evidence form button")
    page.wait_for_selector("[data-refused]:not([hidden])")

    assert "virus.jpg" in page.inner_text("[data-refused]") and "1" in page.inner_text("[data-say]")
    assert page.evaluate("document.activeElement.matches('[data-refused]')")
    assert page.input_value("#evidence input[name=caption]") == "Урок"
    with page.expect_response(ADD):
        page.click("#evidence form button")
    page.wait_for_selector("[data-refused]:not([hidden])")
    assert len(sent) == 3 and event.evidence.count() == 1
    page.goto(event.get_absolute_url())
    assert page.input_value("#evidence input[name=caption]") == "Урок"


def test_a_lost_connection_is_tried_once_more_and_says_what_was_not_sent(page: Any, event: Event) -> None:
    sign_in(page, "kg-b-secretary")
    page.goto(event.get_absolute_url())
    tries = {"a": 0, "b": 0}

    def shaky(route: Any) -> None:
        """The first photo goes through at the second try, the other not at all."""
        which = "a" if b"a.jpg" in (route.request.post_data_buffer or b"") else "b"
        tries[which] += 1
        if which == "b" or tries["a"] == 1:
            route.abort()
        else:
            route.continue_()

    page.route(ADD, shaky)
    photos = [
        chosen(f"{name}.jpg", bad_files.photo_with_place((640, size))) for name, size in (("a", 480), ("b", 360))
    ]
    page.set_input_files("#evidence input[type=file]", photos)
    page.click("#evidence form button")
    page.wait_for_selector("[data-refused]:not([hidden])")

    assert tries == {"a": 2, "b": 2}
    assert "b.jpg" in page.inner_text("[data-refused]") and "a.jpg" not in page.inner_text("[data-refused]")
    page.unroute(ADD)
    page.click("#evidence form button")
    page.wait_for_selector("#evidence .evidence li:nth-child(2)")
    assert [piece.stored.name for piece in event.evidence.all()] == ["a.jpg", "b.jpg"]


def test_a_sheet_keeps_its_writing_and_a_document_its_bytes(page: Any, event: Event) -> None:
    sign_in(page, "kg-b-secretary")
    page.goto(f"{event.get_absolute_url()}evidence/")
    assert not page.is_visible("input[name=url]") and not page.is_visible("input[name=consent]")
    page.check("input[name=kind][value=attendance_sheet]")
    assert not page.is_visible("input[name=shows_people]")
    sheet = chosen("sheet.jpg", bad_files.photo_with_place((3000, 2000)))
    page.set_input_files("input[type=file]", [sheet, chosen("list.pdf", b"%PDF-1.7 list", "application/pdf")])
    with page.expect_event("load"):  # the address changes before the page does: another goto would cut in
        page.click("main #page-form button.btn-big")
    assert page.url.endswith(f"{event.get_absolute_url()}#evidence")

    one, other = event.evidence.select_related("stored")
    assert Image.open(one.stored.file).size == (2400, 1600) and other.stored.file.read() == b"%PDF-1.7 list"
    page.goto(f"{event.get_absolute_url()}evidence/")
    page.check("input[name=kind][value=media_link]")
    assert page.is_visible("input[name=url]") and not page.is_visible("input[type=file]")
    page.fill("input[name=url]", "kaktus.media/doc/1")
    page.click("main #page-form button.btn-big")
    page.wait_for_url(f"**{event.get_absolute_url()}#evidence")
    assert event.evidence.get(kind="media_link").url == "https://kaktus.media/doc/1"


def test_without_scripts_the_form_sends_all_at_once(browser: Any, live_server: Any, event: Event) -> None:
    context = browser.new_context(base_url=live_server.url, locale="ru-RU", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "kg-b-secretary")
    page.goto(event.get_absolute_url())
    good = [chosen(f"{n}.jpg", bad_files.photo_with_place((640 + n, 480))) for n in range(2)]
    page.set_input_files("#evidence input[type=file]", [*good, chosen("logo.svg", bad_files.SVG, "image/svg+xml")])
    page.fill("#evidence input[name=caption]", "Урок")
    page.click("#evidence form button")

    assert page.title().startswith("Ошибка:") and "logo.svg" in page.inner_text(".summary")
    assert page.input_value("input[name=caption]") == "Урок" and event.evidence.count() == 2
    page.click(".summary a")
    work_off()
    page.goto(event.get_absolute_url())
    assert page.locator("#evidence img").count() == 2
    page.click("#evidence .evidence li:first-child a.more")
    page.fill("textarea[name=reason]", "просьба родителей")
    page.click("main #page-form button.btn-bad")
    assert "просьба родителей" in page.inner_text("#evidence")
    context.close()
