"""Corrections under a seal: the edition stays, the page says what changed since submission (rule 12)."""

from dataclasses import replace
from datetime import date

import pytest

from actionplans.services.amendments import change_item_in, endorse_amendment, open_amendment
from actionplans.services.events import change_event, draft_of, void_event
from actionplans.wording import draft_of as item_draft_of
from councils import clock
from reports.editions import in_force, open_edition
from reports.restatement import changes
from reports.statement import statement_of
from tests.reports import world as worlds


@pytest.fixture
def sealed(db):
    world = worlds.make_world()
    with clock.at(worlds.AFTER_Q1):
        events = [worlds.record(world, date(2019, 3, day)) for day in (1, 2, 3)]
        report = worlds.sealed(world)
        yield world, events, report


def page(user, report):
    return worlds.signed_in(user).get(report.get_absolute_url())


def test_nothing_is_said_while_nothing_was_corrected(sealed):
    world, _events, report = sealed

    assert page(world.secretary, report).context["corrected"] is None


def test_the_page_says_how_many_events_changed_and_by_how_many_participants(sealed):
    world, (first, second, _third), report = sealed
    before = in_force(report)[0]["figures"]

    less = replace(draft_of(first), participants=first.participants - 2, women=None, men=None)
    change_event(first, less, actor=world.secretary, version=1, reason="лист пересчитан")
    void_event(second, actor=world.secretary, reason="записано дважды")

    told = page(world.secretary, report).context["corrected"]
    assert (told.count, told.codes) == (2, [first.code, second.code])
    assert told.participants == -2 - second.participants
    assert in_force(report)[0]["figures"] == before
    compared = f"/editions/{report.editions.get().pk}/changes/?to=now"
    client = worlds.signed_in(world.secretary)
    assert compared in client.get(report.get_absolute_url()).content.decode()
    assert {block.key for block in client.get(compared).context["page"].events} == {first.code, second.code}


def test_an_event_is_not_changed_by_an_amendment_or_a_name_that_changed(sealed):
    world, (first, *_rest), report = sealed
    row = open_edition(report.editions.get())["events"][0]
    with clock.at(date(2019, 4, 20)):
        amendment = open_amendment(world.plan, actor=world.secretary)
        draft = replace(item_draft_of(world.item), number="1.7", title_ru="Лекции", measure=None)
        change_item_in(amendment, world.item, draft, actor=world.secretary)
        endorse_amendment(
            amendment, authority="Полпред", order_number="№ 5", ordered_on=date(2019, 4, 19), reason="Уточнение",
            actor=world.secretary,
        )  # fmt: skip
        void_event(first, actor=world.secretary, reason="записано дважды")

        assert page(world.secretary, report).context["corrected"].codes == [first.code]
        rows = statement_of(world.council, worlds.Q1, report, with_events=True)["events"]
        assert {one["item"] for one in rows} == {row["item"]} == {"1.1"}

    renamed = {"events": [row | {"partners": ["Новое имя"]}], "figures": {}, "items": []}
    told = changes({"events": [row], "figures": {}, "items": [], "edition": 1, "sha256": ""}, renamed, reason="",
                   asked_by="")  # fmt: skip
    assert told["events_changed"] == []


def test_ga_is_told_what_was_sealed_and_nothing_else(sealed):
    world, (first, *_rest), report = sealed
    void_event(first, actor=world.secretary, reason="записано дважды")

    response = worlds.signed_in(worlds.ga_reader()).get(report.get_absolute_url(), follow=True)

    assert not (response.context or {}).get("corrected")
