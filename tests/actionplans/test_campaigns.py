"""Campaigns: what they came to by council, against the last one like with like, and who sees which figures."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionplans import campaigns
from actionplans.campaigns import Sums
from actionplans.models import Campaign
from actionplans.services.campaigns import change_campaign, create_campaign
from councils import clock
from councils.mode import ensure_mode
from councils.models import AuditEntry
from councils.rights import rights_of
from councils.states import NotAllowed, Unfit
from tests.factories import make_campaign, make_event, make_grant, make_member, make_national_event, make_user

from .conftest import signed_in

LAST = (date(2018, 9, 10), date(2018, 12, 10))
NAMES = {"en": "Spring week", "ru": "Весенняя неделя", "ky": "Жазгы жума"}


@pytest.fixture
def last(batken):
    """The campaign of 2018, 92 days; Batken held two events of it, one of them in its last days."""
    campaign = make_campaign(*LAST)
    make_event(batken.council, batken.item, date(2018, 9, 20), campaign=campaign, participants=10)
    make_event(batken.council, batken.item, date(2018, 12, 9), campaign=campaign, participants=40)
    return campaign


@pytest.fixture
def hundred_days(batken, osh, last):
    """The campaign of 2019, 100 days, running: it is the 72nd of them."""
    campaign = make_campaign()
    council, item = batken.council, batken.item
    make_event(
        council, item, date(2019, 9, 20), campaign=campaign, participants=30, women=20, men=5, age_14_28=12,
        age_29_35=3, age_36_59=5, materials=7,
    )  # fmt: skip
    make_event(council, item, date(2019, 11, 1), campaign=campaign, participants=10, youth_reported=6)
    make_event(council, item, date(2019, 11, 2), campaign=campaign, participants=500, status="voided", void_reason="x")
    make_event(council, None, date(2019, 11, 3), campaign=campaign, participants=700)
    make_event(council, item, date(2019, 11, 4), participants=900)
    make_event(osh.council, osh.item, date(2019, 10, 5), campaign=campaign, participants=321, audience=1000)
    return campaign


@pytest.fixture
def administrator(db):
    ensure_mode()
    return make_grant("administrator", username="administrator")


def page_of(campaign, user):
    return campaigns.campaign_page(campaign, rights_of(user))


def body(user, address):
    response = signed_in(Client(), user).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_figures_are_of_events_in_totals_with_youth_and_what_nobody_recorded(hundred_days):
    page = page_of(hundred_days, make_grant("sms"))

    batken, osh = page.lines
    assert (batken.council.code, osh.council.code) == ("KG-B", "KG-O")
    # 12 + 6 young people of 40; of the 30 the ages of 20 are known, the register counted its young people itself
    assert batken.sums == Sums(2, 40, 20, 5, 18, 10, 0, 7)
    assert batken.sums.sex_not_recorded == 15
    assert batken.sums.youth_share == 45
    assert osh.sums == Sums(1, 321, 0, 0, 0, 321, 1000, 0)
    assert page.total.sums.participants == 361 and page.awaiting == 1


def test_youth_is_14_to_35_from_the_day_of_the_new_law(batken):
    campaign = make_campaign(date(2023, 7, 1), date(2023, 9, 30))
    with clock.at(date(2023, 10, 1)):
        from tests.factories import make_item, make_plan

        item = make_item(make_plan(batken.council, date(2023, 1, 1), date(2023, 12, 31)), "9.9")
        for day in (date(2023, 8, 3), date(2023, 8, 4)):
            make_event(batken.council, item, day, campaign=campaign, participants=9, age_14_28=4, age_29_35=2)
        assert page_of(campaign, make_grant("sms")).lines[0].sums.youth == 4 + 6


def test_unlike_lengths_are_compared_over_the_first_days_of_each(hundred_days, last):
    page = page_of(hundred_days, make_grant("sms"))

    assert (page.against.campaign, page.against.own_length, page.against.its_length) == (last, 100, 92)
    assert page.against.days == 72  # it is still running; 2018's event of its 91st day is not compared
    batken, osh = page.lines
    assert batken.was.participants == 50
    assert (batken.like.participants, batken.like_was.participants, batken.difference) == (40, 10, 30)
    assert batken.per_cent == 300
    assert (osh.difference, osh.per_cent) == (321, None)  # there was a council, it had none: 0, and no per cent

    with clock.at(date(2020, 1, 10)):
        over = page_of(hundred_days, make_grant("sms"))
    assert over.against.days == 92 and over.lines[0].difference == -10


def test_equally_long_campaigns_that_are_over_are_compared_whole(batken):
    one = make_campaign(date(2018, 9, 10), date(2018, 9, 19))
    two = make_campaign(date(2019, 9, 10), date(2019, 9, 19))
    make_event(batken.council, batken.item, date(2018, 9, 30), campaign=one, participants=8)
    make_event(batken.council, batken.item, date(2019, 10, 3), campaign=two, participants=9)

    page = page_of(two, make_grant("sms"))
    assert page.against.days is None and page.lines[0].difference == 1


def test_a_council_founded_after_the_last_campaign_is_compared_with_nothing(batken):
    make_campaign(date(2017, 7, 31), date(2017, 11, 20))
    campaign = make_campaign(*LAST)
    make_event(batken.council, batken.item, date(2018, 9, 20), campaign=campaign)

    line = page_of(campaign, make_grant("sms")).lines[0]
    assert (line.was, line.difference, line.per_cent) == (None, None, None)


def test_the_last_campaign_is_of_the_same_series_else_the_one_that_ended_last_before():
    def campaign(name, first, last):
        names = {f"name_{language}": f"{name}, {first.year}" for language in ("en", "ru", "ky")}
        return Campaign(starts_on=first, ends_on=last, **names)

    days = campaign("100 days", date(2018, 9, 10), date(2018, 12, 10))
    week = campaign("A week", date(2019, 3, 1), date(2019, 3, 7))
    now = campaign("100 days", date(2019, 9, 10), date(2019, 12, 18))
    assert campaigns.last_before(now, [week, days]) is days
    assert campaigns.last_before(week, [now, days]) is days
    assert campaigns.last_before(days, [week, now]) is None


def test_a_campaign_to_come_is_not_compared(batken, last):
    page = page_of(make_campaign(date(2019, 12, 1), date(2019, 12, 31)), make_grant("sms"))
    assert page.against is None and page.lines[0].sums == Sums()


# ---- who sees what (rule 3)


def test_a_council_sees_its_own_row_and_the_names_of_the_others(hundred_days, batken):
    for user in (batken.secretary, make_member(batken.council, "youth")):
        page = body(user, f"/campaigns/{hundred_days.pk}/")
        assert f"/councils/KG-B/events/?campaign={hundred_days.pk}" in page and ">40<" in page
        assert "Osh oblast" in page and "Batken oblast" in page
        assert "321" not in page and "361" not in page and "/councils/KG-O/" not in page
        assert "321" not in (listed := body(user, "/campaigns/")) and "361" not in listed and ">40<" in listed


def test_sms_and_administrators_see_all_and_their_sum(hundred_days, administrator):
    for user in (make_grant("sms"), administrator):
        page = body(user, f"/campaigns/{hundred_days.pk}/")
        assert ">321<" in page and ">361<" in page and "awaits a plan" in page
        assert page.index("Batken oblast</th>") < page.index("Osh oblast</th>")
        assert ">361<" in body(user, "/campaigns/")


def test_the_government_administration_finds_days_and_councils_without_live_figures(hundred_days):
    reader = make_grant("ga")
    page = body(reader, f"/campaigns/{hundred_days.pk}/")
    assert "Batken oblast" in page and "Figures reach you sealed" in page
    for figure in (">40<", "321", "361", "/events/"):
        assert figure not in page and figure not in body(reader, "/campaigns/")


def test_who_holds_no_right_finds_nothing(hundred_days):
    stranger = signed_in(Client(), make_user("stranger"))
    assert stranger.get("/campaigns/").status_code == 403
    assert stranger.get(f"/campaigns/{hundred_days.pk}/").status_code == 403


def test_national_events_of_the_campaign_are_named_apart_and_summed_nowhere(hundred_days, batken):
    make_national_event(date(2019, 10, 1), campaign=hundred_days, participants=5000, title="Конференция")
    page = body(make_grant("sms"), f"/campaigns/{hundred_days.pk}/")
    assert "Конференция" in page and ">361<" in page and "5361" not in page
    assert "Конференция" not in body(batken.secretary, f"/campaigns/{hundred_days.pk}/")


def test_the_page_costs_the_same_for_many_events(hundred_days, batken):
    client = signed_in(Client(), make_grant("sms"))

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/campaigns/{hundred_days.pk}/")
        return len(asked)

    few = cost()
    for _n in range(10):
        make_event(batken.council, batken.item, date(2019, 10, 10), campaign=hundred_days)
    assert cost() == few < 25


# ---- entering and changing


def test_an_administrator_enters_a_campaign_with_an_audit_entry(administrator):
    client = signed_in(Client(), administrator)
    typed = {f"name_{language}": name for language, name in NAMES.items()}
    refused = client.post("/campaigns/new/", typed | {"starts_on": "1.3.2020", "ends_on": "1.2.2020"})
    assert "The last day of a campaign is not before its first." in refused.content.decode()
    assert not Campaign.objects.exists()

    answer = client.post("/campaigns/new/", typed | {"starts_on": "1.3.2020", "ends_on": "7.3.2020"})
    campaign = Campaign.objects.get()
    assert answer["Location"] == f"/campaigns/{campaign.pk}/"
    assert (campaign.name_ru, campaign.starts_on, campaign.ends_on) == (
        "Весенняя неделя", date(2020, 3, 1), date(2020, 3, 7)
    )  # fmt: skip
    assert AuditEntry.objects.get(action="campaign.created").chain == "system"


def test_a_council_is_told_of_its_own_events_outside_only(client, batken, osh, hundred_days):
    make_event(batken.council, batken.item, date(2019, 9, 1), campaign=hundred_days)
    make_event(osh.council, osh.item, date(2019, 9, 2), campaign=hundred_days)

    page = signed_in(client, batken.secretary).get(f"/campaigns/{hundred_days.pk}/")

    assert page.context["outside"] == 1


def test_changed_days_warn_of_events_outside_which_keep_their_campaign(hundred_days, administrator):
    client = signed_in(Client(), administrator)
    typed = {f"name_{each}": getattr(hundred_days, f"name_{each}") for each in ("en", "ru", "ky")}
    told = client.post(
        f"/campaigns/{hundred_days.pk}/change/", typed | {"starts_on": "1.10.2019", "ends_on": "30.11.2019"},
        follow=True,
    ).content.decode()  # fmt: skip

    assert "1 event of this campaign lies outside its days" in told and "The change is recorded." in told
    assert hundred_days.events.count() == 5
    entry = AuditEntry.objects.get(action="campaign.changed")
    assert '"starts_on":"2019-09-10"' in entry.text and '"starts_on":"2019-10-01"' in entry.text


def test_nobody_else_enters_campaigns_and_names_are_told_apart(administrator, hundred_days):
    days = {"starts_on": date(2020, 3, 1), "ends_on": date(2020, 3, 7)}
    with pytest.raises(NotAllowed):
        create_campaign(names=NAMES, **days, actor=make_grant("sms"))
    with pytest.raises(Unfit):
        create_campaign(names=NAMES | {"ru": hundred_days.name_ru}, **days, actor=administrator)
    with pytest.raises(Unfit):
        create_campaign(names=NAMES | {"ky": " "}, **days, actor=administrator)
    change_campaign(hundred_days, names=hundred_days.names, **days, actor=administrator)
    assert Campaign.objects.count() == 2
