"""Accounts that nobody signs in with are told of, then switched off; the last administrator's never."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils import clock, services
from councils.models import AuditEntry, Mail, User
from councils.services.sleeping import look
from councils.states import Unfit
from reports.inbox import inbox_of
from tests.factories import make_grant, make_operator, make_user

BEGAN = datetime(2020, 1, 7, 10, tzinfo=clock.BISHKEK)


@pytest.fixture(autouse=True)
def production(settings):
    settings.DEMONSTRATION = False
    settings.EMAIL_HOST = "mail.tipcc.example"


@pytest.fixture
def operator(db):
    return make_operator()


def used(user, moment=BEGAN):
    User.objects.filter(pk=user.pk).update(last_login=moment, date_joined=moment)
    return user


@pytest.fixture
def aigul(operator, admin):
    used(admin, BEGAN + timedelta(days=1000))
    used(operator)
    return used(make_user("aigul"))


def looked(days):
    """The tick, so many days after the sign-in; who is switched off then."""
    with clock.at((BEGAN + timedelta(days=days)).date(), hour=12):
        look()
        look()
    return list(User.objects.filter(is_active=False).values_list("username", flat=True))


def test_told_fourteen_days_before_and_switched_off_on_the_day(aigul):
    told = {}
    for days in (165, 166, 167, 179, 180, 181):
        told[days] = (looked(days), Mail.objects.count())
    assert told == {165: ([], 0), 166: ([], 1), 167: ([], 1), 179: ([], 1), 180: (["aigul"], 1), 181: (["aigul"], 1)}
    assert Mail.objects.get().user == aigul and "5 июля 2020" in Mail.objects.get().body
    entry = AuditEntry.objects.get(action="user.sleep")
    assert entry.actor.username == "operator" and '"source":"job"' in entry.text and '"days":180' in entry.text


def test_a_system_that_stood_still_gives_the_fourteen_days_all_the_same(aigul):
    assert looked(400) == [] and looked(413) == []
    assert looked(414) == ["aigul"]


def test_a_sign_in_keeps_it(aigul):
    looked(170)
    User.objects.filter(pk=aigul.pk).update(last_login=BEGAN + timedelta(days=175))
    assert looked(184) == [] and looked(340) == []
    assert Mail.objects.count() == 1
    looked(175 + 166)
    assert Mail.objects.count() == 2 and looked(175 + 180) == ["aigul"]


def test_only_an_invitation_opens_it_again(aigul, admin):
    looked(166)
    looked(180)
    with clock.at((BEGAN + timedelta(days=181)).date()):
        with pytest.raises(Unfit, match="invite the person"):
            services.set_user_active(aigul, True, actor=admin)
        services.invite(aigul, "paper", actor=admin)
    assert User.objects.get(pk=aigul.pk).is_active
    assert looked(182) == []


def test_the_last_administrator_and_the_systems_own_account_stay(operator):
    used(operator)
    first, second = (used(make_grant("administrator", username=name), BEGAN + timedelta(days=n))
                     for n, name in enumerate(("first", "second")))  # fmt: skip
    looked(170)
    assert looked(200) == [first.username]
    assert looked(400) == [first.username] and User.objects.get(pk=second.pk).is_active
    assert User.objects.get(username="operator").is_active


def test_in_the_demonstration_nobody_falls_asleep(aigul, settings):
    settings.DEMONSTRATION = True
    assert looked(166) == [] and looked(500) == [] and not Mail.objects.exists()
    with clock.at(date(2026, 1, 1)):
        services.set_user_active(aigul, False, actor=User.objects.get(username="admin"))
        services.set_user_active(aigul, True, actor=User.objects.get(username="admin"))


def test_administrators_see_who_is_about_to_sleep(client, aigul, admin):
    with clock.at((BEGAN + timedelta(days=170)).date()):
        (line,) = [line for line in inbox_of(admin) if line.kind == "asleep"]
        assert line.words == "1 account is switched off soon: no sign-in"
        client.force_login(admin)
        User.objects.filter(pk=admin.pk).update(last_login=BEGAN + timedelta(days=1000))
        page = client.get(line.url)
        assert [each.username for each in page.context["page"]] == ["aigul"]
        assert line.url.startswith(reverse("councils:user-list"))


def test_the_tick_asks_as_often_for_three_as_for_one(aigul):
    def asked():
        with clock.at((BEGAN + timedelta(days=167)).date()), CaptureQueriesContext(connection) as queries:
            look()
        return len(queries)

    looked(166)
    one = asked()
    for name in ("b", "c"):
        used(make_user(name))
    looked(166)
    assert asked() == one == 2
