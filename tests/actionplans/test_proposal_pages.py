"""An organisation's short form and its receipt; the page on which its secretary accepts many proposals in one go."""

import uuid
from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionplans.models import Event, Proposal, QuarterGuard
from councils import services
from councils.models import AuditEntry, Draft
from tests.factories import make_item, make_link
from tests.together import all_at_once

from .conftest import make_world, signed_in
from .test_proposals import make_proposal

HOME = "/contributor/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def link(batken):
    return make_link(batken.council)


@pytest.fixture
def browser(link):
    return opened(link)


def opened(link):
    browser = Client(headers=ENGLISH)
    browser.get(f"/c/{link.word}/")
    return browser


def new_address():
    return f"/contributor/new/{uuid.uuid4()}/"


def typed(world, **changes):
    told = {
        "title": "Права мигранта", "form": "lecture", "starts_on": "13.11.2019", "district": world.district.pk,
        "place": "лицей № 21", "participants": "25", "women": "15", "men": "10", "target_groups": ["pupils"],
        "item": "", "campaign": "", "note": "", "ends_on": "", "materials": "", "audience": "",
    }  # fmt: skip
    return told | changes


# ---- the organisation


def test_sent_from_one_short_page_with_a_receipt(batken, link, browser):
    start = browser.get("/contributor/new/")["Location"]
    assert browser.get(start).status_code == 200
    answer = browser.post(start, typed(batken))
    proposal = Proposal.objects.get()
    assert answer["Location"] == f"/contributor/proposals/{proposal.number}/?saved=1"
    receipt = browser.get(answer["Location"]).content.decode()
    assert "KG-B/P-1" in receipt and "It counts in no report yet" in receipt
    assert (proposal.link, proposal.ends_on, proposal.target_groups) == (link, date(2019, 11, 13), ["pupils"])
    assert "Права мигранта" in browser.get(HOME).content.decode()
    assert not Draft.objects.exists() and not Event.objects.exists()


def test_a_second_click_makes_no_second_proposal(batken, browser):
    address = new_address()
    answers = [browser.post(address, typed(batken)) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"] and Proposal.objects.count() == 1


def test_the_same_form_with_other_content_is_kept_as_another(batken, browser):
    address = new_address()
    browser.post(address, typed(batken))
    answer = browser.post(address, typed(batken, participants="30", women="20"))
    assert answer.status_code == 302 and answer["Location"] != address
    page = browser.get(answer["Location"]).content.decode()
    assert 'value="30"' in page and "was already sent as KG-B/P-1" in page
    browser.post(answer["Location"], typed(batken, participants="30", women="20"))
    assert sorted(Proposal.objects.values_list("participants", flat=True)) == [25, 30]


def test_errors_are_said_and_what_was_typed_stays_even_in_another_browser(batken, link, browser):
    address = new_address()
    page = browser.post(address, typed(batken, women="40")).content.decode()
    assert "together 50, more than all participants (25)" in page and 'value="40"' in page
    other = opened(link)
    assert "Права мигранта" in other.get(HOME).content.decode()  # under «Not sent yet»
    assert 'value="40"' in other.get(address).content.decode()
    stranger = opened(make_link(batken.council, organisation=link.organisation))
    assert 'value="40"' not in stranger.get(address).content.decode()


def test_a_language_button_keeps_the_typing(batken, browser):
    address = new_address()
    answer = browser.post(address, typed(batken, place="клуб", set_language="ru"))
    assert answer.status_code == 303 and Proposal.objects.count() == 0
    assert "клуб" in browser.get(address).content.decode()


def token_in(page):
    return page.partition('name="typed_by" value="')[2].partition('"')[0]


def test_typing_is_kept_as_one_types_and_after_the_session_is_gone(batken, link, browser):
    address = new_address()
    token = token_in(browser.get(address).content.decode())
    nobody = Client(headers=ENGLISH)
    saved = nobody.post("/drafts/keep/", typed(batken, place="музей", typed_by=token))
    assert saved.status_code == 200 and "not recorded yet" in saved.content.decode()
    assert "музей" in browser.get(address).content.decode()

    answer = nobody.post(address, typed(batken, place="театр", typed_by=token))
    assert answer.status_code == 403 and "What you typed is kept" in answer.content.decode()
    assert "театр" in opened(link).get(address).content.decode()
    services.end_link(link, reason="Так", actor=batken.secretary)
    assert nobody.post("/drafts/keep/", typed(batken, typed_by=token)).status_code == 403


def test_text_like_personal_data_is_asked_about_before_it_is_sent(batken, browser):
    address = new_address()
    told = typed(batken, note="Пострадавшая А. Маматова, 17 лет, тел. 0555 12 34 56")
    page = browser.post(address, told).content.decode()
    assert "Please look once more" in page and "No personal data of victims" in page and not Proposal.objects.exists()
    browser.post(address, told | {"seen": ["personal_data"]})
    assert Proposal.objects.count() == 1


def test_what_the_councils_other_events_say_is_not_told(batken, link, browser):
    make_item(batken.plan, "3.1", sensitive=True, title_ru="Пункт о жертвах")
    event_page = signed_in(Client(), batken.secretary)
    event_page.post(batken.new_url(), batken.typed(title="Права мигранта"))
    assert Event.objects.count() == 1
    page = browser.get(new_address()).content.decode()
    assert "Пункт 1.2" in page and "Пункт о жертвах" not in page
    answer = browser.post(new_address(), typed(batken, item=batken.item.pk))
    assert answer.status_code == 302  # a double, which is the secretary's to see
    text = browser.get(HOME).content.decode()
    assert Event.objects.get().code not in text


def test_another_links_proposal_answers_404(batken, link, browser):
    other = make_proposal(batken, make_link(batken.council, organisation=link.organisation), title="Чужое")
    for page in (f"/contributor/proposals/{other.number}/", f"/contributor/new/{uuid.uuid4()}/?copy={other.number}"):
        assert browser.get(page).status_code == 404
    assert browser.post(f"/contributor/proposals/{other.number}/withdraw/").status_code == 404
    assert "Чужое" not in browser.get(HOME).content.decode()


def test_it_is_taken_back_and_told_again_without_its_counts(batken, link, browser):
    proposal = make_proposal(batken, link, item=batken.item)
    browser.post(f"/contributor/proposals/{proposal.number}/withdraw/")
    assert "withdrawn" in browser.get(proposal.get_absolute_url()).content.decode()
    again = browser.get(f"{new_address()}?copy={proposal.number}").content.decode()
    assert "лицей № 21" in again and 'value="25"' not in again and "13.11.2019" in again


def test_its_events_show_as_they_stand_now_and_only_its_own(batken, link, browser):
    before = make_link(batken.council, organisation=link.organisation)
    other = make_link(batken.council)
    secretary = signed_in(Client(), batken.secretary)
    for number, (each, title) in enumerate([(link, "Наше"), (before, "Прежнее"), (other, "Канарейка")]):
        proposal = make_proposal(batken, each, str(number), title=title, place=f"школа № {number}")
        accept_all(secretary, batken, [proposal])
    assert Event.objects.count() == 3
    Event.objects.filter(title="Наше").update(participants=40, version=2)
    page = browser.get(HOME).content.decode()
    assert "Events: 2, participants: 65" in page and "Прежнее" in page and "Канарейка" not in page


# ---- the secretary


def accept_all(browser, world, proposals, item=None, **more):
    told = {"row": [str(each.pk) for each in proposals]} | more
    for each in proposals:
        told |= {f"take_{each.pk}": "on", f"item_{each.pk}": str((item or world.item).pk)}
    return browser.post(world.url("proposals/"), told)


def test_many_are_accepted_in_one_go_and_become_events(batken, link, secretary):
    proposals = [make_proposal(batken, link, str(n), place=f"школа № {n}", item=batken.item) for n in range(3)]
    page = secretary.get(batken.url("proposals/")).content.decode()
    assert page.count('type="checkbox"') >= 3 and f'value="{batken.item.pk}" selected' in page
    answer = accept_all(secretary, batken, proposals)
    assert answer.status_code == 302 and Event.objects.count() == 3
    event = Event.objects.first()
    assert (event.recorded_by, event.item) == (batken.secretary, batken.item)
    for address in (batken.url("events/"), event.get_absolute_url()):
        assert link.organisation.name in secretary.get(address).content.decode()
    assert "Proposed by link, KG-B/P-" in secretary.get(event.get_absolute_url()).content.decode()
    assert AuditEntry.objects.filter(action="proposal.accepted").count() == 3


def test_good_rows_are_accepted_and_the_others_stay_with_words(batken, link, secretary):
    good, bad = (make_proposal(batken, link, str(n), place=f"школа № {n}") for n in range(2))
    told = {"row": [good.pk, bad.pk], f"take_{good.pk}": "on", f"take_{bad.pk}": "on"}
    answer = secretary.post(batken.url("proposals/"), told | {f"item_{good.pk}": batken.item.pk, f"item_{bad.pk}": ""})
    text = answer.content.decode()
    assert "1 proposal is accepted" in text and "choose its item" in text
    assert [each.state for each in Proposal.objects.order_by("number")] == ["accepted", "proposed"]


def test_nothing_ticked_is_said(batken, link, secretary):
    proposal = make_proposal(batken, link)
    answer = secretary.post(batken.url("proposals/"), {"row": proposal.pk})
    assert "Tick at least one proposal." in answer.content.decode()


def test_a_double_is_shown_and_accepted_only_once_somebody_said_so(batken, link, secretary):
    first = make_proposal(batken, link, "1", item=batken.item)
    accept_all(secretary, batken, [first])
    double = make_proposal(batken, link, "2", item=batken.item)
    assert "Perhaps recorded twice" in secretary.get(batken.url("proposals/")).content.decode()
    answer = accept_all(secretary, batken, [double])
    assert "is not accepted yet" in answer.content.decode() and Event.objects.count() == 1
    accept_all(secretary, batken, [double], **{f"seen_{double.pk}": "duplicate"})
    assert Event.objects.count() == 2


def test_a_sealed_quarter_is_refused_in_words(batken, link, secretary):
    proposal = make_proposal(batken, link, item=batken.item)
    span = {"starts_on": date(2019, 10, 1), "ends_on": date(2019, 12, 31), "locks_on": date(2020, 1, 31)}
    QuarterGuard.objects.create(council=batken.council, sealed=True, **span)
    text = accept_all(secretary, batken, [proposal]).content.decode()
    assert "the report for this quarter is sealed. Ask SMS to reopen it." in text and not Event.objects.exists()


def test_what_was_settled_meanwhile_is_said(batken, link, secretary, browser):
    proposal = make_proposal(batken, link)
    browser.post(f"/contributor/proposals/{proposal.number}/withdraw/")
    text = accept_all(secretary, batken, [proposal]).content.decode()
    assert "does not wait any more" in text and not Event.objects.exists()


def test_declined_with_a_reason_that_the_organisation_reads(batken, link, secretary, browser):
    proposal = make_proposal(batken, link)
    address = batken.url(f"proposals/{proposal.number}/decline/")
    assert "write why it is declined" in secretary.post(address, {"reason": ""}).content.decode()
    assert secretary.post(address, {"reason": "Уже записано школой"}).status_code == 302
    assert "Уже записано школой" in browser.get(HOME).content.decode()
    assert "Уже записано школой" in browser.get(proposal.get_absolute_url()).content.decode()


def test_another_councils_proposals_are_not_there(batken, osh, secretary):
    proposal = make_proposal(osh, make_link(osh.council), title="Канарейка")
    assert secretary.get(osh.url("proposals/")).status_code == 404
    assert secretary.get(osh.url(f"proposals/{proposal.number}/decline/")).status_code == 404
    assert "Канарейка" not in secretary.get(batken.url("proposals/")).content.decode()
    answer = accept_all(secretary, batken, [proposal])
    assert answer.status_code == 200 and not Event.objects.exists()


@pytest.mark.parametrize("more", [0, 7])
def test_the_pages_ask_as_often_for_few_as_for_many(batken, link, secretary, browser, more):
    for number in range(more + 1):
        make_proposal(batken, link, str(number), place=f"школа № {number}", item=batken.item)
        accepted = make_proposal(batken, link, f"{number}a", place=f"клуб № {number}", item=batken.item)
        accept_all(secretary, batken, [accepted], **{f"seen_{accepted.pk}": "duplicate"})
    for page, number in ((browser, 12), (secretary, 17)):
        with CaptureQueriesContext(connection) as asked:
            page.get(HOME if page is browser else batken.url("proposals/"))
        assert len(asked) == number, [query["sql"][:120] for query in asked]


@pytest.mark.django_db(transaction=True)
def test_sixteen_identical_forms_at_once_make_one_proposal():
    world = make_world()
    link, address = make_link(world.council), new_address()
    told = typed(world)
    answers = all_at_once([partial(opened(link).post, address, told) for _ in range(16)])
    assert [answer.status_code for answer in answers] == [302] * 16
    assert len({answer["Location"] for answer in answers}) == Proposal.objects.count() == 1
