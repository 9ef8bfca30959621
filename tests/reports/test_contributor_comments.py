"""An organisation's comment by link at the report that its council has prepared (rule 3)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from actionplans.models import PlanItem
from councils import clock, services
from councils.models import AuditEntry
from councils.states import NotAllowed
from reports.inbox import inbox_of
from reports.models import Comment
from reports.services import comments, signing
from tests.factories import make_link

from . import world as worlds

ADDRESS = f"/contributor/reports/{worlds.Q1.label}/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def _april():
    with clock.at(worlds.AFTER_Q1):
        yield


@pytest.fixture
def world(db):
    made = worlds.make_world()
    worlds.record(made, date(2019, 3, 1), participants=31)
    return made


@pytest.fixture
def report(world):
    return worlds.prepared(world, worlds.open_report(world))


@pytest.fixture
def link(world):
    return make_link(world.council)


@pytest.fixture
def browser(link):
    opened = Client(headers=ENGLISH)
    opened.get(f"/c/{link.word}/")
    return opened


def test_it_reads_figures_and_states_but_no_texts_and_no_sensitive_item(world, report, browser):
    PlanItem.objects.filter(pk=world.silent.pk).update(sensitive=True, title_ru="О жертвах")
    assert ADDRESS in browser.get("/contributor/").content.decode()
    text = browser.get(ADDRESS).content.decode()
    assert "Беседы" in text and "31" in text
    assert "О жертвах" not in text and "Ход:" not in text


def test_its_comment_stands_among_those_of_the_report_and_waits_for_the_secretary(world, report, link, browser):
    told = {"item": str(world.item.pk), "text": "Пропущена наша встреча в Исфане"}
    assert [browser.post(ADDRESS, told).status_code for _ in range(2)] == [302, 302]
    comment = Comment.objects.get()
    assert (comment.by, comment.contributor, comment.item) == (None, link, world.item)
    for user in (world.secretary, world.chair, worlds.sms_officer()):
        page = worlds.signed_in(user).get(report.get_absolute_url()).content.decode()
        assert "Пропущена наша встреча" in page and f"{link.organisation.name}, by link" in page
    sign = worlds.signed_in(world.chair).get(reverse("reports:report-sign", args=["KG-B", worlds.Q1.label]))
    assert f"{link.organisation.name}, by link" in sign.content.decode()
    assert [line.kind for line in inbox_of(world.secretary)].count("comments") == 1
    assert "Пропущена" in browser.get(ADDRESS).content.decode()
    entry = AuditEntry.objects.get(action="report.commented")
    assert entry.actor is None and link.organisation.name in entry.text and "Исфан" not in entry.text
    comments.settle_comment(report, comment.pk, actor=world.secretary)
    assert "The council has dealt with it." in browser.get(ADDRESS).content.decode()


def test_only_while_it_is_prepared_and_only_ones_own_council(world, report, browser):
    signing.sign(report, actor=world.chair)
    assert browser.get(ADDRESS).status_code == 404
    osh = worlds.make_world("KG-O")
    stranger = Client(headers=ENGLISH)
    stranger.get(f"/c/{make_link(osh.council).word}/")
    assert stranger.get(ADDRESS).status_code == 404


def test_another_organisations_comment_is_not_shown(world, report, browser):
    comments.write_by_link(report, make_link(world.council), item=None, text="Чужое слово")
    comments.write_comment(report, item=None, text="Слово секретаря", actor=world.secretary)
    text = browser.get(ADDRESS).content.decode()
    assert "Чужое слово" not in text and "Слово секретаря" not in text


def test_a_link_that_ended_says_nothing(world, report, link):
    services.end_link(link, reason="Так", actor=world.secretary)
    with translation.override("en"), pytest.raises(NotAllowed, match="has ended"):
        comments.write_by_link(report, link, item=None, text="Слово")
