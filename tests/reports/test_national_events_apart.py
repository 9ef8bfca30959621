"""National events are in no council's figures and in no sum of them: told apart, with sums of their own."""

import json
from datetime import date
from typing import Any

import pytest

from actionplans.models import NationalEvent
from actionplans.national_events import NationalDraft
from actionplans.services.national_events import record_national_event, void_national_event
from councils.models import User
from councils.rights import rights_of
from reports import editions, workbooks
from reports.models import CouncilReport, Edition, NationalReport, Period
from reports.national_pages import national_page
from reports.restatement import national_events_changed
from reports.rollup import between, by_item, quarter_totals, roll_up
from reports.services import council_reports, national_reports
from reports.statement import fingerprint, statement_of
from tests.factories import make_campaign, make_national_event

from . import books
from .books import COUNCILS, SUMMARY
from .world import Q1, World, blacked_out, record, sealed, signed_in


def held(sms: User, **values: Any) -> NationalEvent:
    told = {
        "owner": "sms", "starts_on": date(2019, 3, 20), "ends_on": date(2019, 3, 21), "form": "round_table",
        "title": "Национальная конференция", "place": "Бишкек", "participants": 7000, "women": 3000, "men": 2000,
        "materials": 9000, "audience": 80000,
    }  # fmt: skip
    return record_national_event(NationalDraft(**(told | values)), actor=sms)


@pytest.fixture
def accepted(world: World, sms: User) -> CouncilReport:
    record(world, date(2019, 3, 1), 25, women=10, materials=30)
    return council_reports.accept(sealed(world), actor=sms)


def consolidate(sms: User) -> Edition:
    return national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)


def everything(world: World) -> str:
    """All figures that councils and the nation are told by, before anything is sealed."""
    council = world.council
    statement = statement_of(council, Q1, None, with_events=True)
    return json.dumps(
        [
            [(row.item.pk, row.figures.as_dict()) for row in roll_up([council], Q1)[0].items],
            {str(key): figures.as_dict() for key, figures in by_item([council], [Q1]).items()},
            {str(key): figures.as_dict() for key, figures in quarter_totals([council], [Q1]).items()},
            between(council, date(2019, 1, 1), date(2019, 12, 31)).as_dict(),
            statement, fingerprint(statement),
        ]
    )  # fmt: skip


def test_no_figure_of_a_council_changes_by_them(world: World, sms: User) -> None:
    campaign = make_campaign(date(2019, 1, 1), date(2019, 6, 30))
    record(world, date(2019, 3, 1), 25, women=10)
    before = everything(world)
    for owner, partner in (("sms", ""), ("ga", ""), ("partner", "МОМ")):
        held(sms, owner=owner, partner=partner, campaign=campaign)
    assert everything(world) == before and '"participants": 25' in before


def test_the_national_statement_sums_the_councils_alone_and_tells_them_apart(
    world: World, accepted: CouncilReport, sms: User
) -> None:
    event = held(sms)
    void_national_event(held(sms, title="Отменено"), actor=sms, reason="дважды")
    held(sms, starts_on=date(2019, 4, 2), ends_on=date(2019, 4, 2))  # the next quarter's
    told = editions.open_edition(consolidate(sms))

    for part in ("figures", "year_to_date"):
        assert (told[part]["events"], told[part]["participants"], told[part]["materials"]) == (1, 25, 30)
    apart = told["national_events"]
    assert [each["code"] for each in apart["events"]] == [event.code]
    assert apart["figures"] == {
        "events": 1, "participants": 7000, "women": 3000, "men": 2000, "audience": 80000, "materials": 9000,
        "sex_not_recorded": 2000,
    }  # fmt: skip


def test_what_was_typed_is_sealed_by_digest_and_verifies(accepted: CouncilReport, sms: User) -> None:
    held(sms, note="не для печати")
    edition = consolidate(sms)

    assert "Национальная конференция" not in edition.payload and "Бишкек" not in edition.payload
    assert "не для печати" not in edition.payload
    assert list(editions.verify(edition)) == []
    assert editions.open_edition(edition)["national_events"]["events"][0]["title"] == "Национальная конференция"


def test_an_edition_keeps_what_it_said_and_the_next_one_names_what_changed(accepted: CouncilReport, sms: User) -> None:
    event = held(sms)
    first = consolidate(sms)
    void_national_event(event, actor=sms, reason="дважды")
    assert editions.open_edition(first)["national_events"]["figures"]["participants"] == 7000

    other = held(sms, participants=3, women=None, men=None, audience=None, materials=None)
    second = editions.open_edition(consolidate(sms))
    assert second["changes"]["national_events"] == [event.code, other.code]
    assert second["changes"]["figures"] == {}
    (told,) = second["national_events"]["events"]
    assert told["place"] == ""  # three people: the place would point at them
    page = signed_in(sms).get("/national/2019-Q1/").content.decode()
    assert f"{event.code}, {other.code}" in page
    edition = Edition.objects.get(sha256=second["sha256"])
    blacked_out(edition.texts.get(key__endswith="/title"))
    assert national_events_changed(editions.open_edition(edition), second) == []  # the words went, no event changed


def test_the_page_has_a_section_apart_with_its_own_sums(accepted: CouncilReport, sms: User, ga: User) -> None:
    event = held(sms, owner="partner", partner="МОМ")
    consolidate(sms)
    national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)

    for user in (sms, ga):
        page = " ".join(signed_in(user).get("/national/2019-Q1/").content.decode().split())
        councils, apart = page.split('id="h-national-events"')
        assert "not in the councils&#x27; totals" in page or "not in the councils' totals" in page
        assert "7 000" in apart and "МОМ" in apart and "Национальная конференция" in apart
        assert "7 000" not in councils and "7 025" not in page
        assert (f"/national-events/{event.code}/" in page) is (user == sms)


def test_an_edition_from_before_they_were_told_is_shown_as_ever(accepted: CouncilReport, sms: User) -> None:
    edition = consolidate(sms)
    old = editions.open_edition(edition)
    assert old.pop("national_events")["events"] == []
    old["format"] = 1
    assert national_page(old, rights_of(sms)).national_events is None
    content = workbooks._content(old, [], "en", workbooks._seal(edition), edition.sealed_at)
    assert "National events" not in str(books.rows(books.read(workbooks.rendered(content))[COUNCILS]))


def test_sheet_3_sums_the_councils_alone_and_shows_them_below(accepted: CouncilReport, sms: User) -> None:
    plain = workbooks.rendered(workbooks.content_of(consolidate(sms), "en"))
    event = held(sms)
    sheets = books.read(workbooks.rendered(workbooks.content_of(consolidate(sms), "en")))
    rows = books.rows(sheets[COUNCILS])
    totals = [row for row in rows if row[1] == "TOTAL"]

    assert totals == [row for row in books.rows(books.read(plain)[COUNCILS]) if row[1] == "TOTAL"]
    assert totals[0][2:4] == (1, 25)
    below = rows[rows.index(totals[0]) + 1 :]
    assert any(row[0] == "National events, not in the councils' totals" for row in below)
    (line,) = [row for row in below if row[2] == event.code]
    assert line[1] == "Национальная конференция" and line[8:14] == (7000, 3000, 2000, 2000, 80000, 9000)
    (own,) = [row for row in below if str(row[1]).startswith("TOTAL of national events: 1")]
    assert own[8:14] == (7000, 3000, 2000, 2000, 80000, 9000)
    assert "7000" not in str(books.rows(sheets[SUMMARY])) and "7025" not in str(rows)


def test_the_working_workbook_tells_them_too(accepted: CouncilReport, sms: User) -> None:
    held(sms)
    content = workbooks.working_content(Q1, None, "ru")
    assert content.statement["figures"]["participants"] == 25
    assert content.statement["national_events"]["figures"]["participants"] == 7000
    own = workbooks.working_content(Q1, CouncilReport.objects.get().council, "ru")
    assert "national_events" not in own.statement


def test_the_database_counts_them_in_a_table_of_their_own(world: World, sms: User) -> None:
    make_national_event(by=sms)
    assert not world.council.events.exists()
