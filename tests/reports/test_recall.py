"""A submitted report taken back by the council until SMS has opened it; when that is kept (rule 11)."""

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actionplans.models import QuarterGuard
from councils import clock
from councils.models import AuditEntry, User
from councils.states import IllegalMove, NotAllowed, Refused
from reports import editions
from reports.models import CouncilReport, Edition
from reports.pages import restated_of
from reports.services import council_reports, reading, redactions, remarks, signing
from tests.factories import make_grant, make_member
from tests.together import all_at_once

from . import world as worlds
from .world import World, prepared, record, sealed, signed_in

LABEL = "2019-Q1"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1))
    return sealed(world)


def now(report: CouncilReport) -> CouncilReport:
    return CouncilReport.objects.get(pk=report.pk)


def at(name: str, world: World, *more: object) -> str:
    return reverse(f"reports:{name}", args=[world.council.code, LABEL, *more])


# ---- taking it back


@pytest.mark.parametrize("who", ["secretary", "chair", "deputy"])
def test_the_council_takes_a_report_back_that_sms_did_not_open(world: World, report: CouncilReport, who: str) -> None:
    council_reports.recall(report, actor=getattr(world, who), reason=" The seminar is missing ")
    report = now(report)
    assert (report.status, report.first_submitted_on) == ("recalled", None)
    assert not QuarterGuard.objects.get().sealed and Edition.objects.count() == 1
    record(world, date(2019, 3, 2), 15)
    signing.sign(prepared(world, report), actor=world.chair)
    told = editions.open_edition(Edition.objects.get(number=2))
    assert told["changes"]["because"] == "recalled" and told["changes"]["reason"] == "The seminar is missing"
    assert told["changes"]["figures"]["participants"] == [25, 40] and told["returns"] == 0
    restated = restated_of(told)
    assert restated is not None and restated.recalled


def test_what_nobody_opened_did_not_come_in(world: World, report: CouncilReport) -> None:
    council_reports.recall(report, actor=world.chair, reason="x")
    with clock.at(date(2019, 4, 20)):
        signing.sign(prepared(world, now(report)), actor=world.chair)
    assert now(report).days_late == 5


def test_a_report_that_was_returned_once_came_in_then(world: World, report: CouncilReport, sms: User) -> None:
    council_reports.return_report(report, actor=sms, reason="x", until=date(2019, 4, 30))
    with clock.at(date(2019, 4, 20)):
        signing.sign(prepared(world, now(report)), actor=world.chair)
        council_reports.recall(report, actor=world.chair, reason="y")
    assert now(report).first_submitted_on == date(2019, 4, 5)


def test_who_may_and_when(world: World, report: CouncilReport, sms: User) -> None:
    for user in (sms, make_member(world.council, "youth")):
        with pytest.raises(NotAllowed):
            council_reports.recall(report, actor=user, reason="x")
    with pytest.raises(Refused, match="write why"):
        council_reports.recall(report, actor=world.chair, reason=" ")
    reading.opened(report, actor=sms)
    with pytest.raises(IllegalMove, match="opened the report already"):
        council_reports.recall(report, actor=world.chair, reason="x")
    council_reports.accept(report, actor=sms)
    with pytest.raises(IllegalMove, match="does not lead on"):
        council_reports.recall(report, actor=world.chair, reason="x")


def test_the_same_recall_twice_is_one(world: World, report: CouncilReport) -> None:
    for _turn in range(2):
        council_reports.recall(report, actor=world.chair, reason="x")
    assert report.steps.filter(after="recalled").count() == 1


# ---- when SMS has opened it


def test_opening_is_kept_once_and_forgotten_with_the_next_submission(
    world: World, report: CouncilReport, sms: User
) -> None:
    officer = signed_in(sms)
    for _turn in range(2):
        officer.get(at("report-detail", world))
    read = AuditEntry.objects.get(action="report.read")
    assert json.loads(read.text)["after"] == {"edition": 1} and now(report).read_by_sms_at is not None
    council_reports.return_report(report, actor=sms, reason="x", until=date(2019, 4, 30))
    signing.sign(prepared(world, now(report)), actor=world.chair)
    assert now(report).read_by_sms_at is None
    officer.get(reverse("reports:edition-detail", args=[Edition.objects.get(number=1).pk]))  # the superseded one
    assert now(report).read_by_sms_at is None


def test_every_page_and_file_that_shows_it_counts_as_opened(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    report, scan = worlds.open_report(world), SimpleUploadedFile("opinion.pdf", b"%PDF-1.7 x")
    member = world.deputy.person.memberships.get()
    opinion = remarks.attach_opinion(report, member, text="Я против", scan=scan, actor=world.secretary)
    report = worlds.sealed_on_paper(world)
    edition = Edition.objects.get()
    asked = redactions.ask(edition.texts.get(key__endswith="/title"), reason="Имя", actor=world.chair)
    of_edition = ("detail", "json", "events", "changes", "texts", "workbook")
    urls = [reverse(f"reports:edition-{page}", args=[edition.pk]) for page in of_edition]
    urls += [at(f"report-{page}", world) for page in ("detail", "print", "comments", "workbook")]
    urls += [at("step-scan", world, report.steps.last().number), at("report-opinion-file", world, opinion.pk)]
    urls += [reverse("reports:redaction-ask", args=[asked.text_id])]
    urls += [reverse("reports:redaction-decide", args=[asked.pk])]
    officer, unread = signed_in(sms), []
    for url in urls:
        CouncilReport.objects.update(read_by_sms_at=None)
        answer = (officer.post if url.endswith("workbook/") else officer.get)(url)
        assert answer.status_code in (200, 302), url
        unread += [] if now(report).read_by_sms_at else [url]
    assert unread == []


def test_nobody_elses_look_counts(world: World, report: CouncilReport) -> None:
    for user in (world.secretary, world.chair, make_grant("administrator"), make_grant("ga")):
        signed_in(user).get(at("report-detail", world))
        signed_in(user).get(reverse("reports:edition-detail", args=[Edition.objects.get().pk]))
    assert now(report).read_by_sms_at is None and not AuditEntry.objects.filter(action="report.read").exists()


def test_a_decision_is_a_reading_too(world: World, report: CouncilReport, sms: User) -> None:
    council_reports.accept(report, actor=sms)
    assert now(report).read_by_sms_at is not None


# ---- the page


def test_the_page_offers_it_until_sms_has_opened_the_report(world: World, report: CouncilReport, sms: User) -> None:
    secretary = signed_in(world.secretary)
    page = secretary.get(at("report-detail", world)).content.decode()
    assert "SMS has not opened the report yet" in page and at("report-recall", world) in page
    assert "Reason: write why." in secretary.post(at("report-recall", world), {"reason": " "}).content.decode()
    assert (
        at("report-recall", world)
        not in signed_in(make_member(world.council, "youth")).get(at("report-detail", world)).content.decode()
    )
    opened = signed_in(sms).get(at("report-detail", world)).content.decode()
    assert "SMS opened the report on 05.04.2019" in opened
    page = secretary.get(at("report-detail", world)).content.decode()
    assert "SMS opened the report on" in page and at("report-recall", world) not in page
    late = secretary.post(at("report-recall", world), {"reason": "The seminar"}).content.decode()
    assert "SMS has opened the report already" in late and "The seminar" in late
    assert secretary.get(at("report-recall", world)).status_code == 302


def test_a_recalled_report_says_why_and_its_next_edition_too(world: World, report: CouncilReport) -> None:
    chair = signed_in(world.chair)
    page = chair.post(at("report-recall", world), {"reason": "The seminar"}, follow=True).content.decode()
    assert "recalled" in page.lower() and "The seminar" in page and "Since edition 1 was sealed" in page
    signing.sign(prepared(world, now(report)), actor=world.chair)
    told = chair.get(at("report-detail", world)).content.decode()
    assert "The council recalled edition 1 before SMS had opened it." in told


# ---- at the same moment


@pytest.mark.django_db(transaction=True)
def test_sms_opens_while_the_council_recalls_exactly_one_wins(april: None) -> None:
    world, officer = worlds.make_world(), worlds.sms_officer()
    record(world, date(2019, 3, 1))
    report = sealed(world)

    def open_it() -> str:
        return reading.opened(report, actor=officer).status

    def recall_it() -> str:
        try:
            return council_reports.recall(report, actor=world.chair, reason="x").status
        except IllegalMove:
            return "refused"

    for _turn in range(6):
        opened, recalled = None, None
        for told in all_at_once([partial(lambda: ("opened", open_it())), partial(lambda: ("recalled", recall_it()))]):
            opened, recalled = (told[1], recalled) if told[0] == "opened" else (opened, told[1])
        after = now(report)
        if recalled == "refused":
            assert (opened, after.status) == ("submitted", "submitted") and after.read_by_sms_at is not None
            council_reports.return_report(after, actor=officer, reason="y", until=date(2019, 4, 30))
        else:
            assert (recalled, opened, after.status) == ("recalled", "recalled", "recalled")
            assert after.read_by_sms_at is None
        report = now(report)
        signing.sign(prepared(world, report), actor=world.chair)
        report = now(report)
