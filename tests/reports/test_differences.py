"""What differs between two editions, and between an edition and what stands there now (rule 12)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from actionplans.services.events import change_event, draft_of, void_event
from councils.models import User
from reports.differences import Differences, between
from reports.editions import REDACTED, open_edition
from reports.models import CouncilReport, Edition, Period
from reports.restatement import changes
from reports.services import council_reports, entries, national_reports, signing

from .older import as_in_format
from .world import World, blacked_out, draft, prepared, record, sealed, signed_in


@pytest.fixture
def twice(world: World, sms: User) -> CouncilReport:
    """Edition 2 of a report: one event came, one went, one changed, an item got another text and state."""
    first = record(world, date(2019, 3, 1), 25, women=10)
    second = record(world, date(2019, 3, 2), 7)
    record(world, date(2019, 3, 3), 9)
    report = sealed(world)
    council_reports.return_report(report, actor=sms, reason="Пересчитать", until=date(2019, 4, 10))
    change_event(
        first, replace(draft_of(first), participants=20, title="Новая тема"), actor=world.secretary, version=1
    )
    void_event(second, actor=world.secretary, reason="записано дважды")
    record(world, date(2019, 3, 4), 4)
    report = prepared(world, CouncilReport.objects.get(pk=report.pk))
    council_reports.hand_back(report, actor=world.chair, reason="Уточнить")
    report = CouncilReport.objects.get(pk=report.pk)
    entry = report.entries.get(item=world.item)
    entries.write_entry(
        report, world.item, status="partly", text="Часть сделана", version=entry.version, actor=world.secretary,
    )  # fmt: skip
    council_reports.prepare(report, actor=world.secretary)
    signing.sign(CouncilReport.objects.get(pk=report.pk), actor=world.chair)
    return CouncilReport.objects.get(pk=report.pk)


def both(report: CouncilReport) -> tuple[Any, Any]:
    first, second = report.editions.order_by("number")
    return open_edition(first), open_edition(second)


def pairs(found: list[Any], key: str) -> dict[str, tuple[Any, Any]]:
    return {pair.name: (pair.was, pair.now) for pair in next(one for one in found if one.key == key).pairs}


def test_by_figure_by_item_and_by_event_with_every_field(twice: CouncilReport, world: World) -> None:
    found = between(*both(twice))
    assert {pair.name: (pair.was, pair.now, pair.moved) for pair in found.figures}["participants"] == (41, 33, -8)
    item = pairs(found.items, "1.1")
    assert item["status"] == ("in_progress", "partly") and item["text"] == ("Ход: 1.1", "Часть сделана")
    assert item["participants"] == (41, 33) and [one.key for one in found.items] == ["1.1"]
    kinds = {one.key[-1]: one.kind for one in found.events}
    assert sorted(kinds.values()) == ["added", "changed", "gone"]
    changed = next(one for one in found.events if one.kind == "changed")
    assert pairs(found.events, changed.key) == {
        "participants": (25, 20),
        "title": ("Безопасная миграция", "Новая тема"),
    }
    told = changes(*both(twice), reason="", asked_by="")
    assert {one.key for one in found.events} == {
        code for kind in ("added", "gone", "changed") for code in told[f"events_{kind}"]
    }


def test_the_listed_events_move_each_figure_by_what_it_moved(twice: CouncilReport) -> None:
    found = between(*both(twice))
    assert (found.moved("participants"), found.moved("events"), found.moved("sex_not_recorded")) == (-8, 0, -8)


def test_the_same_statement_differs_in_nothing(twice: CouncilReport) -> None:
    _old, new = both(twice)
    assert between(new, new).is_empty and between(new, new) == Differences([], [], [], [], [], [], [])


@pytest.mark.parametrize("number", [2, 3])
def test_an_older_format_gives_no_difference_of_what_it_did_not_tell(twice: CouncilReport, number: int) -> None:
    _old, new = both(twice)
    assert between(as_in_format(number, new), new).is_empty


def test_a_blacked_out_text_is_no_difference(twice: CouncilReport) -> None:
    first = twice.editions.get(number=1)
    blacked_out(first.texts.get(key__endswith="1.1/text"))
    found = between(open_edition(first), open_edition(twice.editions.get(number=2)))
    assert "text" not in pairs(found.items, "1.1")


def test_words_blacked_out_on_one_side_do_not_head_the_event_from_the_other(world: World) -> None:
    event = record(world, date(2019, 3, 1), title="Асанова Гуля")
    first = sealed(world).editions.get()
    blacked_out(first.texts.get(key__endswith="/title"))
    same = draft(world, date(2019, 3, 1), title="Асанова Гуля", note="x")
    change_event(event, same, actor=world.secretary, version=1, reason="заметка")
    told = page(world.chair, first, to="now").content.decode()
    assert REDACTED in told and "Асанова" not in told and "What was changed is blacked out" in told


def page(user: User, edition: Edition, **asked: Any) -> Any:
    return signed_in(user).get(reverse("reports:edition-changes", args=[edition.pk]), asked)


def test_the_page_says_old_and_new_whichever_edition_asked(twice: CouncilReport, world: World) -> None:
    first, second = twice.editions.order_by("number")
    pages = [page(world.chair, first, to=second.pk), page(world.chair, second, to=first.pk), page(world.chair, first)]
    for told in (each.content.decode() for each in pages):
        assert "From edition 1 to edition 2" in told and "<del>Безопасная миграция</del>" in told
        assert "<ins>Новая тема</ins>" in told and "<del>in progress</del>" in told


def test_live_figures_for_those_who_may_see_them_alone(
    twice: CouncilReport, world: World, sms: User, ga: User
) -> None:
    second = twice.editions.get(number=2)
    assert "Nothing differs" in page(world.chair, second, to="now").content.decode()
    event = world.council.events.get(ends_on=date(2019, 3, 3))
    void_event(event, actor=world.secretary, reason="записано дважды")
    told = page(sms, second, to="now").content.decode()
    assert event.code in told and "no longer there" in told and "not sealed" in told
    council_reports.accept(twice, actor=sms)
    assert page(ga, second, to="now").status_code == 404
    sealed_ones = page(ga, second).content.decode()
    assert "not sealed" not in sealed_ones and f">{event.code}<" not in sealed_ones


def test_one_edition_alone_has_nothing_to_be_compared_with_for_ga(world: World, sms: User, ga: User) -> None:
    record(world, date(2019, 3, 1))
    report = council_reports.accept(sealed(world), actor=sms)
    assert "nothing to compare it with" in page(ga, report.editions.get()).content.decode()
    assert "Nothing differs" in page(sms, report.editions.get()).content.decode()


@pytest.mark.parametrize("asked", ["x", "999999", ""])
def test_another_reports_edition_is_not_compared(twice: CouncilReport, world: World, asked: str) -> None:
    assert page(world.chair, twice.editions.get(number=2), to=asked).status_code == (404 if asked else 200)


def test_national_editions_by_council_and_from_there_to_its_events(
    twice: CouncilReport, world: World, sms: User
) -> None:
    council_reports.accept(twice, actor=sms)
    first = national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    void_event(world.council.events.get(ends_on=date(2019, 3, 3)), actor=world.secretary, reason="записано дважды")
    council_reports.reopen(twice, actor=sms, reason="Исправить", until=date(2019, 4, 10))
    report = council_reports.accept(sealed(world), actor=sms)
    told = page(sms, first, to="now").content.decode()
    second, third = report.editions.order_by("number")[1:]
    address = f"{reverse('reports:edition-changes', args=[second.pk])}?to={third.pk}"
    assert address in told and "<del>33</del>" in told and "<ins>24</ins>" in told
    assert signed_in(sms).get(address).status_code == 200
    again = national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    assert address in page(sms, again).content.decode()
