"""Pages of instructions: GA gives one on a national report, the secretary answers with a document, GA confirms."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.quarters import Quarter
from councils import clock
from councils.models import Draft, User
from reports.models import Instruction, NationalReport, Period
from reports.services import council_reports, instructions, national_reports, periods

from .world import World, make_world, record, sealed, signed_in

LABEL = "2019-Q1"
ASKED = {"about": "KG-B", "text": "Провести занятия", "addressee": "Совет", "due_on": "1.5.2019"}


def at(name: str, *args: object) -> str:
    return reverse(f"reports:{name}", args=args)


@pytest.fixture
def national(world: World, sms: User) -> NationalReport:
    record(world, date(2019, 3, 1), 25)
    council_reports.accept(sealed(world), actor=sms)
    national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    return national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)


@pytest.fixture
def reader(national: NationalReport, ga: User) -> Client:
    return signed_in(ga)


def test_from_the_report_to_the_confirmation(reader: Client, world: World, sms: User) -> None:
    address = at("instruction-create", LABEL)
    form = reader.get(address, {"about": f"KG-B/{world.item.pk}"}).content.decode()
    assert f'value="KG-B/{world.item.pk}" selected' in form and "1.1 Беседы" in form
    wrong = reader.post(address, ASKED | {"text": "", "due_on": "1.4.2019"}).content.decode()
    assert "Instruction: write what is to be done." in wrong
    past = reader.post(address, ASKED | {"due_on": "1.4.2019"}).content.decode()
    assert "Due on: the day must not be over." in past and not Instruction.objects.exists()
    answer = reader.post(address, ASKED | {"about": f"KG-B/{world.item.pk}"})
    assert answer["Location"] == at("instruction-detail", 2019, 1)
    secretary = signed_in(world.secretary)
    page = secretary.get(at("council-instructions", "KG-B")).content.decode()
    assert "Провести занятия" in page and "item 1.1" in page
    assert "Write what came of it" in secretary.get(at("instruction-detail", 2019, 1)).content.decode()
    paper = SimpleUploadedFile("Список.pdf", b"%PDF-1.7 list")
    secretary.post(at("instruction-outcome", 2019, 1), {"outcome": "Проведено 3", "document": paper})
    page = reader.get(at("instruction-detail", 2019, 1)).content.decode()
    assert "Проведено 3" in page and "Список.pdf" in page and "Confirm: carried out" in page
    file = reader.get(at("instruction-file", 2019, 1, 2))
    assert b"".join(file.streaming_content) == b"%PDF-1.7 list"  # type: ignore[attr-defined]
    reader.post(at("instruction-confirm", 2019, 1))
    assert Instruction.objects.get().status == "confirmed"
    assert "carried out" in signed_in(sms).get(at("instruction-list")).content.decode()


def test_an_instruction_of_the_whole_report_and_one_returned(reader: Client, sms: User) -> None:
    reader.post(at("instruction-create", LABEL), ASKED | {"about": "", "addressee": "Министерство"})
    assert Instruction.objects.get().council is None
    officer = signed_in(sms)
    wrong = officer.post(
        at("instruction-outcome", 2019, 1), {"outcome": "Сделано", "document": SimpleUploadedFile("a.exe", b"MZ")}
    ).content.decode()
    assert "Document: " in wrong and Instruction.objects.get().status == "given"
    officer.post(at("instruction-outcome", 2019, 1), {"outcome": "Сделано"})
    reader.post(at("instruction-return", 2019, 1), {"reason": "Не всё"})
    assert Instruction.objects.get().status == "returned"
    assert "Reason: write why." in reader.post(at("instruction-withdraw", 2019, 1), {"reason": ""}).content.decode()
    reader.post(at("instruction-withdraw", 2019, 1), {"reason": "Отпало"})
    page = officer.get(at("instruction-detail", 2019, 1)).content.decode()
    assert "Не всё" in page and "Отпало" in page and "Withdrawn" in page and not Draft.objects.exists()


def test_only_what_the_report_tells_can_be_chosen(reader: Client) -> None:
    other = make_world("KG-O")
    for about in ("KG-O", f"KG-B/{other.item.pk}"):
        reader.post(at("instruction-create", LABEL), ASKED | {"about": about})
    assert not Instruction.objects.exists()
    assert Draft.objects.count() == 1  # what was typed stays


def test_a_stranger_learns_nothing(reader: Client, national: NationalReport, ga: User, world: World) -> None:
    given = instructions.give(
        national, text="Т", addressee="А", due_on=date(2019, 5, 1), council=world.council, actor=ga
    )
    stranger = signed_in(make_world("KG-O").secretary)
    for address in (given.get_absolute_url(), at("council-instructions", "KG-B"), at("instruction-outcome", 2019, 1)):
        assert stranger.get(address).status_code == 404
    assert "Т</p>" not in stranger.get(at("council-instructions", "KG-O")).content.decode()


def test_the_list_costs_the_same_however_long_it_is(
    reader: Client, national: NationalReport, ga: User, world: World
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert reader.get(at("instruction-list")).status_code == 200
        return len(caught)

    def give() -> None:
        given = instructions.give(
            national, text="Т", addressee="А", due_on=date(2019, 5, 1), council=world.council, actor=ga
        )
        instructions.carry_out(given, outcome="Да", actor=world.secretary)

    give()
    count()
    before = count()
    give()
    give()
    assert count() == before


def test_the_secretary_finds_it_on_the_report_and_at_the_item(reader: Client, world: World) -> None:
    with clock.at(date(2019, 7, 5)):
        period = periods.open_period(Quarter(2019, 2), actor=None)
        report = periods.open_report(world.council, period, actor=None)
        secretary = signed_in(world.secretary)
        pages = [
            report.get_absolute_url(), at("report-item", "KG-B", "2019-Q2", world.item.pk),
            at("report-item", "KG-B", "2019-Q2", world.silent.pk),
        ]  # fmt: skip
        assert not any("Провести занятия" in secretary.get(page).content.decode() for page in pages)
        reader.post(at("instruction-create", LABEL), ASKED | {"about": f"KG-B/{world.item.pk}", "due_on": "1.8.2019"})
        found = ["Провести занятия" in secretary.get(page).content.decode() for page in pages]
    assert found == [True, True, False]
