"""The system counts its figures again and says when they do not agree (rules 12 and 14)."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse

from actionplans.models import Event, QuarterGuard
from actionplans.services.events import change_event, draft_of
from councils import audit, clock, jobs
from councils.guards import lifted
from councils.models import Job, Mail, User
from reports import statement, work
from reports.models import Edition, SelfCheck
from reports.rollup import Figures
from reports.self_checking import check
from reports.services import council_reports
from reports.states import CheckKind
from tests.factories import make_grant

from .world import World, make_world, open_report, record, sealed, signed_in

SUNDAY, MONDAY = date(2019, 4, 7), date(2019, 4, 8)


@pytest.fixture
def asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "wake", lambda pk: None)


def due_at(day: date, hour: int = 4) -> Any:
    with clock.at(day, hour):
        return work.self_check_due()


def run_what_is_due(day: date, hour: int = 4) -> SelfCheck:
    with clock.at(day, hour):
        work.ask_for_self_check()
        work.ask_for_self_check()
        (job,) = Job.objects.filter(kind="self_check", state="queued")
        assert jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).state == "done"
    return SelfCheck.objects.latest("pk")


def test_nothing_is_due_while_there_is_nothing_to_check(world: World) -> None:
    assert due_at(MONDAY) is None


def test_weekly_from_monday_on_and_nightly_after_three(world: World, asleep: None) -> None:
    open_report(world)
    assert due_at(SUNDAY, 2) == (CheckKind.WEEKLY, date(2019, 4, 1))
    assert run_what_is_due(SUNDAY).kind == CheckKind.WEEKLY
    assert due_at(SUNDAY) == (CheckKind.NIGHTLY, SUNDAY)
    assert run_what_is_due(SUNDAY).kind == CheckKind.NIGHTLY
    assert due_at(SUNDAY, 23) is None and due_at(MONDAY, 2) is None
    assert due_at(MONDAY, 3) == (CheckKind.WEEKLY, MONDAY)
    run_what_is_due(MONDAY)
    assert due_at(MONDAY, 23) is None


def test_after_a_week_of_standing_still_one_run_is_due_not_seven(world: World, asleep: None) -> None:
    open_report(world)
    run_what_is_due(MONDAY)
    run_what_is_due(date(2019, 4, 18))
    run_what_is_due(date(2019, 4, 18))
    assert due_at(date(2019, 4, 18)) is None
    assert list(SelfCheck.objects.order_by("pk").values_list("kind", "day")) == [
        ("weekly", MONDAY), ("weekly", date(2019, 4, 15)), ("nightly", date(2019, 4, 18)),
    ]  # fmt: skip


def test_what_agrees_is_kept_with_what_was_compared(world: World, sms: User, asleep: None) -> None:
    record(world, date(2019, 3, 1), women=10)
    open_report(world)
    found = run_what_is_due(MONDAY)
    assert found.agrees and (found.reports, found.events, found.editions) == (1, 1, 0)
    sealed(world)
    found = run_what_is_due(date(2019, 4, 9))
    assert found.agrees and (found.reports, found.editions) == (0, 1)
    found = run_what_is_due(date(2019, 4, 10))
    assert found.agrees and found.editions == 0  # proved the night before
    found = run_what_is_due(date(2019, 4, 15))
    assert found.agrees and (found.reports, found.editions) == (1, 1) and found.entries > 5
    assert not Mail.objects.exists()
    page = signed_in(sms).get(reverse("reports:board")).content.decode()
    assert "agrees" in page and "does not agree" not in page and "15.04.2019" in page


def test_a_figure_that_is_counted_wrongly_is_told_and_mailed(
    world: World, sms: User, asleep: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(world, date(2019, 3, 1), 25)
    open_report(world)
    make_grant("administrator", username="administrator")
    counted, one_more = statement.by_item, Figures(participants=1)
    monkeypatch.setattr(
        statement, "by_item", lambda *asked: {key: told + one_more for key, told in counted(*asked).items()}
    )
    found = run_what_is_due(MONDAY)
    assert not found.agrees and found.faults[0]["detail"] == "participants: 26, 25, 25"
    assert sorted(Mail.objects.values_list("user__username", flat=True)) == ["administrator", "sms"]
    assert "KG-B" not in Mail.objects.first().body
    page = signed_in(sms).get(reverse("reports:self-checks")).content.decode()
    assert "KG-B 2019-Q1" in page and "participants: 26, 25, 25" in page
    monkeypatch.undo()
    monkeypatch.setattr(jobs, "wake", lambda pk: None)
    assert run_what_is_due(date(2019, 4, 9)).agrees
    assert Mail.objects.count() == 2
    assert "does not agree" not in signed_in(sms).get(reverse("reports:board")).content.decode()


def test_an_event_counted_in_another_quarter_than_it_ends_in_is_found(world: World) -> None:
    event = record(world, date(2019, 3, 1))
    open_report(world)
    with lifted():
        Event.objects.filter(pk=event.pk).update(quarter=20192)
    assert any("participants: 0, 25, 25" in fault.detail for fault in check(CheckKind.NIGHTLY).faults)


def test_a_guard_that_does_not_fit_the_report_is_found(world: World, asleep: None) -> None:
    report = open_report(world)
    QuarterGuard.objects.update(sealed=True)
    (fault,) = check(CheckKind.NIGHTLY).faults
    assert fault.code == "guard" and fault.where == str(report)
    QuarterGuard.objects.update(sealed=False, locks_on=date(2019, 4, 1))
    assert [fault.code for fault in check(CheckKind.NIGHTLY).faults] == ["guard"]


def test_a_changed_edition_stays_told_until_it_is_mended(world: World, sms: User, asleep: None) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    run_what_is_due(MONDAY)
    edition = Edition.objects.get()
    with lifted():
        Edition.objects.update(payload=edition.payload.replace('"participants":25', '"participants":26', 1))
    assert run_what_is_due(date(2019, 4, 9)).agrees  # by night only what is new is read
    assert not run_what_is_due(date(2019, 4, 15)).agrees
    night = run_what_is_due(date(2019, 4, 16))
    assert not night.agrees and night.editions == 1
    with lifted():
        Edition.objects.update(payload=edition.payload)
    assert run_what_is_due(date(2019, 4, 17)).agrees
    assert "does not agree" not in signed_in(sms).get(reverse("reports:board")).content.decode()


def test_sealed_figures_that_moved_without_a_correction_are_found(world: World, sms: User) -> None:
    event = record(world, date(2019, 3, 1))
    council_reports.accept(sealed(world), actor=sms)
    with lifted():
        Event.objects.filter(pk=event.pk).update(participants=30)
    (fault,) = check(CheckKind.WEEKLY).faults
    assert fault.code == "corrections" and "participants: 25, 30" in fault.detail
    with pytest.raises(CommandError, match="1 faults"):
        call_command("self_check", all=True)


def test_an_edition_that_cannot_be_read_is_a_fault_and_the_run_goes_on(world: World, sms: User, asleep: None) -> None:
    other = make_world("KG-O")
    for each in (world, other):
        record(each, date(2019, 3, 1))
        sealed(each)
    first, _other = Edition.objects.order_by("pk")
    with lifted():
        Edition.objects.filter(pk=first.pk).update(payload="[")
    found = run_what_is_due(MONDAY)
    assert found.kind == CheckKind.WEEKLY and (found.reports, found.editions) == (1, 2)
    assert {fault["code"] for fault in found.faults} == {"unreadable", "seal"}
    assert all("KG-B" in fault["where"] for fault in found.faults)
    assert run_what_is_due(date(2019, 4, 9)).kind == CheckKind.NIGHTLY
    with pytest.raises(CommandError, match=r"checked: .* 2 editions"):
        call_command("verify_audit")


def test_a_report_that_cannot_be_compared_is_a_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    report = open_report(world)
    monkeypatch.setattr(statement, "by_item", lambda *asked: 1 // 0)
    (fault,) = check(CheckKind.NIGHTLY).faults
    assert (fault.code, fault.where, fault.path) == ("unreadable", str(report), report.get_absolute_url())


def test_an_edition_that_names_no_heads_is_a_fault(world: World) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    payload = json.loads(Edition.objects.get().payload)
    del payload["chains"]
    text = audit.canonical(payload)
    with lifted():
        Edition.objects.update(payload=text, sha256=audit.digest(text))
    assert any("chains" in fault.detail for fault in check(CheckKind.WEEKLY).faults)


def test_the_page_says_when_nothing_was_checked_for_more_than_two_days(world: World, sms: User, asleep: None) -> None:
    open_report(world)
    run_what_is_due(MONDAY)
    for day, stale in ((date(2019, 4, 9), False), (date(2019, 4, 11), True)):
        with clock.at(day, 12):
            page = signed_in(sms).get(reverse("reports:board")).content.decode()
        assert ("not checked since" in page) is stale and ("agrees" in page) is not stale


@pytest.mark.parametrize("silent", [{"participants": 30}, {"under_18": 0}])
def test_a_silent_change_is_found_beside_a_correction(world: World, sms: User, silent: dict[str, int]) -> None:
    one, other = record(world, date(2019, 3, 1)), record(world, date(2019, 3, 2), 20)
    council_reports.accept(sealed(world), actor=sms)
    change_event(
        other, replace(draft_of(other), participants=18), actor=world.secretary, version=1, reason="лист пересчитан"
    )
    assert check(CheckKind.WEEKLY).faults == []
    with lifted():
        Event.objects.filter(pk=one.pk).update(**silent)
    (fault,) = check(CheckKind.WEEKLY).faults
    assert fault.code == "corrections" and next(iter(silent)) in fault.detail


def test_a_correction_that_records_who_was_under_18_is_no_fault(world: World, sms: User) -> None:
    event = record(world, date(2019, 3, 1))
    council_reports.accept(sealed(world), actor=sms)
    change_event(event, replace(draft_of(event), under_18=0), actor=world.secretary, version=1, reason="по списку")
    assert check(CheckKind.WEEKLY).faults == []


def test_rows_are_kept_as_they_were_written(world: World, asleep: None) -> None:
    open_report(world)
    run_what_is_due(MONDAY)
    for spoil in (SelfCheck.objects.all().delete, lambda: SelfCheck.objects.update(reports=9)):
        with pytest.raises(Exception, match="kept as they were written"), transaction.atomic():
            spoil()
    assert connection.vendor in ("sqlite", "postgresql")
