"""Pages and lists say where an event came from, and on whose behalf; an undone file is said where its events are."""

import csv
import io
from typing import Any

import pytest

from actionplans.models import Event, ImportBatch, RegisterUpload
from actionplans.services.batches import undo_batch
from actionplans.services.events import void_event
from actionplans.states import UploadState
from councils import clock
from tests.actionplans.conftest import World, signed_in
from tests.actionplans.test_batches import FIRST, LAST, brought, scan
from tests.factories import make_event, make_grant, make_member

FILE = "Brought in from the file “ноябрь.xlsx”"


@pytest.fixture
def by_letter(batken: World) -> ImportBatch:
    """SMS brought two events in by letter 12-05/7; one is of the council's own file, one was typed."""
    make_event(batken.council, batken.item, LAST, participants=1)
    brought(batken, LAST, places=[("", 5)])
    sms = make_grant("sms", username="sms")
    letter = scan(batken, sms)
    batch = brought(
        batken, FIRST, LAST, actor=sms, letter_number="12-05/7", letter=letter, places=[("Март", 7), ("Ноябрь", 31)]
    )
    RegisterUpload.objects.create(
        council=batken.council, stored=letter, state=UploadState.RECORDED, language="ru", letter_number="12-05/7",
        letter=letter, uploaded_by=sms, uploaded_at=clock.now(), changed_on=clock.today(), batch=batch,
    )  # fmt: skip
    return batch


def page_of(client: Any, event: Event) -> str:
    response = client.get(event.get_absolute_url())
    assert response.status_code == 200
    return str(response.content.decode())


def test_an_events_page_says_file_sheet_row_and_letter(secretary: Any, batken: World, by_letter: ImportBatch) -> None:
    page = page_of(secretary, by_letter.events.get(ends_on=FIRST))
    assert f"{FILE}, sheet “Март”, row 7. " in page
    assert "Recorded by Sms, 20 November 2019" in page
    assert "Entered by the State Migration Service on behalf of the council, letter 12-05/7." in page
    assert batken.url(f"events/registers/{by_letter.upload.pk}/letter/") in page


def test_a_csv_has_no_sheet_and_an_older_file_no_row(secretary: Any, batken: World, by_letter: ImportBatch) -> None:
    own = Event.objects.get(batch_row=5)
    page = page_of(secretary, own)
    assert f"{FILE}, row 5. " in page and "on behalf of the council" not in page
    older = brought(batken, LAST).events.get()
    assert f"{FILE}. " in page_of(secretary, older)


def test_a_typed_event_names_no_file(secretary: Any, batken: World, by_letter: ImportBatch) -> None:
    page = page_of(secretary, Event.objects.get(batch=None))
    assert "Brought in" not in page and "on behalf" not in page


def test_only_readers_of_registers_are_led_to_file_and_letter(
    client: Any, batken: World, by_letter: ImportBatch
) -> None:
    event = by_letter.events.get(ends_on=FIRST)
    linked = {}
    for name, user in {
        "secretary": batken.secretary, "chair": make_member(batken.council, "chair"),
        "member": make_member(batken.council, "youth"), "sms": make_grant("sms"),
        "administrator": make_grant("administrator"),
    }.items():  # fmt: skip
        page = page_of(signed_in(client, user), event)
        assert "letter 12-05/7" in page
        linked[name] = ("/letter/" in page, f"registers/{by_letter.upload.pk}/" in page)
    both, none = (True, True), (False, False)
    assert linked == {"secretary": both, "chair": both, "member": none, "sms": both, "administrator": none}


def test_the_history_begins_with_the_file_and_ends_where_it_was_undone(
    secretary: Any, batken: World, by_letter: ImportBatch
) -> None:
    event, alone = by_letter.events.order_by("pk")
    void_event(alone, actor=batken.secretary, reason="дважды")
    undo_batch(by_letter, actor=batken.secretary, reason="не тот файл")
    history = secretary.get(event.get_absolute_url()).context["history"]
    assert [(step.what, step.reason) for step in history] == [
        ("Events brought in from a file voided together", "не тот файл"),
        (f"{FILE}, sheet “Март”, row 7", ""),
    ]
    assert "Its whole file was undone: не тот файл" in page_of(secretary, event)
    assert "Its whole file" not in page_of(secretary, alone)
    told = [step.what for step in secretary.get(alone.get_absolute_url()).context["history"]]
    assert told == ["Event voided", f"{FILE}, sheet “Ноябрь”, row 31"]


# ---- the list


def test_the_list_marks_rows_entered_on_the_councils_behalf(
    secretary: Any, batken: World, by_letter: ImportBatch
) -> None:
    page = secretary.get(batken.url("events/")).content.decode()
    assert page.count('on the council\'s behalf<span class="hide">: letter 12-05/7</span>') == 2


def codes(response: Any) -> set[str]:
    assert response.status_code == 200
    return {event.code for event in response.context["page"]}


def test_it_can_show_one_file(secretary: Any, batken: World, by_letter: ImportBatch) -> None:
    response = secretary.get(batken.url(f"events/?batch={by_letter.pk}"))
    assert codes(response) == set(by_letter.events.values_list("code", flat=True))
    assert response.context["totals"].events == 2
    assert [words for _name, words, _address in response.context["chips"]] == ["File: ноябрь.xlsx, 20.11.2019"]
    undo_batch(by_letter, actor=batken.secretary, reason="не тот файл")
    response = secretary.get(batken.url(f"events/?batch={by_letter.pk}"))
    assert codes(response) == set() and response.context["voided"] == 2


@pytest.mark.parametrize(("behalf", "found"), [("sms", 2), ("council", 2), ("", 4)])
def test_it_can_show_who_entered(
    secretary: Any, batken: World, by_letter: ImportBatch, behalf: str, found: int
) -> None:
    response = secretary.get(batken.url(f"events/?behalf={behalf}"))
    assert len(codes(response)) == found == response.context["totals"].events
    assert len(response.context["chips"]) == bool(behalf)


def test_another_councils_file_and_a_value_nobody_offers_are_refused(
    secretary: Any, batken: World, osh: World, by_letter: ImportBatch
) -> None:
    elsewhere = brought(osh, LAST)
    for query, words in (
        (f"batch={elsewhere.pk}", "File: not known here."), ("batch=x", "File: not known here."),
        ("behalf=ga", "Entered: not known here."),
    ):  # fmt: skip
        response = secretary.get(batken.url(f"events/?{query}"))
        assert codes(response) == set() and words in response.content.decode()


def test_the_download_says_file_sheet_row_and_letter(secretary: Any, batken: World, by_letter: ImportBatch) -> None:
    response = secretary.get(batken.url(f"events/download/?format=csv&sort=date&batch={by_letter.pk}"))
    heading, *rows, _total = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    at = heading.index("File")
    assert heading[at:] == ["File", "Sheet", "Row", "Entered by SMS on the council's behalf, letter"]
    assert [row[at:] for row in rows] == [
        ["ноябрь.xlsx", "Март", "7", "12-05/7"], ["ноябрь.xlsx", "Ноябрь", "31", "12-05/7"],
    ]  # fmt: skip
