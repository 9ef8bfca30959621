"""Whoever a report waits for next is written to at once; nobody is written to of what they did themselves."""

from datetime import date

import pytest
from django.urls import reverse

from councils.models import Mail, Membership, User
from reports.models import CouncilReport
from reports.services import council_reports, signing
from reports.services.behalf import enter_on_behalf

from .test_reminders import reach
from .world import SCAN, World, open_report, prepared, record, signed_in

UNTIL = date(2019, 4, 20)


@pytest.fixture
def report(world: World, sms: User) -> CouncilReport:
    """Ready to be prepared; everybody can be reached."""
    reach(world.secretary, world.chair, world.deputy, sms)
    record(world, date(2019, 3, 1))
    return open_report(world)


def written() -> list[tuple[str, str, str]]:
    rows = Mail.objects.order_by("pk").select_related("user")
    return [(row.user.username, row.subject, row.state) for row in rows]


SIGN = ("kg-b-chair", "Report for Quarter I 2019: it waits for your signature", "waiting")
BACK = ("kg-b-secretary", "Report for Quarter I 2019: it is back with you", "waiting")


def withdrawn(told: tuple[str, str, str]) -> tuple[str, str, str]:
    return (*told[:2], "withdrawn")


def test_the_chair_hears_that_a_report_waits_for_the_signature(world: World, report: CouncilReport) -> None:
    prepared(world, report)
    assert written() == [SIGN]
    assert reverse("reports:report-sign", args=["KG-B", "2019-Q1"]) in Mail.objects.get().body


def test_the_deputy_hears_it_while_the_chairs_seat_is_empty(world: World, report: CouncilReport) -> None:
    Membership.objects.filter(person__user=world.chair).update(ends_on=date(2019, 4, 1))
    prepared(world, report)
    assert [reader for reader, _subject, _state in written()] == ["kg-b-deputy"]


def test_the_secretary_hears_that_it_is_back_and_not_why(world: World, report: CouncilReport, sms: User) -> None:
    prepared(world, report)
    council_reports.hand_back(report, actor=world.chair, reason="Гульнара не названа")
    assert written() == [withdrawn(SIGN), BACK]
    signing.sign(prepared(world, report), actor=world.chair)
    council_reports.return_report(report, actor=sms, reason="Гульнара не названа", until=UNTIL)
    assert written()[-1] == BACK and "20 April 2019" in Mail.objects.latest("pk").body
    assert "Гульнара" not in "".join(Mail.objects.values_list("body", flat=True))


def test_nobody_is_written_to_of_their_own_step(world: World, report: CouncilReport) -> None:
    prepared(world, report)
    council_reports.hand_back(report, actor=world.secretary, reason="Ещё раз")
    assert written() == [withdrawn(SIGN)]


def test_a_report_that_is_signed_waits_for_nobody_in_the_council(world: World, report: CouncilReport) -> None:
    signing.sign(prepared(world, report), actor=world.chair)
    assert written() == [withdrawn(SIGN)]


def test_what_sms_enters_from_paper_waits_for_nobody_in_the_council(
    world: World, report: CouncilReport, sms: User
) -> None:
    enter_on_behalf(report, letter_number="№ 7", letter=SCAN, actor=sms)
    world.secretary = sms  # whoever writes
    prepared(world, report)
    assert written() == []


def test_a_form_sent_twice_writes_once(world: World, report: CouncilReport) -> None:
    address = reverse("reports:report-prepare", args=["KG-B", "2019-Q1"])
    prepared(world, report)
    signed_in(world.secretary).post(address)
    assert written() == [SIGN]
