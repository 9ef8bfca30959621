"""An observer reads sums of acknowledged national editions and the method: no event, no name, no file (rule 3)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from councils import clock
from councils.models import Council, Grant, User
from councils.rights import rights_of
from councils.services import give_grant
from councils.states import Unfit
from reports.models import CouncilReport, Edition, NationalReport, Period
from reports.services import council_reports, national_reports
from tests.factories import make_grant, make_measure, make_national_event, make_user

from .world import AFTER_Q1, SCAN, World, make_world, open_report, record, sealed, sealed_on_paper, signed_in

LABEL = "2019-Q1"
CANARY = "канарейка"


@pytest.fixture
def observer(db: None) -> User:
    return make_grant("observer", username="observer")


@pytest.fixture
def osh(world: World) -> World:
    return make_world("KG-O")


@pytest.fixture
def sent(world: World, osh: World, sms: User) -> NationalReport:
    """Batken's figures in a national edition, Osh missing with a reason; words to look for wherever one can type."""
    world.plan.items.update(measure=make_measure())
    record(world, date(2019, 3, 1), 25, women=10, title=f"{CANARY} тема", place=f"{CANARY} школа")
    open_report(osh)
    make_national_event(by=sms, title=f"{CANARY} страна", participants=7)
    council_reports.accept(sealed_on_paper(world, outgoing_number=f"{CANARY} 5", scan=SCAN), actor=sms)
    missing = {"KG-O": f"{CANARY}: секретарь болеет"}
    national_reports.consolidate(Period.objects.get(), missing=missing, actor=sms)
    return national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)


@pytest.fixture
def acknowledged(sent: NationalReport, ga: User) -> NationalReport:
    return national_reports.acknowledge(sent, actor=ga)


def page(name: str, *args: str) -> str:
    return reverse(f"reports:{name}", args=args)


def test_before_it_is_acknowledged_there_is_nothing_to_read(sent: NationalReport, observer: User) -> None:
    client = signed_in(observer)
    assert client.get(page("observed-detail", LABEL)).status_code == 404
    assert "No national report was acknowledged yet" in client.get(page("observed-list")).content.decode()
    assert "No national report was acknowledged yet" in client.get("/").content.decode()


def test_the_sums_are_those_of_the_edition(acknowledged: NationalReport, observer: User, ga: User) -> None:
    client = signed_in(observer)
    assert page("observed-detail", LABEL) in client.get("/").content.decode()
    response = client.get(page("observed-detail", LABEL))
    shown, edition = response.context["page"], Edition.objects.get(kind="national")
    theirs = signed_in(ga).get(acknowledged.get_absolute_url()).context["page"]
    assert [(tile.name, tile.value) for tile in shown.tiles] == [(tile.name, tile.value) for tile in theirs.tiles]
    assert [value for _label, value in shown.totals] == [cell.value for cell in theirs.totals]
    assert shown.measures == theirs.first.measures and len(shown.measures) == 1
    assert dict(shown.of_nation)["Participants"] == 7
    words = response.content.decode()
    assert edition.short_code in words and "Did not report" in words


def test_no_title_no_person_and_no_file_reaches_an_observer(
    acknowledged: NationalReport, world: World, observer: User
) -> None:
    """Every page that an observer opens, followed from the start page by its links."""
    client, seen, waiting = signed_in(observer), set(), ["/"]
    names = [user.get_full_name() for user in User.objects.exclude(pk=observer.pk)]
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/static/"):
            continue
        seen.add(address)
        response = client.get(address)
        assert response.status_code == 200 and "attachment" not in response.headers.get("Content-Disposition", "")
        words = response.content.decode()
        assert CANARY not in words and "Ход:" not in words
        assert not [name for name in names if name in words and len(name) > 4]
        waiting += [part.partition('"')[0].partition("#")[0] or address for part in words.split('href="')[1:]]
    assert page("observed-detail", LABEL) in seen and page("method") in seen


def test_a_new_edition_is_shown_when_it_is_acknowledged_too(
    acknowledged: NationalReport, world: World, osh: World, sms: User, ga: User, observer: User
) -> None:
    record(osh, date(2019, 3, 2))
    council_reports.accept(sealed(osh), actor=sms)
    national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    client = signed_in(observer)
    assert client.get(page("observed-detail", LABEL)).context["page"].edition.number == 1
    national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
    assert client.get(page("observed-detail", LABEL)).context["page"].edition.number == 1
    national_reports.acknowledge(NationalReport.objects.get(), actor=ga)
    assert client.get(page("observed-detail", LABEL)).context["page"].edition.number == 2
    assert len(client.get(page("observed-list")).context["editions"]) == 1


def test_the_page_asks_as_often_for_two_councils_as_for_one(
    acknowledged: NationalReport, osh: World, sms: User, ga: User, observer: User
) -> None:
    def asked(client: Client) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(page("observed-detail", LABEL))
        return len(found)

    client = signed_in(observer)
    one = asked(client)
    record(osh, date(2019, 3, 2))
    council_reports.accept(sealed(osh), actor=sms)
    national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
    national_reports.acknowledge(NationalReport.objects.get(), actor=ga)
    assert asked(client) == one


def test_the_right_has_a_last_day_and_ends_with_it(observer: User) -> None:
    administrator, user = make_grant("administrator"), make_user("guest")
    with translation.override("en"), pytest.raises(Unfit, match="last day"):
        give_grant(user, "observer", starts_on=clock.today(), actor=administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=user, role="observer", starts_on=date(2019, 1, 1))
    grant = Grant.objects.get(user=observer)
    grant.ends_on = AFTER_Q1
    grant.save()
    assert rights_of(observer, AFTER_Q1).is_observer
    assert not rights_of(observer, date(2019, 4, 6)).is_observer


def test_rights_of_observers_open_no_council(acknowledged: NationalReport, observer: User) -> None:
    rights = rights_of(observer)
    assert not (rights.sees_all_councils or rights.councils)
    assert not Council.objects.visible_to(observer) and not CouncilReport.objects.visible_to(observer)
    assert not Edition.objects.visible_to(observer) and not NationalReport.objects.visible_to(observer)
