"""From an empty database: eight plans, registers of 2018 and 2019 in, every figure of the truth out, everywhere.

The commands are those that an operator types. What they print, the page that SMS reads, the workbook, the sealed
editions, note and report made of them, and the sums of a year are each compared with tests/data/truth-2018.json and
truth-2019.json, council by quarter and by item.
"""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html

from actionplans.quarters import Year
from councils.models import Council, User
from reports.documents.kinds import MADE
from reports.exports.papers.facts import COLUMNS
from reports.models import CouncilReport, Edition, ItemEntry, Period
from reports.services import council_reports, national_reports, signing
from reports.statement import items_told
from reports.workbooks import content_of
from reports.years import council_parts, council_year, national_parts, year_statement
from tests.factories import make_grant, make_member
from tests.reports import papers

DATA = Path(__file__).resolve().parent / "data"
TRUTHS = {year: json.loads((DATA / f"truth-{year}.json").read_text(encoding="utf-8")) for year in (2018, 2019)}
CODES = list(TRUTHS[2019]["councils"])
QUARTERS = ["2018-Q2", "2018-Q3", "2018-Q4", *(f"2019-Q{n}" for n in (1, 2, 3, 4))]
NAMES = {"events": "events", "participants": "participants", "women": "women", "men": "men",
         "youth": "youth_14_28", "materials": "materials"}  # fmt: skip
Items = dict[tuple[int, str, str], list[int]]
pytestmark = pytest.mark.django_db


def command(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def truth_of(code: str, quarter: str) -> dict[str, int]:
    return TRUTHS[int(quarter[:4])]["councils"][code]["quarters"][quarter]


@pytest.fixture
def years(tmp_path: Path) -> dict[str, dict[str, Any]]:
    """Both years brought in by commands; what `roll_up --json` says of each quarter."""
    command("load_reference")
    order = ("--authority", "Полномочный представитель", "--order", "№ 41-р", "--on", "2018-06-15")
    for code in CODES:
        command("import_plan", str(DATA / "2019" / "plans" / f"{code}.xlsx"), "--council", code, *order)
        for year, truth in TRUTHS.items():
            register = DATA / str(year) / "tidy" / f"{code}.xlsx"
            said = command("import_events", str(register), "--council", code, "--json")
            assert json.loads(said)["created"] == truth["councils"][code]["events"], said
    return {quarter: json.loads(command("roll_up", quarter, "--json")) for quarter in QUARTERS}


def number(text: str) -> int:
    """A figure as a page shows it: thin spaces in thousands."""
    return int("".join(sign for sign in text if sign.isdigit()))


def test_every_figure_of_2018_and_2019_comes_out_exactly(years: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    _roll_up_says_the_truth(years)
    _pages_say_the_truth()
    items: Items = {}
    for quarter in QUARTERS:
        _workbook_says_the_truth(quarter, tmp_path / f"{quarter}.xlsx", items)
    assert items == true_items()
    sms = User.objects.get(username="reader")
    for quarter in QUARTERS:
        _seal(quarter, sms)
    _editions_say_the_truth()
    _papers_say_the_truth()
    _years_are_the_sums(sms)


def true_items() -> Items:
    """(year, council, item) -> events and participants of the year."""
    return {
        (year, code, item): pair
        for year, truth in TRUTHS.items()
        for code, told in truth["councils"].items()
        for item, pair in told["items"].items()
    }


def _roll_up_says_the_truth(years: dict[str, dict[str, Any]]) -> None:
    items: Items = {}
    for quarter, said in years.items():
        assert [council["council"] for council in said["councils"]] != [] and said["period"] == quarter
        for told in said["councils"]:
            truth = truth_of(told["council"], quarter)
            assert {name: told[name] for name in NAMES} == {name: truth[key] for name, key in NAMES.items()}
            for item in told["items"]:
                sums = items.setdefault((int(quarter[:4]), told["council"], item["item"]), [0, 0])
                sums[0] += item["events"]
                sums[1] += item["participants"]
    held = {key: sums for key, sums in items.items() if sums != [0, 0]}
    assert held == true_items()
    assert len(items) > len(held)  # items without events are rows too


def _pages_say_the_truth() -> None:
    client = Client(headers={"accept-language": "en"})
    user = make_grant("sms", username="reader")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for code in CODES:
        for quarter in QUARTERS:
            page = html.fromstring(client.get(reverse("reports:report-detail", args=[code, quarter])).content)
            tiles = {dt.text_content(): dt.getnext().text_content() for dt in page.xpath("//*[@class='tile']/dt")}
            truth = truth_of(code, quarter)
            found = {name: number(tiles[label]) for name, label in TILES.items()}
            assert found == {name: truth[name] for name in TILES}, (code, quarter)


TILES = {"events": "Events", "participants": "Participants", "women": "Women", "men": "Men",
         "materials": "Materials handed out, copies"}  # fmt: skip


def _workbook_says_the_truth(quarter: str, path: Path, items: Items) -> None:
    """The quarter's workbook against the truth; what its events say of each item is added to `items`."""
    command("export_workbook", quarter, "--lang", "en", "--out", str(path))
    book = openpyxl.load_workbook(path, data_only=True)
    assert "not sealed" in " ".join(str(cell.value) for row in book["Cover"].rows for cell in row).lower()
    rows = list(book["By council"].iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "No.")
    columns = {"events": "Events", "women": "women", "men": "men", "materials": "materials, copies"}
    body = [row for row in rows if isinstance(row[0], int)]
    truth = [truth_of(code, quarter) for code in ORDER]
    for name, heading in columns.items():
        assert [row[head.index(heading)] for row in body] == [told[name] for told in truth], (quarter, name)
    assert [row[3] for row in body] == [told["participants"] for told in truth]
    total = next(row for row in rows if row[1] == "TOTAL")
    assert total[2] == sum(told["events"] for told in truth)  # the formula's value, kept in the file
    events = list(book["Events"].iter_rows(min_row=4, values_only=True))
    assert len([row for row in events if row[0]]) == total[2]
    assert sum(row[11] for row in events if row[0]) == total[3]
    check = [row for row in book["Check"].iter_rows(min_row=5, values_only=True) if row[1]]
    assert {row[5] for row in check} == {"agrees"} and len(check) == 15 * (len(ORDER) + 1)
    for row in events:
        sums = items.setdefault((int(quarter[:4]), row[0].rsplit("-", 2)[0], row[8]), [0, 0])
        sums[0], sums[1] = sums[0] + 1, sums[1] + row[11]


ORDER = ("KG-B", "KG-J", "KG-Y", "KG-N", "KG-O", "KG-T", "KG-C", "KG-GO")  # the councils' fixed order


def _seal(quarter: str, sms: User) -> None:
    """Every council's report signed and accepted, the nation consolidated: through the services."""
    for code in CODES:
        council = Council.objects.get(code=code)
        report = CouncilReport.objects.get(council=council, period__in=_periods(quarter))
        people = User.objects.filter(username__startswith=f"{code}-")
        if not people.exists():
            for seat in ("secretary", "chair"):
                make_member(council, seat, f"{code}-{seat}")
        secretary, chair = (User.objects.get(username=f"{code}-{seat}") for seat in ("secretary", "chair"))
        ItemEntry.objects.bulk_create(
            ItemEntry(report=report, item_id=item["id"], status="ongoing", text="Ведётся", written_by=secretary)
            for item in items_told(report)
        )
        report = council_reports.prepare(report, actor=secretary)
        signing.sign(report, actor=chair)
        council_reports.accept(CouncilReport.objects.get(pk=report.pk), actor=sms)
    national_reports.consolidate(_periods(quarter).get(), missing={}, actor=sms)


def _periods(quarter: str) -> Any:
    return Period.objects.filter(year=int(quarter[:4]), quarter=int(quarter[-1]))


def _editions_say_the_truth() -> None:
    """What is sealed, read as JSON: figures, items and frozen events; the nation is the sum of the councils."""
    items: Items = {}
    for edition in Edition.objects.order_by("pk").select_related("report__council"):
        told = json.loads(edition.payload)
        quarter = told["period"]["label"]
        if edition.report is None:
            for name, key in NAMES.items():
                assert told["figures"][name] == sum(truth_of(code, quarter)[key] for code in CODES), (quarter, name)
            continue
        code, year = told["council"]["code"], told["period"]["year"]
        truth = truth_of(code, quarter)
        assert {name: told["figures"][name] for name in NAMES} == {name: truth[key] for name, key in NAMES.items()}
        assert len(told["events"]) == truth["events"]
        assert (told["year_before"] is None) == (quarter in ("2018-Q2", "2018-Q3", "2018-Q4", "2019-Q1"))
        for event in told["events"]:
            sums = items.setdefault((year, code, event["item"]), [0, 0])
            sums[0], sums[1] = sums[0] + 1, sums[1] + (event["participants"] or 0)
    assert items == true_items() and Edition.objects.count() == len(QUARTERS) * (len(CODES) + 1)


def _papers_say_the_truth() -> None:
    """The note (.docx) and the report (PDF) made of each quarter's national edition, council by council."""
    for edition in Edition.objects.filter(national__isnull=False):
        told = json.loads(edition.payload)
        with translation.override("ru"):
            content = content_of(edition, "ru")
            texts = (papers.docx_text(MADE["note"].make(content)), papers.pdf_text(MADE["report"].make(content)))
        for council in told["councils"]:
            truth = truth_of(council["code"], told["period"]["label"])
            figures = {name: truth[key] for name, key in NAMES.items()}
            figures["sex_not_recorded"] = truth["participants"] - truth["women"] - truth["men"]
            figures["audience"] = council["figures"]["audience"]
            line = papers.row(council["region"]["ru"], figures, COLUMNS)
            assert all(line in text for text in texts), (told["period"]["label"], line)


def _years_are_the_sums(sms: User) -> None:
    """A year is the sum of its quarters' editions, for the nation and for each council."""
    for year, truth in TRUTHS.items():
        told = year_statement(Year(year), national_parts(Year(year), sms))
        assert (told["figures"]["events"], told["figures"]["participants"]) == (truth["events"], truth["participants"])
        for council in told["councils"]:
            expected = truth["councils"][council["code"]]
            found = council["figures"]["events"], council["figures"]["participants"]
            assert found == (expected["events"], expected["participants"]), (year, council["code"])
        page = Client(headers={"accept-language": "en"})
        page.force_login(sms, backend="allauth.account.auth_backends.AuthenticationBackend")
        shown = html.fromstring(page.get(reverse("reports:national-year", args=[str(year)])).content)
        tiles = {dt.text_content(): number(dt.getnext().text_content()) for dt in shown.xpath("//*[@class='tile']/dt")}
        assert (tiles["Events"], tiles["Participants"]) == (truth["events"], truth["participants"])
    council = Council.objects.get(code="KG-B")
    told = council_year(council, Year(2019), council_parts(council, Year(2019), sms, live=True))
    items = {item["number"]: [item["figures"]["events"], item["figures"]["participants"]] for item in told["items"]}
    held = {number: pair for number, pair in items.items() if pair != [0, 0]}
    assert held == TRUTHS[2019]["councils"]["KG-B"]["items"]
