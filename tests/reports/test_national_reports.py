"""Consolidating, sending to the Government Administration, acknowledging, restating (rule 13)."""

from datetime import date

import pytest

from actionplans.services.events import change_event
from councils import clock
from councils.models import User
from councils.states import IllegalMove, NotAllowed, Refused
from reports import editions
from reports.models import CouncilReport, Edition, NationalReport, Period
from reports.rollup import Figures, quarter_totals, total
from reports.services import council_reports, entries, national_reports, signing

from .world import Q1, World, draft, make_world, open_report, prepared, record, sealed


@pytest.fixture
def osh(world: World) -> World:
    return make_world("KG-O")


def accepted(world: World, sms: User, participants: int = 25) -> CouncilReport:
    record(world, date(2019, 3, 1), participants, women=10)
    return council_reports.accept(sealed(world), actor=sms)


def consolidate(sms: User, **missing: str) -> dict[str, object]:
    named = {code.replace("_", "-"): reason for code, reason in missing.items()}
    return editions.open_edition(national_reports.consolidate(Period.objects.get(), missing=named, actor=sms))


def test_national_is_the_sum_of_accepted_editions(world: World, osh: World, sms: User) -> None:
    accepted(world, sms, 25)
    accepted(osh, sms, 40)
    told = consolidate(sms)
    live = total(quarter_totals([world.council, osh.council], [Q1]).values())
    assert told["figures"] == live.as_dict() and told["figures"]["participants"] == 65
    assert [c["sha256"] for c in told["councils"]] == [
        e.sha256 for e in Edition.objects.filter(kind="council").order_by("pk")
    ]


def test_a_missing_council_must_be_named_with_a_reason(world: World, osh: World, sms: User) -> None:
    accepted(world, sms)
    open_report(osh)
    with pytest.raises(national_reports.CouncilsMissing) as refused:
        consolidate(sms)
    assert [council.code for council in refused.value.councils] == ["KG-O"]
    assert not Edition.objects.filter(kind="national").exists()
    told = consolidate(sms, KG_O="The secretary is ill")
    assert [(gap["code"], gap["reason"]) for gap in told["missing"]] == [("KG-O", "The secretary is ill")]


def test_nothing_accepted_nothing_consolidated(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    with pytest.raises(Refused):
        consolidate(sms, KG_B="late")


def test_only_sms_consolidates_and_only_ga_acknowledges(world: World, sms: User, ga: User) -> None:
    accepted(world, sms)
    with pytest.raises(NotAllowed):
        consolidate(ga)
    consolidate(sms)
    national = national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
    with pytest.raises(NotAllowed):
        national_reports.acknowledge(national, actor=sms)
    assert national_reports.acknowledge(national, actor=ga).status == "acknowledged"


def test_ga_sees_it_once_it_was_sent(world: World, sms: User, ga: User) -> None:
    accepted(world, sms)
    consolidate(sms)
    assert not NationalReport.objects.visible_to(ga).exists()
    national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
    assert NationalReport.objects.visible_to(ga).exists()
    assert not NationalReport.objects.visible_to(world.secretary).exists()


def test_while_ga_has_it_nothing_is_consolidated_again(world: World, sms: User, ga: User) -> None:
    accepted(world, sms)
    consolidate(sms)
    national = national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
    with pytest.raises(IllegalMove):
        consolidate(sms)
    national_reports.return_to_sms(national, actor=ga, reason="A sum is not clear")
    assert consolidate(sms)["edition"] == 2


def test_a_restated_council_makes_a_second_edition_that_says_so(world: World, osh: World, sms: User, ga: User) -> None:
    report = accepted(world, sms, 25)
    accepted(osh, sms, 40)
    first = consolidate(sms)
    with clock.at(date(2019, 6, 1)):
        council_reports.reopen(report, actor=sms, reason="Count again", until=date(2019, 6, 5))
        event = world.council.events.get()
        change_event(event, draft(world, date(2019, 3, 1), 20, women=10), actor=world.secretary, version=1)
        again = prepared(world, CouncilReport.objects.get(pk=report.pk))
        signing.sign(again, actor=world.chair)
        council_reports.accept(CouncilReport.objects.get(pk=report.pk), actor=sms)
        second = consolidate(sms)
    assert second["edition"] == 2 and second["supersedes"] == first["sha256"]
    assert second["changes"]["figures"]["participants"] == [65, 60]
    assert [c["code"] for c in second["changes"]["councils"]] == ["KG-B"]
    assert editions.open_edition(Edition.objects.get(sha256=first["sha256"])) == first


def test_year_to_date_sums_the_years_latest_national_editions(world: World, sms: User) -> None:
    accepted(world, sms, 25)
    consolidate(sms)
    with clock.at(date(2019, 7, 5)):
        from reports.services import periods

        quarter = Q1.next()
        record(world, date(2019, 5, 1), 30)
        report = prepared(
            world, periods.open_report(world.council, periods.open_period(quarter, actor=None), actor=None)
        )
        signing.sign(report, actor=world.chair)
        council_reports.accept(CouncilReport.objects.get(pk=report.pk), actor=sms)
        period = Period.objects.get(quarter=2)
        told = editions.open_edition(national_reports.consolidate(period, missing={}, actor=sms))
    assert told["figures"]["participants"] == 30 and told["year_to_date"]["participants"] == 55


def test_years_are_compared_over_like_months_only(world: World, sms: User) -> None:
    """The council was founded in May 2018: the second quarter of 2019 is compared over May and June."""
    with clock.at(date(2018, 7, 10)):
        record(world, date(2018, 6, 1), 7)
    with clock.at(date(2019, 7, 5)):
        record(world, date(2019, 4, 20), 100)
        record(world, date(2019, 6, 20), 11)
        from reports.rollup import year_before

        now = total(quarter_totals([world.council], [Q1.next()]).values())
        before = year_before(world.council, Q1.next(), now)
    assert before is not None and (before.first, before.last) == (date(2018, 5, 1), date(2018, 6, 30))
    assert (before.figures.participants, before.like.participants) == (7, 11)


def test_where_there_was_no_council_a_year_before_there_is_no_data(world: World, sms: User) -> None:
    accepted(world, sms)
    assert consolidate(sms)["year_before"] is None


def test_a_council_without_events_is_a_row_of_zeros(world: World, osh: World, sms: User) -> None:
    accepted(world, sms)
    report = open_report(osh)
    entries.confirm_no_events(report, confirmed=True, actor=osh.secretary)
    signing.sign(prepared(osh, report), actor=osh.chair)
    council_reports.accept(CouncilReport.objects.get(pk=report.pk), actor=sms)
    rows = consolidate(sms)["councils"]
    assert rows[1]["figures"] == Figures().as_dict()


def test_of_whom_under_18_is_not_recorded_where_nobody_wrote_it(world: World, osh: World) -> None:
    """None is kept through sums until one event records it; where there were no events it is 0."""
    totals = quarter_totals([world.council, osh.council], [Q1])
    assert totals[osh.council.pk, 20191].under_18 == 0
    record(world, date(2019, 3, 1), 25)
    totals = quarter_totals([world.council, osh.council], [Q1])
    assert total(totals.values()).under_18 is None and total(reversed(totals.values())).under_18 is None
    record(osh, date(2019, 3, 1), 25, under_18=7)
    assert total(quarter_totals([world.council, osh.council], [Q1]).values()).under_18 == 7
