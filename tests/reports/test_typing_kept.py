"""What is typed into a report stays typed, whatever happened to the report meanwhile (rules 8 and 11)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from councils.models import Draft
from reports.models import CouncilReport
from reports.services import remarks, signing

from .world import World, open_report, prepared, record, signed_in

LABEL = "2019-Q1"
KEPT = "What you typed is kept under Unfinished forms."
PROBLEM = {"item": "", "problem": "Нет зала для семинара", "proposal": "", "addressee": "", "version": "0"}


def at(name: str, world: World, *more: object) -> str:
    return reverse(f"reports:{name}", args=[world.council.code, LABEL, *more])


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1), 25)
    return open_report(world)


@pytest.fixture
def secretary(world: World) -> Client:
    return signed_in(world.secretary)


def kept(world: World, address: str, name: str) -> list[str]:
    return list(Draft.objects.get(owner=world.secretary, key=address).data[name])


# ---- the report left preparation while somebody wrote


@pytest.mark.parametrize(
    ("page", "typed", "name"),
    [
        ("report-item", {"status": "in_progress", "text": "Ход работ", "next_steps": "", "version": "0"}, "text"),
        ("report-problem-add", PROBLEM, "problem"),
        ("report-adjustment", {"participants": "3", "reason": "Одна группа", "version": "0"}, "reason"),
        ("report-answers", {"answer_1": "Да, в марте", "version_1": "0"}, "answer_1"),
    ],
)
def test_a_text_sent_after_the_report_was_prepared_is_kept(
    world: World, report: CouncilReport, secretary: Client, page: str, typed: dict[str, str], name: str
) -> None:
    address = at(page, world, *[world.item.pk] if page in ("report-item", "report-adjustment") else [])
    prepared(world, report)
    answer = secretary.post(address, typed, follow=True)
    assert "The report is not in preparation" in answer.content.decode() and KEPT in answer.content.decode()
    assert kept(world, address, name) == [typed[name]]
    Draft.objects.all().delete()
    assert KEPT not in secretary.get(address, follow=True).content.decode()


def test_an_opinion_sent_after_the_signature_is_kept(world: World, report: CouncilReport, secretary: Client) -> None:
    signing.sign(prepared(world, report), actor=world.chair)
    address = at("report-opinion-add", world)
    answer = secretary.post(address, {"text": "Не согласен"}, follow=True).content.decode()
    assert "attached before the report is signed" in answer and KEPT in answer
    assert kept(world, address, "text") == ["Не согласен"]


@pytest.mark.parametrize(("page", "name"), [("report-item", "text"), ("report-adjustment", "reason")])
def test_a_text_on_an_item_that_left_the_plan_is_kept(
    world: World, report: CouncilReport, secretary: Client, page: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.views.report_texts.item_row", lambda *told: None)
    monkeypatch.setattr("reports.services.entries.items_told", lambda *told: [])
    address = at(page, world, world.item.pk)
    assert secretary.post(address, {name: "Длинный текст"}).status_code == 404
    assert kept(world, address, name) == ["Длинный текст"]
