"""What SMS entered for a council by its letter is said by every statement, edition, page and workbook (rule 3)."""

from datetime import date
from typing import Any

import pytest

from actionplans.models import Event, ImportBatch
from actionplans.services.batches import undo_batch
from actionplans.services.events import change_event, draft_of, record_batch, void_event
from councils import clock, files
from councils.models import User
from councils.rights import rights_of
from reports import editions, workbooks
from reports.models import CouncilReport, Edition, Period
from reports.national_pages import national_page
from reports.services import council_reports, national_reports
from reports.statement import FORMAT, fingerprint, statement_of

from . import books
from .books import COUNCILS, COVER, EVENTS
from .older import as_in_format
from .world import AFTER_Q1, Q1, World, draft, open_report, prepared, record, sealed, signed_in

MARCH = date(2019, 3, 1)
COLUMN = "Entered by SMS on the council's behalf, letter"


def by_letter(world: World, sms: User, *days: date, number: str = "12-05/7") -> ImportBatch:
    letter = files.keep(b"%PDF-1.4 invented", "pdf", "letter.pdf", council=world.council, actor=sms)
    return record_batch(
        world.council, [draft(world, day, title=f"Беседа {at}") for at, day in enumerate(days)], actor=sms,
        file_name="март.xlsx", file_digest="5" * 64, letter_number=number, letter=letter,
    )  # fmt: skip


@pytest.fixture
def mixed(world: World, sms: User) -> ImportBatch:
    """An event of the council's own; by letters one of the fourth of April and two of the fifth, one more voided."""
    record(world, MARCH)
    with clock.at(date(2019, 4, 4)):
        by_letter(world, sms, date(2019, 1, 31), number="9")
    batch = by_letter(world, sms, MARCH, MARCH, MARCH, date(2019, 4, 2))
    void_event(batch.events.order_by("pk")[0], actor=world.secretary, reason="дважды")
    return batch


TOLD = [{"letter": "9", "events": 1, "on": "2019-04-04"}, {"letter": "12-05/7", "events": 2, "on": "2019-04-05"}]


def test_a_statement_counts_them_by_letter_and_day(world: World, mixed: ImportBatch, sms: User) -> None:
    told = statement_of(world.council, Q1, None, with_events=True)
    assert (told["format"], told["on_behalf"]) == (FORMAT, TOLD)
    assert sorted(event["letter"] for event in told["events"]) == ["", "12-05/7", "12-05/7", "9"]
    by_letter(world, sms, date(2019, 3, 5))  # the same letter on the same day: one line
    assert statement_of(world.council, Q1, None)["on_behalf"][1]["events"] == 3


def test_a_council_that_enters_all_by_itself_has_none(world: World) -> None:
    record(world, MARCH)
    told = statement_of(world.council, Q1, None, with_events=True)
    assert told["on_behalf"] == [] and [event["letter"] for event in told["events"]] == [""]


def test_an_event_awaiting_a_plan_is_not_among_them(world: World, sms: User) -> None:
    batch = by_letter(world, sms)
    assert batch.created == 0
    letter = files.keep(b"%PDF-1.4", "pdf", "letter.pdf", council=world.council, actor=sms)
    early = date(2017, 3, 1)
    record_batch(
        world.council, [draft(world, early, item=None)], actor=sms, file_name="a", file_digest="5" * 64,
        letter_number="3", letter=letter,
    )  # fmt: skip
    assert statement_of(world.council, Q1.year_before().year_before(), None)["on_behalf"] == []


def test_who_signs_sees_it_and_what_was_seen_must_be_it(world: World, mixed: ImportBatch) -> None:
    before = fingerprint(statement_of(world.council, Q1, None))
    undo_batch(mixed, actor=world.secretary, reason="не тот файл")
    assert fingerprint(statement_of(world.council, Q1, None)) != before


def text(page: Any) -> str:
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def test_report_signing_page_and_edition_say_it_in_words(world: World, mixed: ImportBatch, sms: User) -> None:
    report = open_report(world)
    address = report.get_absolute_url()
    words = "2 events by letter 12-05/7, 5 April 2019"
    page = text(signed_in(world.secretary).get(address))
    assert words in page and "1 event by letter 9, 4 April 2019" in page
    assert f"/councils/{world.council.code}/events/?quarter=2019-Q1&amp;behalf=sms" in page
    sealed_report = sealed(world)
    edition = sealed_report.editions.get()
    assert words in text(signed_in(world.chair).get(f"/editions/{edition.pk}/"))
    assert words in text(signed_in(sms).get(address))


def test_the_chair_reads_it_before_signing(world: World, mixed: ImportBatch) -> None:
    report = prepared(world, open_report(world))
    page = text(signed_in(world.chair).get(f"{report.get_absolute_url()}sign/"))
    assert "Entered by the State Migration Service on behalf of the council" in page
    assert "2 events by letter 12-05/7, 5 April 2019" in page


def test_a_page_without_any_says_nothing_of_it(world: World) -> None:
    record(world, MARCH)
    report = open_report(world)
    assert "on behalf" not in text(signed_in(world.secretary).get(report.get_absolute_url()))


@pytest.fixture
def accepted(world: World, mixed: ImportBatch, sms: User) -> CouncilReport:
    return council_reports.accept(sealed(world), actor=sms)


def consolidate(sms: User) -> Edition:
    return national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)


def test_an_edition_seals_it_and_the_national_one_repeats_it(accepted: CouncilReport, sms: User) -> None:
    edition = accepted.editions.get()
    assert (edition.format, list(editions.verify(edition))) == (FORMAT, [])
    assert editions.open_edition(edition)["on_behalf"] == TOLD
    national = consolidate(sms)
    assert editions.open_edition(national)["councils"][0]["on_behalf"] == TOLD
    page = text(signed_in(sms).get("/national/2019-Q1/"))
    assert "entered by SMS for the council: 2 events, letter 12-05/7" in page


def test_the_workbooks_say_it_on_cover_councils_and_events(accepted: CouncilReport, sms: User) -> None:
    lines = ["letter 9 of 04.04.2019: events 1", "letter 12-05/7 of 05.04.2019: events 2"]
    own = books.read(workbooks.rendered(workbooks.content_of(accepted.editions.get(), "en")))
    assert books.pairs(own[COVER])["Entered by SMS for the council"] == "\n".join(lines)
    sheets = books.read(workbooks.rendered(workbooks.content_of(consolidate(sms), "en")))
    cover = books.pairs(sheets[COVER])["Entered by SMS for the council"]
    assert cover == "\n".join(f"Batken oblast: {line}" for line in lines)
    below = [row[0] for row in books.rows(sheets[COUNCILS])]
    assert f"Entered by SMS on the council's behalf: Batken oblast, {lines[1]}" in below
    assert [row[COLUMN] for row in books.table(sheets[EVENTS], "Code")] == ["9", None, "12-05/7", "12-05/7"]


def test_a_correction_of_such_an_event_is_told_as_any(
    world: World, accepted: CouncilReport, mixed: ImportBatch, sms: User
) -> None:
    event = mixed.events.filter(ends_on=MARCH, status="recorded").order_by("pk")[0]
    changed = draft_of(event)
    changed.participants = 40
    change_event(event, changed, actor=world.secretary, version=1, reason="пересчитано")
    page = text(signed_in(sms).get(accepted.get_absolute_url()))
    assert "1 event changed since submission" in page and "+15</span>" in page and event.code in page
    assert "2 events by letter 12-05/7" in page


# ---- editions from before it was told


@pytest.fixture
def old_edition(world: World, mixed: ImportBatch, sms: User, monkeypatch: pytest.MonkeyPatch) -> Edition:
    seal = editions.seal
    with monkeypatch.context() as then:
        then.setattr(editions, "FORMAT", 2)
        then.setattr(editions, "seal", lambda told, *owner, **how: seal(as_in_format(2, told), *owner, **how))
        report = council_reports.accept(sealed(world), actor=sms)
    return report.editions.get()


def test_an_older_edition_opens_and_is_shown_as_it_was(old_edition: Edition, world: World, sms: User) -> None:
    assert old_edition.format == 2 and "on_behalf" not in old_edition.payload
    assert list(editions.verify(old_edition)) == []
    page = text(signed_in(world.chair).get(f"/editions/{old_edition.pk}/"))
    assert "Exactly as it was signed" in page and "on behalf" not in page
    sheets = books.read(workbooks.rendered(workbooks.content_of(old_edition, "en")))
    assert books.pairs(sheets[COVER])["Entered by SMS for the council"] == "none"
    assert {row[COLUMN] for row in books.table(sheets[EVENTS], "Code")} == {None}


def test_a_national_edition_of_an_older_one_and_the_next_one_after_it(
    old_edition: Edition, world: World, sms: User
) -> None:
    told = editions.open_edition(consolidate(sms))
    assert told["format"] == FORMAT and told["councils"][0]["on_behalf"] == []
    del told["councils"][0]["on_behalf"]
    assert national_page(told, rights_of(sms)).lines[0].on_behalf == []
    assert old_edition.report is not None
    report = council_reports.reopen(old_edition.report, reason="сказать о письме", until=AFTER_Q1, actor=sms)
    council_reports.accept(sealed(world), actor=sms)
    newer = editions.open_edition(report.editions.order_by("-number")[0])
    assert newer["on_behalf"] == TOLD and newer["changes"]["events_changed"] == []
    assert Event.objects.counted().in_quarters([Q1.number]).count() == newer["figures"]["events"]
