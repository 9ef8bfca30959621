"""An organisation's link in a browser: opened, held apart from accounts, ended at once; and the pages that keep it."""

import time
from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from councils import clock, services
from councils.accounts import client_address
from councils.models import ContributorLink, User
from tests.factories import make_council, make_link, make_member, make_organisation

from .conftest import TODAY

HOME = "/contributor/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def secretary(council):
    return make_member(council, "secretary", "secretary")


@pytest.fixture
def link(council):
    return make_link(council, organisation=make_organisation("youth", "Молодёжь Баткена"))


@pytest.fixture
def browser():
    return Client(headers=ENGLISH)


def opened(link, **options):
    browser = Client(headers=ENGLISH, **options)
    assert browser.get(f"/c/{link.word}/")["Location"] == HOME
    return browser


def signed_in(user):
    browser = Client(headers=ENGLISH)
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def test_the_address_opens_the_organisations_page_and_is_in_no_other(browser, link):
    answer = browser.get(f"/c/{link.word.upper()}/")
    assert (answer.status_code, answer["Location"], answer["Referrer-Policy"]) == (302, HOME, "no-referrer")
    assert "no-store" in answer["Cache-Control"]
    page = browser.get(HOME)
    text = page.content.decode()
    assert page.status_code == 200 and "Молодёжь Баткена" in text and link.word not in text
    assert "no-store" in page["Cache-Control"] and "default-src 'none'" in page["Content-Security-Policy"]
    assert link.word not in str(dict(browser.session))


def test_the_session_gets_a_new_key_when_the_link_is_opened(browser, link):
    browser.get("/accounts/login/")
    session = browser.session
    session["planted"] = "x"
    session.save()
    browser.cookies["sessionid"] = session.session_key
    browser.get(f"/c/{link.word}/")
    assert browser.session.session_key != session.session_key and "planted" not in browser.session


def test_without_a_link_the_page_says_what_to_do(browser):
    answer = browser.get(HOME)
    assert answer.status_code == 403 and "Open the address of your link" in answer.content.decode()


def test_ended_it_is_out_at_its_next_request(link, secretary):
    browser = opened(link)
    assert browser.get(HOME).status_code == 200
    services.end_link(link, reason="Потерян", actor=secretary)
    answer = browser.get(HOME)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "was ended on 7 January 2020" in text and "Ask the secretary for another" in text and "Потерян" not in text
    again = Client(headers=ENGLISH)
    again.get(f"/c/{link.word}/")
    assert again.get(HOME).status_code == 403


@pytest.mark.parametrize(("day", "status"), [(-1, 403), (0, 200), (5, 200), (6, 403)])
def test_it_opens_from_its_first_day_to_its_last(council, day, status):
    link = make_link(council, starts_on=TODAY, ends_on=TODAY + timedelta(days=5))
    with clock.at(TODAY + timedelta(days=day)):
        assert opened(link).get(HOME).status_code == status


def test_a_session_is_a_users_or_a_contributors_and_never_both(link, secretary, council):
    user = signed_in(secretary)
    refused = user.get(f"/c/{link.word}/")
    assert refused.status_code == 403 and "You are signed in" in refused.content.decode()
    assert user.get(HOME).status_code == 403 and user.get(f"/councils/{council.code}/").status_code == 200

    browser = opened(link)
    browser.force_login(secretary, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get(HOME).status_code == 403  # from now on the user's
    browser.post("/accounts/logout/")
    assert browser.get(HOME).status_code == 403  # and nothing of the link comes back with signing out


def test_a_contributor_is_nobody_elsewhere(link, council):
    browser = opened(link)
    for address in ("/", f"/councils/{council.code}/", f"/councils/{council.code}/contributors/", "/users/"):
        assert browser.get(address)["Location"].startswith("/accounts/login/")


def test_leaving_forgets_the_link(link):
    browser = opened(link)
    assert "You left" in browser.post("/contributor/leave/").content.decode()
    assert browser.get(HOME).status_code == 403


def test_it_ends_with_the_age_of_a_session(link, settings):
    settings.SESSION_ABSOLUTE_AGE = -1
    assert opened(link).get(HOME).status_code == 403


def test_wrong_addresses_are_counted_by_the_connection_and_never_kept(link, settings):
    here, there = {"REMOTE_ADDR": "10.0.0.7"}, {"REMOTE_ADDR": "10.0.0.8"}
    browser = Client(headers=ENGLISH)
    for number in range(settings.AXES_FAILURE_LIMIT):
        answer = browser.get(f"/c/wrong-{number}/", **here)
        assert answer.status_code == 404 and "This address opens nothing" in answer.content.decode()
    answer = browser.get("/c/wrong-again/", **here)
    assert answer.status_code == 429 and "Wait 15 minutes" in answer.content.decode()
    assert browser.get("/c/wrong-again/", **there).status_code == 404
    assert browser.get(f"/c/{link.word}/", **here).status_code == 302  # somebody else's guesses shut nobody out
    assert "wrong-" not in str(list(AccessAttempt.objects.values()))


def test_an_open_link_works_on_while_its_connection_is_locked(link, settings):
    browser = opened(link)
    for number in range(settings.AXES_FAILURE_LIMIT + 1):
        Client().get(f"/c/wrong-{number}/")
    assert browser.get(HOME).status_code == 200


def test_whoever_signed_in_is_no_contributor_even_once_switched_off(link, secretary):
    browser = opened(link)
    browser.force_login(secretary, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session  # as a sign-in that keeps what the session held
    session["contributor_link"], session["contributor_opened"] = link.pk, int(time.time())
    session.save()
    assert browser.get(HOME).status_code == 403
    User.objects.filter(pk=secretary.pk).update(is_active=False)
    assert browser.get(HOME).status_code == 403


@pytest.mark.parametrize(
    ("proxy", "said", "address"),
    [
        (False, "1.2.3.4", "127.0.0.1"), (True, "", "127.0.0.1"), (True, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (True, "::1", "::1"), (True, "nonsense", "127.0.0.1"),
    ],
)  # fmt: skip
def test_the_proxys_word_counts_where_there_is_one_of_ours(rf, settings, proxy, said, address):
    settings.TIPCC_PROXY = proxy
    assert client_address(rf.get("/", headers={"x-forwarded-for": said})) == address


def test_its_pages_speak_three_languages_without_an_account(link):
    browser = opened(link)
    answer = browser.post(HOME, {"set_language": "ky"})
    assert (answer.status_code, answer["Location"]) == (303, HOME)
    assert browser.get(HOME)["Content-Language"] == "ky"


# ---- whoever keeps the links


def form_of(**changes):
    typed = {"new_organisation": "ОО «Оазис»", "kind": "youth", "starts_on": "7.1.2020", "ends_on": "6.1.2021"}
    return typed | changes


def test_the_secretary_makes_a_link_whose_address_is_shown_once(council, secretary):
    browser = signed_in(secretary)
    address = reverse("councils:contributor-link-create", args=[council.code])
    assert "07.01.2020" in browser.get(address).content.decode()
    answer = browser.post(address, form_of())
    link = ContributorLink.objects.get()
    word = answer.context["address"].rpartition("/c/")[2].strip("/")
    assert services.contributors.digest_of(word) == link.digest and word in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert word not in browser.get(f"/councils/{council.code}/contributors/").content.decode()
    assert not secretary.drafts.exists()
    assert Client().get(f"/c/{word}/").status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "7.1.2021"}, "twelve months at most"),
        ({"kind": ""}, "Kind of the new organisation: choose it."),
        ({"new_organisation": ""}, "Choose an organisation, or write the name of a new one."),
    ],
)
def test_what_is_wrong_is_said_and_the_typing_stays(council, secretary, changes, words):
    browser = signed_in(secretary)
    answer = browser.post(f"/councils/{council.code}/contributors/new/", form_of(**changes))
    assert words in answer.content.decode() and not ContributorLink.objects.exists()
    assert secretary.drafts.count() == 1


def test_the_list_says_who_has_a_link_and_why_one_ended(council, secretary, link):
    soon = make_link(council, ends_on=TODAY + timedelta(days=14))
    make_link(council, starts_on=date(2018, 1, 1), ends_on=date(2018, 12, 31))
    browser = signed_in(secretary)
    answer = browser.post(f"/councils/{council.code}/contributors/{link.pk}/end/", {"reason": "Адрес утрачен"})
    assert answer.status_code == 302
    text = browser.get(f"/councils/{council.code}/contributors/").content.decode()
    assert "Адрес утрачен" in text and soon.organisation.name in text
    assert [word in text for word in ("ends soon", "expired", "ended")] == [True] * 3


def test_members_read_the_list_and_only_the_secretary_or_an_administrator_keeps_it(council, secretary, link, admin):
    member = signed_in(make_member(council, "youth", "member"))
    page = f"/councils/{council.code}/contributors/"
    assert "New link" not in member.get(page).content.decode()
    assert member.get(f"{page}new/").status_code == member.post(f"{page}{link.pk}/end/").status_code == 403
    assert signed_in(admin).get(f"{page}new/").status_code == 200
    other = make_link(make_council("KG-O"))
    assert signed_in(secretary).post(f"{page}{other.pk}/end/", {"reason": "Нет"}).status_code == 404
