"""What is typed into a report stays typed, whatever happened to the report meanwhile (rules 8 and 11)."""

from datetime import date

import pytest
from django.test import Client

from councils.models import AuditEntry, Draft, User
from reports.models import CouncilReport
from reports.services import comments, council_reports, remarks, signing

from .world import World, open_report, prepared, record, signed_in
from .world import page_of as at

KEPT = "What you typed is kept under Unfinished forms."
PROBLEM = {"item": "", "problem": "Нет зала для семинара", "proposal": "", "addressee": "", "version": "0"}


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
    monkeypatch.setattr("reports.services.entries.items_told", lambda *told, **only: [])
    address = at(page, world, world.item.pk)
    assert secretary.post(address, {name: "Длинный текст"}).status_code == 404
    assert kept(world, address, name) == ["Длинный текст"]


# ---- a button beside what is typed


def test_a_problem_that_is_not_taken_out_keeps_what_was_typed_beside_the_button(
    world: World, report: CouncilReport, secretary: Client
) -> None:
    told = {"item": None, "problem": "Нет зала", "proposal": "", "addressee": ""}
    row = remarks.write_problem(report, version=0, actor=world.secretary, **told)
    typed = PROBLEM | {"problem": "Мои слова", "version": "5"}
    answer = secretary.post(at("report-problem-remove", world, row.pk), typed, follow=True).content.decode()
    assert "Somebody else wrote here meanwhile" in answer and "Мои слова</textarea>" in answer
    item = at("report-adjustment", world, world.item.pk)
    typed = {"participants": "3", "reason": "Одна группа", "version": "5"}
    secretary.post(at("report-adjustment-withdraw", world, world.item.pk), typed)
    assert kept(world, item, "reason") == ["Одна группа"]


def test_settling_a_comment_at_an_item_keeps_what_is_typed_there(
    world: World, report: CouncilReport, secretary: Client, sms: User
) -> None:
    comment = comments.write_comment(report, item=world.item, text="Какие школы?", actor=sms)
    address = at("report-item", world, world.item.pk)
    button = f'form="page-form" name="go" value="settle-{comment.pk}"'
    assert button in secretary.get(address).content.decode()
    typed = {"status": "in_progress", "text": "Пишу", "next_steps": "", "version": "0", "go": f"settle-{comment.pk}"}
    there = secretary.post(address, typed, follow=True)
    assert there.redirect_chain[0][0] == f"{address}#comments"
    assert "Пишу</textarea>" in there.content.decode() and "The comment is settled." in there.content.decode()
    assert report.comments.get().settled_by == world.secretary


# ---- a form that was sent twice


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("report-item", {"status": "in_progress", "text": "Ход", "next_steps": "", "version": "0"}),
        ("report-problem-add", PROBLEM),
        ("report-adjustment", {"participants": "3", "reason": "Одна группа", "version": "0"}),
        ("report-comments", {"item": "", "text": "Какие школы?"}),
    ],
)
def test_the_same_words_of_the_same_person_sent_twice_are_said_once(
    world: World, report: CouncilReport, secretary: Client, page: str, typed: dict[str, str]
) -> None:
    address = at(page, world, *[world.item.pk] if page in ("report-item", "report-adjustment") else [])
    assert secretary.post(address, typed).status_code == 302
    entries = AuditEntry.objects.count()
    again = secretary.post(address, typed)
    assert again.status_code == 302 and not Draft.objects.exists() and AuditEntry.objects.count() == entries
    assert max(report.problems.count(), report.comments.count()) <= 1


def test_a_changed_problem_sent_twice_is_no_conflict(world: World, report: CouncilReport, secretary: Client) -> None:
    secretary.post(at("report-problem-add", world), PROBLEM)
    address = at("report-problem", world, report.problems.get().pk)
    for _turn in range(2):
        assert secretary.post(address, PROBLEM | {"problem": "Нет света", "version": "1"}).status_code == 302
    assert report.problems.get().version == 2


def test_a_step_sent_twice_is_one_step(world: World, report: CouncilReport, sms: User) -> None:
    council_reports.prepare(prepared(world, report), actor=world.secretary)
    signing.sign(report, actor=world.chair)
    for _turn in range(2):
        council_reports.accept(report, actor=sms)
    assert list(report.steps.values_list("after", flat=True)) == ["prepared", "submitted", "accepted"]
    comment = comments.write_comment(report, item=None, text="Ещё?", actor=sms)
    for _turn in range(2):
        comments.settle_comment(report, comment.pk, actor=sms)
