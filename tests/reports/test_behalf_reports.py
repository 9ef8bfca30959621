"""SMS enters a council's report from its paper, by a letter; the council takes it over (rules 3 and 11)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actionplans.services.events import record_event
from councils import clock
from councils.models import AuditEntry, Membership, StoredFile, User
from councils.states import IllegalMove, NotAllowed, Refused, Unfit
from reports import editions
from reports.models import BehalfEntry, CouncilReport, Edition, ReportStep
from reports.permissions import writes_report
from reports.services import behalf, council_reports, entries, remarks, signing
from reports.statement import fingerprint, statement_of
from tests.factories import make_grant, make_member

from .world import SCAN, World, code_of, draft, open_report, record, sealed, signed_in

LABEL = "2019-Q1"
LETTER = (b"%PDF-1.7 letter", "pdf", "letter.pdf")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1))
    return open_report(world)


@pytest.fixture
def entry(report: CouncilReport, sms: User) -> BehalfEntry:
    return behalf.enter_on_behalf(report, letter_number="№ 01-7/12", letter=LETTER, actor=sms)


@pytest.fixture
def other(db: None) -> User:
    return make_grant("sms", username="second-officer")


def at(name: str, world: World, *more: object) -> str:
    return reverse(f"reports:{name}", args=[world.council.code, LABEL, *more])


def write_all(world: World, report: CouncilReport, actor: User) -> CouncilReport:
    for item in (world.item, world.silent):
        entries.write_entry(report, item, status="in_progress", text="С бумаги", version=0, actor=actor)
    return council_reports.prepare(report, actor=actor)


def submitted(world: World, report: CouncilReport, actor: User, **said: Any) -> Edition:
    seen = fingerprint(statement_of(world.council, report.period.as_quarter, report))
    paper = {"signed_on": date(2019, 4, 4), "outgoing_number": "№ 3", "scan": SCAN, "seen": seen}
    return signing.submit_on_paper(report, actor=actor, **(paper | said))


# ---- who writes


def test_without_an_entry_sms_writes_nothing(world: World, report: CouncilReport, sms: User) -> None:
    assert (writes_report(world.secretary, report), writes_report(sms, report)) == (True, False)
    with pytest.raises(NotAllowed):
        write_all(world, report, sms)
    with pytest.raises(NotAllowed):
        behalf.enter_on_behalf(report, letter_number="1", letter=LETTER, actor=world.secretary)
    with pytest.raises(Unfit, match="number of its letter"):
        behalf.enter_on_behalf(report, letter_number=" ", letter=LETTER, actor=sms)
    assert not BehalfEntry.objects.exists() and not StoredFile.objects.exists()


def test_with_an_entry_any_officer_writes_and_the_secretary_takes_over_first(
    world: World, report: CouncilReport, entry: BehalfEntry, sms: User, other: User
) -> None:
    writers = {user: writes_report(user, report) for user in (sms, other, world.secretary, world.chair)}
    assert writers == {sms: True, other: True, world.secretary: False, world.chair: False}
    with pytest.raises(NotAllowed, match=r"by letter № 01-7/12\. Take it over first"):
        write_all(world, report, world.secretary)
    assert write_all(world, report, other).status == "prepared"
    step = ReportStep.objects.get(after="prepared")
    assert (step.by, step.behalf_letter) == (other, "№ 01-7/12")
    assert json.loads(AuditEntry.objects.get(action="report.prepared").text)["after"]["letter"] == "№ 01-7/12"
    # What SMS writes in the report, never the council's events.
    with pytest.raises(Refused):
        record_event(world.council, draft(world, date(2019, 3, 5)), actor=sms)


def test_sms_does_not_withdraw_what_the_council_attached(world: World, report: CouncilReport, sms: User) -> None:
    chair, deputy = (user.person.memberships.get() for user in (world.chair, world.deputy))
    with clock.at(date(2019, 4, 4)):
        own = remarks.attach_opinion(report, chair, text="Я против", actor=world.secretary)
    behalf.enter_on_behalf(report, letter_number="№ 01-7/12", letter=LETTER, actor=sms)
    copied = remarks.attach_opinion(report, deputy, text="С бумаги", actor=sms)
    assert list(signed_in(sms).get(report.get_absolute_url()).context["withdrawable"]) == [copied.pk]
    with pytest.raises(NotAllowed, match="SMS does not withdraw it"):
        remarks.withdraw_opinion(report, own.pk, actor=sms)
    remarks.withdraw_opinion(report, copied.pk, actor=sms)
    behalf.take_over(report, actor=world.secretary)
    remarks.withdraw_opinion(report, own.pk, actor=world.secretary)
    assert not report.opinions.exists()


def test_an_entry_is_for_a_report_in_preparation_and_one_at_a_time(
    world: World, report: CouncilReport, entry: BehalfEntry, sms: User, other: User
) -> None:
    assert behalf.enter_on_behalf(report, letter_number="№ 01-7/12", letter=LETTER, actor=sms) == entry
    with pytest.raises(IllegalMove, match="already, by letter № 01-7/12"):
        behalf.enter_on_behalf(report, letter_number="№ 2", letter=LETTER, actor=other)
    behalf.take_over(report, actor=world.secretary)
    sealed(world)
    with pytest.raises(IllegalMove, match="not in preparation"):
        behalf.enter_on_behalf(report, letter_number="№ 2", letter=LETTER, actor=sms)
    assert (BehalfEntry.objects.count(), StoredFile.objects.count()) == (1, 1)


# ---- submitted on paper


def test_the_councils_own_paper_bears_no_code_and_its_figures_are_compared(
    world: World, report: CouncilReport, entry: BehalfEntry, sms: User
) -> None:
    write_all(world, report, sms)
    with pytest.raises(signing.PaperRefused, match="Compare them again"):
        submitted(world, report, sms, seen="0" * 64)
    with pytest.raises(signing.PaperRefused, match="code of other figures"):
        submitted(world, report, sms, code="0" * 16)
    told = editions.open_edition(submitted(world, report, sms))
    assert told["behalf"] == {
        "letter": "№ 01-7/12", "on": "2019-04-05", "scan_sha256": entry.letter.sha256, "by": "Sms",
    }  # fmt: skip
    assert (told["signature"]["code"], told["signature"]["entered_by"]) == ("", "Sms")
    assert ReportStep.objects.get(after="submitted").behalf_letter == "№ 01-7/12"


def test_nobody_accepts_what_they_entered(
    world: World, report: CouncilReport, entry: BehalfEntry, sms: User, other: User
) -> None:
    third = make_grant("sms", username="third")
    write_all(world, report, other)
    submitted(world, report, other, code=code_of(world, report))
    for officer in (sms, other):  # who began to enter it, and who submitted it
        with pytest.raises(NotAllowed, match="Nobody accepts"):
            council_reports.accept(report, actor=officer)
    assert council_reports.accept(report, actor=third).status == "accepted"


def test_sms_puts_back_what_it_prepared_itself(
    world: World, report: CouncilReport, entry: BehalfEntry, sms: User
) -> None:
    write_all(world, report, sms)
    with pytest.raises(NotAllowed):  # the secretary takes it over first
        council_reports.hand_back(report, actor=world.secretary, reason="Строка 1.2")
    assert council_reports.hand_back(report, actor=sms, reason="Строка 1.2").status == "open"


# ---- taken over


@pytest.mark.parametrize("state", ["open", "prepared"])
def test_the_secretary_takes_it_over_and_sms_may_not_write_any_more(
    world: World, report: CouncilReport, entry: BehalfEntry, sms: User, state: str
) -> None:
    if state == "prepared":
        write_all(world, report, sms)
    for user in (world.chair, sms):
        with pytest.raises(NotAllowed):
            behalf.take_over(report, actor=user)
    behalf.take_over(report, actor=world.secretary)
    assert writes_report(world.secretary, report) and not writes_report(sms, report)
    with pytest.raises(NotAllowed):
        council_reports.prepare(report, actor=sms)
    entry.refresh_from_db()
    assert entry.taken_over_by == world.secretary
    with pytest.raises(IllegalMove, match="writes this report itself"):
        behalf.take_over(report, actor=world.secretary)
    assert statement_of(world.council, report.period.as_quarter, report)["behalf"] is None


def test_what_was_submitted_is_not_taken_over(
    world: World, report: CouncilReport, entry: BehalfEntry, sms: User
) -> None:
    write_all(world, report, sms)
    submitted(world, report, sms)
    with pytest.raises(IllegalMove, match="submitted already"):
        behalf.take_over(report, actor=world.secretary)


# ---- pages


def test_the_whole_way_on_pages(world: World, report: CouncilReport, sms: User) -> None:
    officer, secretary = signed_in(sms), signed_in(world.secretary)
    assert at("report-on-behalf", world) in officer.get(at("report-detail", world)).content.decode()
    empty = officer.post(at("report-on-behalf", world), {}).content.decode()
    assert "Number of the council" in empty and "Scan of the letter: choose a file." in empty
    letter = SimpleUploadedFile("письмо.pdf", LETTER[0])
    officer.post(at("report-on-behalf", world), {"letter_number": "№ 01-7/12", "letter": letter})
    entry = BehalfEntry.objects.get()
    seen = secretary.get(at("report-detail", world)).content.decode()
    assert "SMS enters this report on behalf of the council" in seen and at("report-take-over", world) in seen
    assert at("report-item", world, world.item.pk) not in seen
    assert "Take it over first" in write(secretary, world).content.decode()
    assert write(officer, world).status_code == 302
    write(officer, world, world.silent)
    officer.post(at("report-prepare", world))
    chair = Membership.objects.get(person__user=world.chair)
    form = officer.get(at("report-submit-paper", world)).context["form"]
    paper = {
        "signed_on": "4.4.2019", "outgoing_number": "№ 3", "signatory": chair.pk, "seen": form["seen"].value(),
    }  # fmt: skip
    unsaid = officer.post(at("report-submit-paper", world), paper | {"scan": SimpleUploadedFile("a.pdf", SCAN[0])})
    assert "or say that the paper bears none" in unsaid.content.decode()
    paper |= {"compared": "on", "scan": SimpleUploadedFile("a.pdf", SCAN[0])}
    page = officer.post(at("report-submit-paper", world), paper, follow=True).content.decode()
    edition = Edition.objects.get()
    assert "By SMS on behalf of the council, letter № 01-7/12" in page
    assert "This report was entered by SMS on behalf of the council: letter № 01-7/12" in page
    assert at("behalf-letter", world, entry.pk) in page  # beside the step; nobody enters the report any more
    assert "SMS enters this report on behalf of the council" not in page
    told = secretary.get(reverse("reports:edition-detail", args=[edition.pk])).content.decode()
    assert "This report was entered by SMS on behalf of the council: letter № 01-7/12" in told


def write(client: Client, world: World, item: Any = None) -> Any:
    told = {"status": "in_progress", "text": "С бумаги", "version": "0"}
    return client.post(at("report-item", world, (item or world.item).pk), told)


def test_one_button_takes_it_over(world: World, report: CouncilReport, entry: BehalfEntry, sms: User) -> None:
    secretary, officer = signed_in(world.secretary), signed_in(sms)
    page = secretary.post(at("report-take-over", world), follow=True).content.decode()
    assert "The council writes this report again." in page and "taken over by the council" in page.lower()
    assert at("report-item", world, world.item.pk) in page
    assert write(officer, world).status_code == 403


def test_figures_that_changed_are_compared_again(
    world: World, report: CouncilReport, entry: BehalfEntry, sms: User
) -> None:
    write_all(world, report, sms)
    chair = Membership.objects.get(person__user=world.chair)
    paper = {
        "signed_on": "4.4.2019", "outgoing_number": "№ 3", "signatory": chair.pk, "seen": "0" * 64, "compared": "on",
        "scan": SimpleUploadedFile("a.pdf", SCAN[0]),
    }  # fmt: skip
    form = signed_in(sms).post(at("report-submit-paper", world), paper).context["form"]
    assert "Compare them again" in str(form.errors["compared"])
    assert form["seen"].value() == fingerprint(statement_of(world.council, report.period.as_quarter, report))
    assert not form["compared"].value()


def test_the_letter_is_for_the_council_and_sms_alone(
    world: World, report: CouncilReport, entry: BehalfEntry, sms: User
) -> None:
    url = at("behalf-letter", world, entry.pk)
    users = (world.secretary, make_member(world.council, "youth"), sms, make_grant("administrator"), make_grant("ga"))
    answers = [signed_in(user).get(url) for user in users]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 403, 404]
    assert b"".join(answers[0].streaming_content) == LETTER[0]
    assert answers[0]["Content-Disposition"].startswith("attachment")
