"""A report signed on paper: its scan, its code, who signed it that day; by the service, the page, the command."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from councils.models import AuditEntry, Membership, StoredFile, User
from councils.states import NotAllowed
from reports import editions
from reports.models import CouncilReport, Edition, ReportStep
from reports.services import signing
from reports.services.signing import PaperRefused
from tests.factories import make_grant, make_member

from .world import (
    SCAN,
    World,
    code_of,
    make_world,
    open_report,
    prepared,
    record,
    sealed_on_paper,
    signed_in,
    sms_officer,
)

LABEL = "2019-Q1"
TODAY = date(2019, 4, 5)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1))
    return prepared(world, open_report(world))


def submit(world: World, report: CouncilReport, **said: Any) -> Edition:
    paper = {"signed_on": TODAY, "outgoing_number": "14-2/31", "actor": world.secretary, "scan": SCAN}
    return signing.submit_on_paper(report, **(paper | {"code": code_of(world, report)} | said))


# ---- what is sealed, what is refused


def test_the_scan_and_the_code_are_sealed_with_the_signature(world: World, report: CouncilReport) -> None:
    code = code_of(world, report)
    edition = submit(world, report, signed_on=date(2019, 4, 4))
    signature = editions.open_edition(edition)["signature"]
    stored = StoredFile.objects.get(name="signed.pdf")
    assert (signature["code"], signature["scan_sha256"]) == (code, stored.sha256)
    assert (signature["manner"], signature["outgoing_number"], signature["on"]) == ("paper", "14-2/31", "2019-04-04")
    step = ReportStep.objects.get(after="submitted")
    assert (step.scan, step.signatory.person, stored.council) == (stored, world.chair.person, world.council)
    told = json.loads(AuditEntry.objects.get(action="report.submitted").text)
    assert told["after"]["scan"] == stored.sha256 and "signed.pdf" not in json.dumps(told)


def test_the_signatory_held_the_seat_that_day(world: World, report: CouncilReport) -> None:
    for day in (date(2018, 4, 30), date(2019, 3, 31), date(2019, 4, 6)):
        with pytest.raises(PaperRefused, match="after its quarter ended"):
            submit(world, report, signed_on=day)
    chair = Membership.objects.get(person__user=world.chair)
    Membership.objects.filter(person__user__in=[world.chair, world.deputy]).update(starts_on=date(2019, 4, 3))
    with pytest.raises(PaperRefused, match="nobody held") as refused:
        submit(world, report, signed_on=date(2019, 4, 2))
    assert refused.value.field == "signed_on"
    with pytest.raises(PaperRefused, match="Kg-b-chair did not hold") as refused:
        submit(world, report, signed_on=date(2019, 4, 2), signatory=chair)
    assert refused.value.field == "signatory"
    secretary = Membership.objects.get(person__user=world.secretary)
    with pytest.raises(PaperRefused, match="Kg-b-secretary did not hold"):
        submit(world, report, signatory=secretary)
    deputy = Membership.objects.get(person__user=world.deputy)
    told = editions.open_edition(submit(world, report, signatory=deputy))["signature"]
    assert told["name"] == "Kg-b-deputy"


def test_who_may_have_signed_are_all_who_held_the_seats_since_the_quarter_ended(
    world: World, report: CouncilReport
) -> None:
    Membership.objects.filter(person__user=world.chair).update(ends_on=date(2019, 4, 2))
    Membership.objects.filter(person__user=world.deputy).update(ends_on=date(2019, 3, 31))
    make_member(world.council, "chair", "after", starts_on=date(2019, 4, 3))
    assert [each.person.full_name for each in signing.signers_of(report)] == ["Kg-b-chair", "After"]


def test_the_code_of_other_figures_is_refused(world: World, report: CouncilReport) -> None:
    printed = code_of(world, report)
    record(world, date(2019, 3, 2), 40)
    with pytest.raises(PaperRefused, match="code of other figures") as refused:
        submit(world, report, code=printed)
    assert refused.value.field == "code" and code_of(world, report) in str(refused.value)
    with pytest.raises(PaperRefused, match="Code on the paper"):
        submit(world, report, code=" ")
    assert not Edition.objects.exists() and not StoredFile.objects.exists()


@pytest.mark.parametrize("change", [str.upper, lambda code: code.replace(" ", ""), lambda code: f" {code}\u00a0"])
def test_a_code_is_read_as_people_type_it(world: World, report: CouncilReport, change: Any) -> None:
    assert submit(world, report, code=change(code_of(world, report))).number == 1


def test_a_code_in_cyrillic_letters_is_the_same() -> None:
    assert signing.plain("АВСЕ 0О–df") == "abce00df"


def test_without_scan_number_or_right_nothing_is_submitted(world: World, report: CouncilReport, sms: User) -> None:
    with pytest.raises(PaperRefused, match="Add the scan"):
        submit(world, report, scan=None)
    with pytest.raises(PaperRefused, match="outgoing number"):
        submit(world, report, outgoing_number=" ")
    for user in (world.chair, sms):
        with pytest.raises(NotAllowed):
            submit(world, report, actor=user)
    assert not Edition.objects.exists() and not StoredFile.objects.exists()


def test_the_same_paper_twice_is_one_edition(world: World, report: CouncilReport) -> None:
    code = code_of(world, report)
    first = submit(world, report, code=code)
    assert submit(world, report, code=code) == first
    assert (Edition.objects.count(), ReportStep.objects.count(), StoredFile.objects.count()) == (1, 2, 1)
    with pytest.raises(Exception, match="does not lead on"):
        submit(world, report, outgoing_number="14-2/32")


def test_a_seal_that_fails_leaves_no_scan(
    world: World, report: CouncilReport, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def break_off(*args: object, **kwargs: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(editions, "seal", break_off)
    with pytest.raises(OSError, match="power"):
        submit(world, report)
    assert not StoredFile.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


# ---- the page


def at(name: str, world: World, *more: object) -> str:
    return reverse(f"reports:{name}", args=[world.council.code, LABEL, *more])


def typed(world: World, report: CouncilReport, **said: Any) -> dict[str, Any]:
    chair = Membership.objects.get(person__user=world.chair)
    paper = {"signed_on": "4.4.2019", "outgoing_number": "№ 14-2/31", "signatory": chair.pk}
    scan = SimpleUploadedFile("скан.pdf", SCAN[0])
    return paper | {"code": code_of(world, report), "scan": scan} | said


def test_the_page_shows_the_code_and_seals_what_was_signed(world: World, report: CouncilReport) -> None:
    secretary = signed_in(world.secretary)
    page = secretary.get(at("report-submit-paper", world)).content.decode()
    assert code_of(world, report) in page and "Kg-b-chair, chair, 01.05.2018 – today" in page
    empty = secretary.post(at("report-submit-paper", world), {"signed_on": "4.4.2019"}).content.decode()
    for words in ("Outgoing number: write it", "Signed by: choose", "Code on the paper: write", "choose a file"):
        assert words in empty
    wrong = secretary.post(at("report-submit-paper", world), typed(world, report, code="0000 1111 2222 3333"))
    assert "The paper bears the code of other figures" in str(wrong.context["form"].errors["code"])
    assert "№ 14-2/31" in wrong.content.decode()
    other = secretary.post(
        at("report-submit-paper", world), typed(world, report, scan=SimpleUploadedFile("a.exe", b"MZ"))
    )
    assert "Scan of the signed report: This file is none" in other.content.decode()
    done = secretary.post(at("report-submit-paper", world), typed(world, report), follow=True).content.decode()
    edition = Edition.objects.get()
    assert f'Code on the paper <span class="code">{editions.open_edition(edition)["signature"]["code"]}' in done
    assert edition.short_code in done and "№ 14-2/31" in done and at("step-scan", world, 2) in done
    again = secretary.get(at("report-submit-paper", world))
    assert again.status_code == 302


def test_the_same_form_twice_gets_the_same_answer(world: World, report: CouncilReport) -> None:
    secretary, told = signed_in(world.secretary), typed(world, report)
    answers = []
    for _turn in range(2):
        told["scan"] = SimpleUploadedFile("скан.pdf", SCAN[0])
        answers.append(secretary.post(at("report-submit-paper", world), told, follow=True).content.decode())
    assert Edition.objects.count() == 1
    assert all("Submitted with the signature on paper, and sealed: edition 1" in answer for answer in answers)


def test_the_scan_is_for_the_council_and_sms_alone(world: World) -> None:
    record(world, date(2019, 3, 1))
    sealed_on_paper(world)
    clients: dict[str, Client] = {
        "secretary": signed_in(world.secretary), "member": signed_in(make_member(world.council, "youth")),
        "sms": signed_in(sms_officer()), "admin": signed_in(make_grant("administrator")),
        "ga": signed_in(make_grant("ga")), "other": signed_in(make_world("KG-O").secretary),
    }  # fmt: skip
    found = {who: client.get(at("step-scan", world, 2)) for who, client in clients.items()}
    assert {who: answer.status_code for who, answer in found.items()} == {
        "secretary": 200, "member": 200, "sms": 200, "admin": 403, "ga": 404, "other": 404,
    }  # fmt: skip
    assert b"".join(found["sms"].streaming_content) == SCAN[0]
    assert found["sms"]["Content-Disposition"].startswith("attachment")
    assert clients["sms"].get(at("step-scan", world, 1)).status_code == 404
    assert "scan of the signed report" not in clients["admin"].get(at("report-detail", world)).content.decode()


# ---- the command


def test_the_command_takes_a_scan_and_a_code(world: World, report: CouncilReport, tmp_path: Path) -> None:
    scan, code = tmp_path / "signed.pdf", code_of(world, report)
    scan.write_bytes(SCAN[0])
    base = ("submit_report", LABEL, "--council", "KG-B", "--outgoing", "1")
    for more, words in (
        (("--code", "0" * 16), "code of other figures"), (("--scan", str(tmp_path / "none.pdf")), "none.pdf"),
        (("--as", "kg-b-secretary"), "Add the scan"),
        (("--as", "kg-b-secretary", "--scan", str(scan)), "Code on the paper"),
        (("--scan", __file__), "none of the kinds"),
    ):  # fmt: skip
        with pytest.raises(CommandError, match=words):
            call_command(*base, *more)
    call_command(*base, "--as", "kg-b-secretary", "--scan", str(scan), "--code", code)
    assert editions.open_edition(Edition.objects.get())["signature"]["code"] == code


def test_the_operator_submits_history_without_a_scan(world: World, report: CouncilReport) -> None:
    call_command("submit_report", LABEL, "--council", "KG-B", "--outgoing", "1")
    signature = editions.open_edition(Edition.objects.get())["signature"]
    assert (signature["code"], signature["scan_sha256"]) == ("", None)
