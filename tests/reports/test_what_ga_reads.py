"""The Government Administration reads the editions that were accepted or sent, and no other one (rule 3)."""

from datetime import date

import pytest
from django.urls import reverse

from councils.models import User
from reports.models import CouncilReport, Edition, NationalReport, Period
from reports.services import council_reports, national_reports

from .world import World, make_world, open_report, record, sealed, signed_in

MARCH, UNTIL = date(2019, 3, 1), date(2019, 4, 20)


def numbers(editions: "list[Edition] | object") -> list[int]:
    return sorted(editions.values_list("number", flat=True))  # type: ignore[attr-defined]


def fresh(report: CouncilReport) -> CouncilReport:
    return CouncilReport.objects.get(pk=report.pk)


@pytest.fixture
def twice_accepted(world: World, sms: User) -> CouncilReport:
    """Editions 1 (returned), 2 (recalled), 3 (accepted), 4 (returned), 5 (accepted)."""
    record(world, MARCH)
    council_reports.return_report(sealed(world), actor=sms, reason="Пересчитать", until=UNTIL)
    council_reports.recall(sealed(world), actor=world.chair, reason="Опечатка")
    council_reports.accept(sealed(world), actor=sms)
    council_reports.reopen(CouncilReport.objects.get(), actor=sms, reason="Дополнить", until=UNTIL)
    council_reports.return_report(sealed(world), actor=sms, reason="Ещё раз", until=UNTIL)
    council_reports.accept(sealed(world), actor=sms)
    return CouncilReport.objects.get()


def test_of_a_councils_editions_those_that_were_accepted(
    twice_accepted: CouncilReport, world: World, ga: User, sms: User
) -> None:
    assert numbers(Edition.objects.visible_to(ga)) == [3, 5]
    for reader in (sms, world.secretary):
        assert numbers(Edition.objects.visible_to(reader)) == [1, 2, 3, 4, 5]
    client, statuses = signed_in(ga), {}
    for edition in twice_accepted.editions.all():
        pages = ("edition-detail", "edition-json", "edition-events", "edition-changes")
        statuses[edition.number] = {
            client.get(reverse(f"reports:{page}", args=[edition.pk])).status_code for page in pages
        }
    assert statuses == {1: {404}, 2: {404}, 3: {200}, 4: {404}, 5: {200}}
    page = client.get(twice_accepted.get_absolute_url())
    steps = [(step.after, step.reason) for step in page.context["steps"]]
    assert steps == [
        ("submitted", ""), ("submitted", ""), ("submitted", ""), ("accepted", ""), ("reopened", "Дополнить"),
        ("submitted", ""), ("submitted", ""), ("accepted", ""),
    ]  # fmt: skip
    assert len(signed_in(sms).get(twice_accepted.get_absolute_url()).context["steps"]) == 16


def test_a_report_open_again_answers_with_the_edition_accepted_last(
    twice_accepted: CouncilReport, world: World, ga: User, sms: User
) -> None:
    council_reports.reopen(twice_accepted, actor=sms, reason="Дополнить", until=UNTIL)
    sealed(world)  # the sixth, not accepted yet
    fifth = Edition.objects.get(number=5)
    answer = signed_in(ga).get(twice_accepted.get_absolute_url())
    assert answer["Location"] == reverse("reports:edition-detail", args=[fifth.pk])


def test_another_councils_steps_open_nothing(world: World, ga: User, sms: User) -> None:
    osh = make_world("KG-O")
    for each in (world, osh):
        record(each, MARCH)
    council_reports.accept(sealed(osh), actor=sms)
    sealed(world)
    assert [str(edition.report) for edition in Edition.objects.visible_to(ga)] == ["KG-O 2019-Q1"]
    assert open_report(osh).editions.count() == 1


def test_of_national_editions_those_that_were_sent_and_councils_read_sums_of_no_other(
    world: World, ga: User, sms: User
) -> None:
    record(world, MARCH)
    council_reports.accept(sealed(world), actor=sms)
    period = Period.objects.get()
    for _each in range(2):  # the first is replaced before anything is sent
        national_reports.consolidate(period, missing={}, actor=sms)
    national = NationalReport.objects.get()
    nationals = Edition.objects.filter(national__isnull=False)
    assert numbers(nationals.visible_to(ga)) == []
    national_reports.submit_to_ga(national, actor=sms)
    national_reports.return_to_sms(national, actor=ga, reason="Дополнить")
    national_reports.consolidate(period, missing={}, actor=sms)
    for reader in (ga, world.secretary):
        assert numbers(nationals.sums_open_to(reader)) == [2]
    assert numbers(nationals.visible_to(ga)) == [2] and numbers(nationals.visible_to(world.secretary)) == []
    assert numbers(nationals.sums_open_to(sms)) == [1, 2, 3]
    page = signed_in(ga).get(national.get_absolute_url())
    assert page.context["edition"].number == 2
