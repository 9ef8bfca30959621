"""SMS's own form: handed in, looked at, filled in from editions; text stays text, sums follow the rows."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl.chart import BarChart
from openpyxl.styles import Font

from councils import jobs
from councils.models import AuditEntry, Job, User
from councils.states import NotAllowed, Refused
from reports import proof
from reports.documents import keeping, own_forms, work
from reports.documents.asking import ask_for_edition
from reports.exports.own_form import vocabulary
from reports.exports.own_form.filling import _moved, _reference
from reports.models import Edition, EditionFile, OwnForm
from reports.services import council_reports, entries, national_reports
from reports.services.own_forms import take_form
from reports.workbooks import content_of

from .world import World, make_world, open_report, record, sealed, signed_in

CREATE = reverse("reports:own-form-create")
FORMULA_LIKE = (
    "=1+1",
    "+7 (312) 1",
    "-5",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "{{figures.events}}",
    "{{each.items.text}}",
)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def national(world: World, sms: User) -> Edition:
    """Batken with events, Osh without any, Talas missing."""
    record(world, date(2019, 2, 3), 25, women=10, men=12, materials=30)
    record(world, date(2019, 3, 2), 4)
    council_reports.accept(sealed(world), actor=sms)
    osh, talas = make_world("KG-O"), make_world("KG-T")
    entries.confirm_no_events(open_report(osh), confirmed=True, actor=osh.secretary)
    council_reports.accept(sealed(osh), actor=sms)
    period = open_report(talas).period
    return national_reports.consolidate(period, missing={"KG-T": "no secretary"}, actor=sms)


def form(cells: dict[str, Any], change: Any = None) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for where, value in cells.items():
        sheet[where] = value
    if change:
        change(sheet)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def filled(content: bytes, edition: Edition, language: str = "en") -> Any:
    with translation.override(language):
        data = own_forms.fill(content, content_of(edition, language))
    return openpyxl.load_workbook(BytesIO(data)).active


def test_marks_become_numbers_days_and_texts(national: Edition) -> None:
    sheet = filled(
        form({
            "A1": "{{period}}", "A2": "{{edition.code}}", "A3": "{{councils.KG-B.participants}}",
            "A4": "{{figures.events}}", "A5": "{{councils.KG-B.items.1.2.status}}", "A6": "{{edition.sealed_on}}",
            "A7": "Всего {{figures.events}} и {{ figures.participants }}", "A8": "{{councils.KG-O.events}}",
            "A9": "{{councils.KG-T.participants}}", "A10": "{{councils.KG-B.items.9.9.status}}",
            "A11": "{{figures.under_18}}", "A12": "{{councils.KG-B.items.1.1.indicators.1.target}}",
            "A13": "{{councils.KG-B.year_before.events}}", "B1": "no mark", "B2": "=A4*2",
        }),
        national,
    )  # fmt: skip
    values = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}
    assert values["A1"] == "Quarter I 2019" and values["A2"] == national.short_code
    assert (values["A3"], values["A4"], values["A8"], values["A12"]) == (29, 2, 0, 4)
    assert values["A5"] == "in progress" and values["A6"] == datetime(2019, 4, 5)
    assert values["A7"] == "Всего 2 и 29"
    assert (values["A9"], values["A10"], values["A11"], values["A13"]) == ("no report", "—", "n/r", "no data")
    assert (values["B1"], values["B2"]) == ("no mark", "=A4*2")


def test_a_row_is_repeated_for_each_council_and_what_is_below_follows(national: Edition) -> None:
    def change(sheet: Any) -> None:
        sheet["A2"].font = Font(bold=True)
        sheet.merge_cells("A4:C4")
        sheet.row_dimensions[4].height = 40
        sheet.print_area = "A1:C4"
        sheet.print_title_rows = "1:1"

    content = form(
        {
            "A1": "Совет", "A2": "{{each.councils.region}}", "B2": "{{each.councils.participants}}", "C2": "=B2*2",
            "A3": "ИТОГО", "B3": "=SUM(B2:B2)", "A4": "Подпись", "D1": "=B3",
        },
        change,
    )  # fmt: skip
    sheet = filled(content, national)
    told = [[cell.value for cell in row[:3]] for row in sheet.iter_rows()]
    assert told == [
        ["Совет", None, None], ["Batken oblast", 29, "=B2*2"], ["Osh oblast", 0, "=B3*2"],
        ["ИТОГО", "=SUM(B2:B3)", None], ["Подпись", None, None],
    ]  # fmt: skip
    assert sheet["D1"].value == "=B4" and sheet["A3"].font.bold
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A5:C5"]
    assert sheet.row_dimensions[5].height == 40 and sheet.print_area == "'Sheet'!$A$1:$C$5"
    assert sheet.print_title_rows == "$1:$1"


def test_items_repeat_with_their_council(national: Edition) -> None:
    cells = {"A1": "{{each.items.council}}", "B1": "{{each.items.number}}", "C1": "{{each.items.text}}", "A2": "x"}
    told = [[cell.value for cell in row] for row in filled(form(cells), national).iter_rows()]
    assert told == [
        ["Batken oblast", "1.1", "Ход: 1.1"], ["Batken oblast", "1.2", "Ход: 1.2"], ["Osh oblast", "1.1", "Ход: 1.1"],
        ["Osh oblast", "1.2", "Ход: 1.2"], ["x", None, None],
    ]  # fmt: skip
    empty = filled(form({"A1": "{{each.problems.problem}}", "A2": "below"}), national)
    assert [empty["A1"].value, empty["A2"].value] == [None, "below"]


@pytest.mark.parametrize("text", FORMULA_LIKE)
def test_what_persons_typed_stays_text(national: Edition, text: str) -> None:
    content = content_of(national, "en")
    content.councils[0]["items"][0]["text"] = text
    book = form({"A1": "{{councils.KG-B.items.1.1.text}}", "A2": "{{each.items.text}}"})
    sheet = openpyxl.load_workbook(BytesIO(own_forms.fill(book, content))).active
    assert [(sheet[where].value, sheet[where].data_type) for where in ("A1", "A2")] == [(text, "s")] * 2


def decision_row(edition: Edition) -> dict[str, Any]:
    """Of a decision as an edition tells it; the national one tells none."""
    content = content_of(edition, "en")
    content.councils[0]["decisions"] = [{
        "number": "1/1", "held_on": "2019-02-14", "text": "Д", "responsible": "А", "due_on": None, "state": "open",
        "overdue": False, "done_on": None, "outcome": "",
    }]  # fmt: skip
    row: dict[str, Any] = vocabulary.values_of(content)["each"]["decisions"][0]
    assert row["state"] and row["held_on"] == {"day": "2019-02-14"}
    return row


def test_every_mark_that_is_listed_has_a_value(national: Edition) -> None:
    own = Edition.objects.get(report__council__code="KG-B")
    for edition in (national, own):
        told = vocabulary.values_of(content_of(edition, "en"))
        told["each"]["problems"] = [dict.fromkeys(("council", "item", "problem", "proposal", "addressee"), "")]
        told["each"]["decisions"] = told["each"]["decisions"] or [decision_row(edition)]
        for _heading, group in vocabulary.shapes(edition == national):
            for shape in group:
                path = shape.path.replace("items.1.2.", "items.1.1.")
                if path.startswith("each."):
                    _each, name, rest = path.split(".", 2)
                    assert rest in told["each"][name][0], path
                else:
                    assert path in told["plain"], path
                assert vocabulary.is_known(shape.path, edition == national, {"KG-B"}), path


@pytest.mark.parametrize(
    ("path", "national", "known"),
    [
        ("councils.KG-GO.items.12.4.1.status", True, True),
        ("councils.KG-O.items.1.1.indicators.7.quarter", True, True),
        ("councils.KG-GB.participants", True, False),
        ("councils.KG-O.secret", True, False),
        ("items.3.status", False, True),
        ("items.3.status", True, False),
        ("each.councils.participants", False, False),
        ("each.nothing.x", True, False),
        ("", True, False),
    ],
)
def test_a_mark_is_known_by_its_shape(path: str, national: bool, known: bool) -> None:
    assert vocabulary.is_known(path, national, {"KG-GO", "KG-O"}) is known


def test_references_follow_the_rows() -> None:
    assert _reference("B2", 2, 3) == "B2" and _reference("$B$3", 2, 3) == "$B$6"
    assert _reference("B2:B2", 2, 3) == "B2:B5" and _reference("A1:C9", 2, 3) == "A1:C12"
    assert _reference("B:B", 2, 3) == "B:B"
    assert _moved("=SUM(B2:D2)/E$9", 2, 1) == "=SUM(B3:D3)/E$9" and _moved("text", 2, 1) == "text"


def posted(user: User, content: bytes, scope: str = "national", name: str = "Форма № 3") -> Any:
    file = SimpleUploadedFile("форма.xlsx", content)
    return signed_in(user).post(CREATE, {"scope": scope, "name": name, "file": file}, follow=True)


def test_sms_hands_in_a_form_and_the_next_one_supersedes_it(world: World, sms: User) -> None:
    assert "version 1, in force from now on" in posted(sms, form({"A1": "{{period}}"})).content.decode()
    posted(sms, form({"A1": "{{period}} {{figures.events}}"}), name="Форма № 4")
    posted(sms, form({"A1": "{{items.1.1.status}}"}), scope="council")
    assert [(each.scope, each.number, each.marks) for each in OwnForm.objects.order_by("pk")] == [
        ("national", 1, 1), ("national", 2, 2), ("council", 1, 1),
    ]  # fmt: skip
    page = signed_in(sms).get(reverse("reports:own-form-list")).content.decode()
    assert page.count("in force") == 2 and "superseded" in page and "Форма № 4" in page
    assert AuditEntry.objects.filter(action="own_form.taken").count() == 3
    download = signed_in(sms).get(reverse("reports:own-form-file", args=[OwnForm.objects.first().pk]))
    assert b"".join(download.streaming_content).startswith(b"PK")


def test_unknown_marks_are_named_by_their_cells_and_nothing_is_kept(world: World, sms: User) -> None:
    page = posted(sms, form({"A1": "{{period}}", "C7": "{{figures.victims}}"})).content.decode()
    assert "cell C7: there is no mark {{figures.victims}}" in page and "Форма № 3" in page
    mixed = form({"A1": "{{each.councils.name}} {{each.items.number}}"})
    assert "row 1: marks of two lists" in posted(sms, mixed).content.decode()
    assert "holds no mark" in posted(sms, form({"A1": "Отчёт"})).content.decode()
    assert "none of the kinds" in posted(sms, b"not a workbook").content.decode()
    assert not OwnForm.objects.exists()


def test_a_form_with_a_chart_says_that_it_is_lost(world: World, sms: User) -> None:
    posted(sms, form({"A1": "{{figures.events}}"}, lambda sheet: sheet.add_chart(BarChart(), "C3")))
    assert OwnForm.objects.get().lost == "charts drawings"
    assert "no charts, drawings or pictures" in signed_in(sms).get(reverse("reports:own-form-list")).content.decode()


def test_only_sms_hands_one_in(world: World, ga: User) -> None:
    assert [signed_in(user).get(CREATE).status_code for user in (ga, world.secretary)] == [403, 403]
    with pytest.raises(NotAllowed):
        take_form("national", "x", b"", "x.xlsx", marks=1, lost="", actor=world.secretary)


def test_an_edition_gives_the_form_filled_in_and_keeps_it(national: Edition, sms: User, ga: User) -> None:
    address = reverse("reports:edition-workbook", args=[national.pk])
    ask = {"kind": "form", "language": "ru"}
    assert signed_in(sms).post(address, ask).status_code == 403  # there is none yet
    posted(sms, form({"A1": "{{councils.KG-B.participants}}"}))
    names = []
    for _version in range(2):
        signed_in(sms).post(address, ask)
        job = Job.objects.latest("pk")
        assert jobs.run(job.pk)
        job.refresh_from_db()
        assert job.error == ""
        response = signed_in(sms).get(job.result["url"])
        assert openpyxl.load_workbook(BytesIO(response.content)).active["A1"].value == 29
        names.append(EditionFile.objects.latest("pk").name)
        assert signed_in(sms).post(address, ask)["Location"] == job.result["url"]
        posted(sms, form({"A1": "{{councils.KG-B.participants}}", "A2": "next"}))
    assert names == [f"tipcc-2019-Q1-national-edition-1-form-{number}-ru.xlsx" for number in (1, 2)]
    first, _second = EditionFile.objects.filter(kind="form").order_by("pk")
    assert list(proof.prove(national)) == []
    Path(first.file.path).write_bytes(b"other")  # of a superseded version: a link to it is served still
    assert [fault.what for fault in proof.prove(national)] == [f"the file {names[0]} is not as it was kept"]
    national_reports.submit_to_ga(national.national, actor=sms)
    assert signed_in(ga).post(address, ask).status_code == 403


def test_a_file_is_of_the_version_under_which_it_is_kept(
    national: Edition, sms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next version is handed in while the file is made."""

    def next_version(mark: str) -> None:
        take_form("national", "x", form({"A1": mark}), "x.xlsx", marks=1, lost="", actor=sms)

    def meanwhile(edition: Edition, language: str, **options: Any) -> Any:
        next_version("{{figures.events}}")
        return content_of(edition, language, **options)

    next_version("{{edition.code}}")
    ask_for_edition(national, "form", "ru", actor=sms)
    monkeypatch.setattr(work, "content_of", meanwhile)
    assert jobs.run(Job.objects.latest("pk").pk)
    kept = EditionFile.objects.get()
    assert kept.form == OwnForm.objects.get(number=1)
    assert openpyxl.load_workbook(BytesIO(keeping.bytes_of(kept))).active["A1"].value == national.short_code


def test_a_trap_is_refused(sms: User) -> None:
    with pytest.raises(Refused):
        own_forms.looked_at(b"PK\x03\x04 broken", "national")
