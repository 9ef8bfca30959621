"""The demonstration holds what it says: true figures, a history that verifies, a first week of 2020 in the middle."""

import io
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from actionplans.models import ActionPlan, Event, Indicator, Proposal, TrainingEvent
from actionplans.quarters import Quarter, parse_quarter
from actionplans.states import EventStatus, Source
from councils import audit, charter_changes, clock
from councils.charter import composition_on
from councils.models import AuditEntry, Charter, Council, Job, Organisation, Training, User
from councils.rights import rights_of
from councils.trainings import seats_trained
from reports import editions
from reports.counted import counted
from reports.demonstration import archive, contributors, history, sign_ins
from reports.demonstration.load import load
from reports.models import CouncilReport, Edition, NationalReport
from reports.rollup import by_item, quarter_totals
from reports.states import NationalStatus, ReportStatus
from reports.work import open_ended_quarters

pytestmark = pytest.mark.sqlite_only  # where it runs, with `make run`
TRUTH = {
    year: json.loads((Path(__file__).parent.parent / f"data/truth-{year}.json").read_text()) for year in (2018, 2019)
}
MODE = {"TIPCC_MODE": "demonstration", "DEMONSTRATION": True}
SECONDS = 240  # of the processor's time: 111 on an idle machine, this one is busy with the suite


@pytest.fixture(scope="module")
def loaded(once: None) -> Iterator[float]:
    """The demonstration, for this module; the processor's seconds it took."""
    with override_settings(**MODE):
        began = time.process_time()
        load()
        yield time.process_time() - began


@pytest.fixture
def demo(loaded: float, db: None) -> Iterator[None]:
    """Its last day; what a test changes is undone (`db` rolls back to the state after loading)."""
    with clock.at(history.TODAY):
        yield


def test_loads_in_time(demo: None, loaded: float) -> None:
    assert loaded < SECONDS


@pytest.mark.parametrize("year", archive.YEARS)
def test_the_registers_are_carried_whole(year: int) -> None:
    rows = list(archive.events(year))
    assert len(rows) == TRUTH[year]["events"]
    assert sum(row.counts["participants"] or 0 for row in rows) == TRUTH[year]["participants"]


@pytest.mark.parametrize("year", archive.YEARS)
def test_every_quarter_of_every_council_is_the_registers(demo: None, year: int) -> None:
    councils = {council.code: council for council in Council.objects.all()}
    quarters = {label: parse_quarter(label) for told in TRUTH[year]["councils"].values() for label in told["quarters"]}
    totals = quarter_totals(councils.values(), quarters.values())
    for code, told in TRUTH[year]["councils"].items():
        for label, figures in told["quarters"].items():
            found = totals[councils[code].pk, quarters[label].number]
            assert {name: getattr(found, name.replace("_14_28", "")) for name in figures} == figures, (code, label)


@pytest.mark.parametrize("year", archive.YEARS)
def test_every_item_of_the_year_is_the_registers(demo: None, year: int) -> None:
    found: dict[tuple[int, int], list[int]] = {}
    for (council, _quarter, item), figures in by_item(Council.objects.all(), Quarter(year, 4).year_to_date()).items():
        row = found.setdefault((council, item), [0, 0])
        row[0] += figures.events
        row[1] += figures.participants
    for council in Council.objects.all():
        numbers = dict(ActionPlan.objects.get(council=council, starts_on__year=2018).items.values_list("pk", "number"))
        told = {numbers[item]: counts for (owner, item), counts in found.items() if owner == council.pk}
        assert told == TRUTH[year]["councils"][council.code]["items"], council.code


def test_all_is_recorded_and_little_stands_beside(demo: None) -> None:
    assert Event.objects.counted().count() == sum(truth["events"] for truth in TRUTH.values())
    assert Event.objects.filter(status=EventStatus.VOIDED).count() == 1
    awaiting = Event.objects.awaiting_plan()
    assert {event.council.code for event in awaiting} == {"KG-N", "KG-Y"}
    assert all(date(2020, 1, 3) <= event.ends_on <= date(2020, 1, 6) for event in awaiting)
    assert not Event.objects.counted().filter(ends_on__year=2020).exists()
    assert not Organisation.objects.filter(proposed=True).exists()


def test_q4_is_in_the_middle(demo: None) -> None:
    reports = CouncilReport.objects.filter(period__year=2019, period__quarter=4)
    assert dict(reports.values_list("council__code", "status")) == {
        "KG-B": ReportStatus.OPEN, "KG-J": ReportStatus.ACCEPTED, "KG-Y": ReportStatus.SUBMITTED,
        "KG-N": ReportStatus.ACCEPTED, "KG-O": ReportStatus.RETURNED, "KG-T": ReportStatus.ACCEPTED,
        "KG-C": ReportStatus.OPEN, "KG-GO": ReportStatus.OPEN,
    }  # fmt: skip
    written = Counter(reports.filter(entries__status__gt="").values_list("council__code", flat=True))
    assert written["KG-B"] == 19 and written["KG-C"] == written["KG-GO"] == 0
    assert reports.get(council__code="KG-GO").due_on == date(2020, 1, 25)
    open_ended_quarters()
    assert not Job.objects.exists()  # the scheduler finds all its work done


def test_earlier_quarters_are_done(demo: None) -> None:
    earlier = CouncilReport.objects.exclude(period__year=2019, period__quarter=4)
    assert earlier.count() == 48 and set(earlier.values_list("status", flat=True)) == {ReportStatus.ACCEPTED}
    assert sorted(f"{r.council.code} {r.period} {r.days_late}" for r in earlier if r.days_late) == [
        "KG-GO 2018-Q3 2", "KG-GO 2019-Q3 3", "KG-N 2018-Q2 1", "KG-O 2019-Q3 7", "KG-T 2018-Q2 3", "KG-Y 2019-Q2 3",
    ]  # fmt: skip
    assert list(NationalReport.objects.values_list("status", flat=True)) == [NationalStatus.ACKNOWLEDGED] * 6


def test_one_was_returned_and_one_restated(demo: None) -> None:
    second = {str(edition.report): edition for edition in Edition.objects.filter(report__isnull=False, number=2)}
    assert set(second) == {"KG-C 2018-Q4", "KG-J 2019-Q1"}
    returned = editions.open_edition(second["KG-C 2018-Q4"])["changes"]
    assert len(returned["events_changed"]) == 1 and returned["reason"]
    before, after = returned["figures"]["participants"]
    assert before - after == 90 and after == TRUTH[2018]["councils"]["KG-C"]["quarters"]["2018-Q4"]["participants"]
    restated = editions.open_edition(second["KG-J 2019-Q1"])["changes"]
    assert (len(restated["events_added"]), len(restated["events_gone"])) == (6, 1)
    assert restated["figures"]["events"] == [242, 247]
    national = NationalReport.objects.get(period__year=2019, period__quarter=1)
    latest = editions.open_edition(national.editions.order_by("number").last())
    assert latest["edition"] == 2 and [council["code"] for council in latest["changes"]["councils"]] == ["KG-J"]


def test_editions_and_chains_verify(demo: None) -> None:
    sealed = list(Edition.objects.all())
    assert len(sealed) == 48 + 2 + 5 + 7  # reports, second editions, Q4, national ones
    assert [fault for edition in sealed for fault in editions.verify(edition)] == []
    assert list(audit.verify(editions.chain_heads())) == []


def test_history_happened_on_its_days(demo: None) -> None:
    moments = list(AuditEntry.objects.filter(chain="KG-B").values_list("at", flat=True))
    assert moments == sorted(moments) and moments[0].year == 2018
    assert max(AuditEntry.objects.values_list("at", flat=True)).astimezone(clock.BISHKEK).date() == history.TODAY
    sealed = editions.open_edition(
        Edition.objects.get(report__council__code="KG-B", report__period__year=2018, report__period__quarter=3)
    )
    assert sealed["submitted_on"] == "2018-10-12" and sealed["signature"]["name"] == "Бакыт Маматов"


def test_plans_stand_as_told(demo: None) -> None:
    followed = ActionPlan.objects.filter(starts_on__year=2020)
    assert set(followed.endorsed().values_list("council__code", flat=True)) == {"KG-B", "KG-GO"}
    assert set(followed.filter(status="draft").values_list("council__code", flat=True)) == {
        "KG-J", "KG-Y", "KG-N", "KG-O", "KG-C",
    }  # fmt: skip
    talas = ActionPlan.objects.get(council__code="KG-T")
    assert talas.ends_on == date(2020, 6, 30) and talas.amendments.count() == 1
    first = ActionPlan.objects.endorsed().filter(starts_on__year=2018)
    for plan in first:
        told = TRUTH[2019]["councils"][plan.council.code]
        items = plan.items.prefetch_related("indicators")
        assert (len(items), sum(len(item.indicators.all()) for item in items)) == (
            told["plan_items"], told["plan_indicators"],
        )  # fmt: skip


def test_batken_sits_as_on_the_page(demo: None) -> None:
    council = composition_on(Council.objects.get(code="KG-B"), history.TODAY)
    assert (len(council.voting), council.filled, council.quorum) == (9, 7, 4)
    states = {place.seat.code: place.state for place in council.places}
    assert states["youth"] == states["self-government-2"] == "vacant"
    assert states["self-government-1"] == "acting" and states["police"] == "expiring"
    before = composition_on(Council.objects.get(code="KG-B"), date(2019, 9, 1))
    secretaries = [place.membership for c in (before, council) for place in c.places if place.seat.code == "secretary"]
    assert [held.person.full_name for held in secretaries] == ["Нурбек Сатиев", "Айгүл Токтосунова"]
    assert council.arrangements.notice_days == 7


def test_everybody_who_is_offered_can_sign_in(demo: None) -> None:
    rows = sign_ins.rows()
    links, rows = [row for row in rows if row.address], [row for row in rows if not row.address]
    assert len({row.username for row in rows}) == len(rows) == 5 + 16 + 1
    users = {user.username: user for user in User.objects.all()}
    assert users["batken-chair"].check_password(rows[0].password)
    assert len({users[row.username].password for row in rows}) == 1
    assert all(rights_of(users[row.username]).grants or rights_of(users[row.username]).councils for row in rows)
    assert rights_of(users["batken-secretary-2018"]).councils == {}
    printed = io.StringIO()
    call_command("demo_sign_ins", stdout=printed)
    assert all(row.username in printed.getvalue() for row in rows)
    assert len(links) == 2 and all(f"{settings.SITE_URL}{row.address}\n" in printed.getvalue() for row in links)
    assert "secretary, Batken oblast " in printed.getvalue()
    kinds = ["batken-secretary", "batken-chair", "batken-member", "sms-officer", "sms-officer-2", "ga-reader"]
    assert [row.username for row in rows[:8]] == [*kinds, "administrator", "observer"]


def test_a_second_load_keeps_what_was_typed(demo: None) -> None:
    organisation = Organisation.objects.create(name="Typed by a visitor", kind="youth")
    entries = AuditEntry.objects.count()
    out = io.StringIO()
    call_command("load_demo", if_empty=True, stdout=out)
    assert out.getvalue() == ""
    call_command("load_demo", stdout=out)
    assert "already" in out.getvalue()
    assert AuditEntry.objects.count() == entries and Organisation.objects.filter(pk=organisation.pk).exists()


def test_two_councils_work_by_the_second_charter(demo: None) -> None:
    first, second = Charter.objects.order_by("number")
    assert first.is_sample and second.is_sample
    changes = charter_changes.between(first, second)
    assert [told.now for told in changes.arrangements] == ["7"] and not changes.seats and not changes.preamble
    assert [(article.number, article.state) for article in changes.worded] == [(13, "changed"), (24, "changed")]
    now = {code: composition_on(Council.objects.get(code=code), history.TODAY) for code in ("KG-C", "KG-Y", "KG-B")}
    assert {code: one.arrangements.charter.number for code, one in now.items()} == {"KG-C": 2, "KG-Y": 2, "KG-B": 1}
    assert now["KG-C"].filled == now["KG-Y"].filled == 9  # who sat under version 1 sits on
    adopted = second.adoptions.order_by("adopted_on")
    assert [(one.council.code, bool(one.scan)) for one in adopted] == [("KG-C", True), ("KG-Y", False)]
    day_before = composition_on(Council.objects.get(code="KG-C"), date(2019, 6, 30))
    assert day_before.arrangements.notice_days == 10 and now["KG-C"].arrangements.notice_days == 7


def test_members_are_trained_in_every_council(demo: None) -> None:
    rows = archive.rows_of("trainings.csv")
    assert Training.objects.count() == sum(len(row["seats"].split()) for row in rows) == 66
    assert TrainingEvent.objects.count() == sum(len(row["seats"].split()) for row in rows if row["item"]) == 34
    assert not Training.objects.filter(council=None).exists()  # each while they held the seat
    held = {
        council.code: seats_trained(composition_on(council, history.TODAY)) for council in Council.objects.all()
    }  # fmt: skip
    assert {code: (len(seats.trained), seats.held) for code, seats in held.items()} == {
        "KG-B": (4, 8), "KG-J": (6, 10), "KG-Y": (4, 10), "KG-N": (3, 10), "KG-O": (5, 10), "KG-T": (1, 10),
        "KG-C": (6, 10), "KG-GO": (2, 10),
    }  # fmt: skip


def test_members_trained_are_an_indicator_of_the_next_plans(demo: None) -> None:
    batken = Council.objects.get(code="KG-B")
    found = Indicator.objects.filter(source=Source.MEMBERS_TRAINED, item__number="4.4")
    assert set(found.values_list("item__plan__starts_on__year", flat=True)) == {2020} and found.count() == 7
    next_year = counted(batken, Quarter(2020, 1), {Source.MEMBERS_TRAINED})[Source.MEMBERS_TRAINED]
    assert (next_year.quarter, next_year.year_to_date, next_year.before) == (2, 2, 0)
    year = counted(batken, Quarter(2019, 4), {Source.MEMBERS_TRAINED})[Source.MEMBERS_TRAINED]
    assert (year.quarter, year.year_to_date, year.before) == (2, 5, 4)


def test_organisations_propose_by_their_links(demo: None, client: Client) -> None:
    states = Counter(Proposal.objects.values_list("council__code", "state"))
    assert states == {
        ("KG-B", "proposed"): 2, ("KG-B", "accepted"): 1, ("KG-B", "declined"): 1, ("KG-O", "proposed"): 1,
    }  # fmt: skip
    accepted = Proposal.objects.get(state="accepted")
    assert (accepted.event.place, accepted.event.participants) == ("лицей №36", 25)
    for row in sign_ins.rows():
        if row.address:
            client.cookies.clear()
            assert client.get(row.address, follow=True).status_code == 200
            assert client.get(reverse("actionplans:proposal-detail", args=[1])).status_code == 200
    with override_settings(TIPCC_SIGN_INS="reports.demonstration.sign_ins.rows"):
        page = client.get(reverse("account_login")).content.decode()
    assert all(link.word in page and link.organisation in page for link in contributors.LINKS)


def test_the_observer_reads_acknowledged_figures_alone(demo: None, client: Client) -> None:
    observer = User.objects.get(username="observer")
    assert rights_of(observer).grants == {"observer"} and not rights_of(observer).sees_all_councils
    assert observer.grants.get().ends_on == date(2020, 6, 2)
    client.force_login(observer)
    assert client.get(reverse("reports:observed-detail", args=["2019-Q3"])).status_code == 200
    assert client.get(reverse("councils:council-detail", args=["KG-B"])).status_code == 404
