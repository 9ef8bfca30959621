"""GET and POST /national/<quarter>/narrative/ and …/<measure>/: the councils side by side, SMS's text below."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.models import Measure, PlanItem
from actionplans.quarters import Quarter
from councils import clock
from councils.models import Draft, User
from reports.models import CouncilReport, NationalText, Period
from reports.services import council_reports, national_reports, periods
from reports.services.narrative import write_text
from tests.factories import make_grant

from .test_narrative import make_measures
from .world import World, make_world, open_report, prepared, record, sealed, signed_in

LABEL = "2019-Q1"


def at(name: str, *args: object) -> str:
    return reverse(f"reports:{name}", args=[LABEL, *args])


def serving(world: World, measure: Measure) -> World:
    PlanItem.objects.filter(pk=world.item.pk).update(measure=measure)
    return world


@pytest.fixture
def measures(world: World) -> list[Measure]:
    return make_measures("1.1", "1.2")


@pytest.fixture
def councils(world: World, measures: list[Measure]) -> Iterator[list[World]]:
    """Batken's report is submitted, Osh's is being written with a text in it, Jalal-Abad has none."""
    serving(world, measures[0])
    osh = serving(make_world("KG-O"), measures[0])
    record(world, date(2019, 3, 1), 25, women=10)
    record(osh, date(2019, 3, 1), 7)
    sealed(world)
    prepared(osh, open_report(osh))
    yield [world, osh, make_world("KG-J")]


@pytest.fixture
def officer(sms: User) -> Client:
    return signed_in(sms)


def test_the_list_says_who_said_something_and_what_waits(councils: list[World], officer: Client, sms: User) -> None:
    page = officer.get(at("narrative-list")).content.decode()
    assert "0 of 2" in page and "1 of 3 submitted their report" in page and "1 of 3</td>" in page
    assert f'<a href="{at("narrative-measure", "1.1")}">1.1</a>' in page and "not written yet" in page
    write_text(Period.objects.get(), Measure.objects.get(code="1.1"), text="Итог", number=0, actor=sms)
    page = officer.get(at("narrative-list")).content.decode()
    assert "none: wherever a council said something, SMS did too" in page and "written" in page


def test_a_measure_shows_what_is_submitted_and_of_others_the_state_alone(
    councils: list[World], officer: Client
) -> None:
    page = officer.get(at("narrative-measure", "1.1")).content.decode()
    assert page.count("Ход: 1.1") == 1 and "Participants <b>25</b>" in page
    edition = CouncilReport.objects.get(council=councils[0].council).editions.get()
    assert reverse("reports:edition-detail", args=[edition.pk]) in page and councils[0].chair.get_full_name() in page
    assert "awaiting signature" in page and "no report was opened" in page and "in progress 1" in page
    assert "1 of 3" in page
    assert "No item of its plan serves this measure." in officer.get(at("narrative-measure", "1.2")).content.decode()
    assert officer.get(at("narrative-measure", "9.9")).status_code == 404


def test_a_returned_report_is_heard_no_more(councils: list[World], officer: Client, sms: User) -> None:
    report = CouncilReport.objects.get(council=councils[0].council)
    council_reports.return_report(report, actor=sms, reason="Ещё раз", until=clock.today())
    page = officer.get(at("narrative-measure", "1.1")).content.decode()
    assert "Ход: 1.1" not in page and "returned" in page


def test_writing_saves_a_version_and_leads_on(councils: list[World], officer: Client) -> None:
    answer = officer.post(at("narrative-measure", "1.1"), {"text": "Итог меры", "number": "0"})
    assert answer.status_code == 302 and answer["Location"].startswith(at("narrative-list"))
    page = officer.get(at("narrative-measure", "1.1")).content.decode()
    assert "Итог меры" in page and "Version 1" in page and 'name="number" value="1"' in page
    serving(councils[0], Measure.objects.get(code="1.2"))  # nothing of it is sealed: nothing waits
    answer = officer.post(at("narrative-measure", "1.1"), {"text": "Итог", "number": "1", "next": "1"})
    assert answer["Location"] == at("narrative-list")
    assert not Draft.objects.exists()


def test_save_and_next_goes_to_the_measure_that_waits(councils: list[World], officer: Client, sms: User) -> None:
    answer = officer.post(at("narrative-measure", "1.2"), {"text": "Итог", "number": "0", "next": "1"})
    assert answer["Location"] == at("narrative-measure", "1.1")


def test_who_saves_second_sees_both_and_typing_stays(councils: list[World], officer: Client, sms: User) -> None:
    other = signed_in(make_grant("sms", username="second"))
    other.post(at("narrative-measure", "1.1"), {"text": "Слова второй", "number": "0"})
    answer = officer.post(at("narrative-measure", "1.1"), {"text": "Слова первой", "number": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Second saved this meanwhile" in page
    assert "Слова второй" in page and "Слова первой" in page and 'name="number" value="1"' in page
    assert "Слова первой" in officer.get(at("narrative-measure", "1.1")).content.decode()  # kept as typed
    assert officer.post(at("narrative-measure", "1.1"), {"text": "Слова обеих", "number": "1"}).status_code == 302
    assert list(NationalText.objects.values_list("text", flat=True)) == ["Слова второй", "Слова обеих"]


def test_the_text_of_the_last_quarter_is_at_hand(councils: list[World], officer: Client, sms: User) -> None:
    with clock.at(date(2019, 1, 5)):
        before = periods.open_period(Quarter(2018, 4), actor=None)
    write_text(before, Measure.objects.get(code="1.1"), text="Было в прошлом", number=0, actor=sms)
    page = officer.get(at("narrative-measure", "1.1")).content.decode()
    assert "Было в прошлом" in page and "Version 1" not in page


def test_only_sms_writes_administrators_read_and_ga_neither(councils: list[World], ga: User) -> None:
    admin, reader = signed_in(make_grant("administrator")), signed_in(ga)
    page = admin.get(at("narrative-measure", "1.1")).content.decode()
    assert "Ход: 1.1" in page and "<textarea" not in page
    assert admin.post(at("narrative-measure", "1.1"), {"text": "Нет", "number": "0"}).status_code == 403
    for client in (reader, signed_in(councils[0].secretary)):
        for address in (at("narrative-list"), at("narrative-measure", "1.1")):
            assert client.get(address).status_code == 403
    assert not NationalText.objects.exists()


def test_the_queries_do_not_grow_with_councils_and_measures(world: World, sms: User, officer: Client) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert officer.get(address).status_code == 200
        return len(caught)

    measures = make_measures("1.1", *(f"1.{at}" for at in range(2, 12)))
    record(serving(world, measures[0]), date(2019, 3, 1), 25)
    sealed(world)
    officer.get(at("narrative-list"))
    before = [count(at("narrative-list")), count(at("narrative-measure", "1.1"))]
    for code in ("KG-O", "KG-J", "KG-T"):
        other = serving(make_world(code), measures[1])
        record(other, date(2019, 3, 1), 5)
        sealed(other)
    for measure in measures:
        write_text(Period.objects.get(), measure, text="Текст", number=0, actor=sms)
    assert [count(at("narrative-list")), count(at("narrative-measure", "1.1"))] == before


def test_consolidating_warns_of_measures_without_a_text_and_refuses_nothing(
    world: World, measures: list[Measure], officer: Client, sms: User
) -> None:
    record(serving(world, measures[0]), date(2019, 3, 1), 25)
    council_reports.accept(sealed(world), actor=sms)
    page = officer.get(at("national-consolidate")).content.decode()
    assert "1 measure has no text of SMS yet" in page and at("narrative-measure", "1.1") in page
    national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    write_text(Period.objects.get(), measures[0], text="Итог", number=0, actor=sms)
    assert "no text of SMS yet" not in officer.get(at("national-consolidate")).content.decode()
