"""The chair's one page: figures, changes, what is late, what deserves a second look, what SMS will ask (rule 11)."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils import clock
from councils.models import Draft, User
from reports import editions
from reports.models import Adjustment, Comment, CouncilReport, Edition, Problem
from reports.services import council_reports, signing
from reports.sign_page import items_changed, sign_page
from reports.statement import draft_code, fingerprint, statement_of

from .world import World, open_report, prepared, record, signed_in

LABEL = "2019-Q1"


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1), 25, women=10, men=5)
    return prepared(world, open_report(world))


@pytest.fixture
def chair(world: World) -> Client:
    return signed_in(world.chair)


def at(name: str, world: World) -> str:
    return reverse(f"reports:{name}", args=[world.council.code, LABEL])


def told_of(world: World, report: CouncilReport) -> Any:
    return sign_page(report, statement_of(world.council, report.period.as_quarter, report))


def words(lines: list[Any]) -> str:
    return "\n".join(line.words for line in lines)


def test_one_page_with_the_code_of_its_figures(world: World, report: CouncilReport, chair: Client) -> None:
    page = chair.get(at("report-sign", world)).content.decode()
    code = draft_code(statement_of(world.council, report.period.as_quarter, report))
    for said in ("awaits your signature", "Worth a second look", "What SMS will ask", code, "edition 1"):
        assert said in page
    assert "No open comment, no problem" in page and "Nothing is overdue" in page


def test_what_is_not_recorded_or_not_proven_is_said_as_shares_of_the_sums(world: World, report: CouncilReport) -> None:
    told = words(told_of(world, report).warnings)
    assert "Sex not recorded: 40 % of participants" in told.replace("\u00a0", " ")
    assert "Age not recorded: 100 %" in told.replace("\u00a0", " ") and "1 event has no evidence" in told


def test_open_findings_are_named_and_lead_to_them(world: World, report: CouncilReport, chair: Client) -> None:
    record(world, date(2019, 3, 1), 25, women=10, men=5)  # the same again
    lines = told_of(world, report).warnings
    assert lines[0].words.startswith("Perhaps recorded twice") and chair.get(lines[0].url).status_code == 200


def test_sms_will_ask_about_comments_problems_and_double_counting(
    world: World, report: CouncilReport, sms: User
) -> None:
    said: dict[str, Any] = {"report": report, "by": sms, "at": clock.now()}
    Comment.objects.create(item=world.item, text="Почему меньше?", **said)
    Comment.objects.create(text="Settled", settled_at=clock.now(), settled_by=sms, **said)
    Problem.objects.create(report=report, problem="Нет бюджета", written_by=world.secretary)
    Adjustment.objects.create(
        report=report, item=world.item, participants=12, reason="Одна группа", written_by=world.secretary
    )
    told = words(told_of(world, report).questions)
    assert "Sms, 1.1: “Почему меньше?”" in told and "Settled" not in told
    assert "Problem, whole plan: Нет бюджета" in told and "Counted twice, participants: 1.1 (−12)" in told


def test_a_second_edition_tells_what_sms_asked_and_which_items_changed(
    world: World, report: CouncilReport, sms: User, chair: Client
) -> None:
    signing.sign(report, actor=world.chair)
    council_reports.return_report(report, actor=sms, reason="Проверьте 1.1", until=date(2019, 4, 30))
    record(world, date(2019, 3, 2), 15)
    report = prepared(world, CouncilReport.objects.get(pk=report.pk))
    told = told_of(world, report)
    assert told.since.items == ["1.1"]
    assert "SMS asked: “Проверьте 1.1”" in words(told.questions)
    assert "Changed since edition 1: items 1.1" in words(told.questions)
    page = chair.get(at("report-sign", world)).content.decode()
    assert "<del>25</del>" in page and "<ins>40</ins>" in page


def test_an_item_is_changed_by_what_is_read_of_it_alone(world: World, report: CouncilReport) -> None:
    old = statement_of(world.council, report.period.as_quarter, report)
    new = statement_of(world.council, report.period.as_quarter, report)
    new["items"][0]["version"] += 1
    assert items_changed(old, new) == []
    for name, value in (("status", "partly"), ("text", "x"), ("next_steps", "x"), ("adjustment", {"participants": 1})):
        other = statement_of(world.council, report.period.as_quarter, report)
        other["items"][0][name] = value
        assert items_changed(old, other) == ["1.1"], name
    other["items"][0]["text"] = editions.REDACTED
    other["items"][0]["next_steps"] = old["items"][0]["next_steps"]
    other["items"][0]["adjustment"] = None
    assert items_changed(other, old) == []
    new["items"].pop()
    assert items_changed(old, new) == ["1.2"]


# ---- the form


def test_the_reason_of_handing_back_is_kept_at_the_chairs_page(
    world: World, report: CouncilReport, chair: Client
) -> None:
    address, seen = at("report-sign", world), {"seen": "0" * 64}
    page = chair.get(address).content.decode()
    word = re.search(r'name="typed_by" value="([^"]+)"', page)
    assert f'data-draft="{address}"' in page and word
    for sent in ({"set_language": "en"}, {}):  # the language is switched, the figures changed meanwhile
        Draft.objects.all().delete()
        chair.post(address, {"reason": "Добавьте семинар"} | seen | sent)
        assert "Добавьте семинар</textarea>" in chair.get(address).content.decode()
    chair.post(at("report-hand-back", world), {"reason": "Добавьте семинар"})
    assert not Draft.objects.exists()
    out = Client().post(address, seen | {"typed_by": word[1]})  # signed out meanwhile: back to the page that signs
    assert out.url.endswith(f"next={address}")


def test_the_same_page_sent_twice_gets_the_same_answer_and_one_edition(
    world: World, report: CouncilReport, chair: Client
) -> None:
    seen = fingerprint(statement_of(world.council, report.period.as_quarter, report))
    answers = [chair.post(at("report-sign", world), {"seen": seen}, follow=True) for _turn in range(2)]
    edition = Edition.objects.get()
    told = f"edition 1, code {edition.short_code}"
    assert all(told in answer.content.decode() for answer in answers)


def test_handed_back_twice_is_one_step(world: World, report: CouncilReport, chair: Client) -> None:
    for _turn in range(2):
        page = chair.post(at("report-hand-back", world), {"reason": "x"}, follow=True).content.decode()
        assert "The report is with the secretary again." in page
    assert report.steps.filter(after="open").count() == 1


def test_figures_that_changed_are_read_again_before_they_are_signed(
    world: World, report: CouncilReport, chair: Client
) -> None:
    seen = fingerprint(statement_of(world.council, report.period.as_quarter, report))
    record(world, date(2019, 3, 3))
    page = chair.post(at("report-sign", world), {"seen": seen}, follow=True)
    assert page.request["PATH_INFO"] == at("report-sign", world)
    assert "The figures changed since you opened this page" in page.content.decode()
    assert not Edition.objects.exists()


# ---- cost


def test_it_costs_the_same_for_many_findings_comments_and_problems(
    world: World, report: CouncilReport, chair: Client, sms: User, settings: Any, tmp_path: Path
) -> None:
    def cost() -> int:
        chair.get(at("report-sign", world))
        with CaptureQueriesContext(connection) as queries:
            assert chair.get(at("report-sign", world)).status_code == 200
        return len(queries)

    def add() -> None:
        Comment.objects.create(report=report, text="x", by=sms, at=clock.now())
        Problem.objects.create(report=report, problem="x", written_by=world.secretary)
        record(world, date(2019, 3, 1), 25, women=10, men=5)

    add()
    one = cost()
    for _turn in range(5):
        add()
    assert cost() == one
