"""From an empty database: eight plans and registers of 2019 in, every figure of the truth out, everywhere.

The commands are those that an operator types. What they print, the page that SMS reads and the workbook are each
compared with tests/data/truth-2019.json, council by quarter and by item.
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
from lxml import html

from tests.factories import make_grant

DATA = Path(__file__).resolve().parent / "data"
TRUTH = json.loads((DATA / "truth-2019.json").read_text(encoding="utf-8"))
QUARTERS = [f"2019-Q{n}" for n in (1, 2, 3, 4)]
NAMES = {"events": "events", "participants": "participants", "women": "women", "men": "men",
         "youth": "youth_14_28", "materials": "materials"}  # fmt: skip
pytestmark = pytest.mark.django_db


def command(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def year(tmp_path: Path) -> dict[str, dict[str, Any]]:
    """The whole year brought in by commands; what `roll_up --json` says of each quarter."""
    command("load_reference")
    order = ("--authority", "Полномочный представитель", "--order", "№ 41-р", "--on", "2018-06-15")
    for code in TRUTH["councils"]:
        command("import_plan", str(DATA / "2019" / "plans" / f"{code}.xlsx"), "--council", code, *order)
        said = command("import_events", str(DATA / "2019" / "tidy" / f"{code}.xlsx"), "--council", code, "--json")
        assert json.loads(said)["created"] == TRUTH["councils"][code]["events"], said
    return {quarter: json.loads(command("roll_up", quarter, "--json")) for quarter in QUARTERS}


def number(text: str) -> int:
    """A figure as a page shows it: thin spaces in thousands."""
    return int("".join(sign for sign in text if sign.isdigit()))


def test_every_figure_of_2019_comes_out_exactly(year: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    _roll_up_says_the_truth(year)
    _pages_say_the_truth()
    items: dict[tuple[str, str], list[int]] = {}
    for quarter in QUARTERS:
        _workbook_says_the_truth(quarter, tmp_path / f"{quarter}.xlsx", items)
    assert items == true_items()


def true_items() -> dict[tuple[str, str], list[int]]:
    """(council, item) -> events and participants of the year."""
    return {(code, item): pair for code, told in TRUTH["councils"].items() for item, pair in told["items"].items()}


def _roll_up_says_the_truth(year: dict[str, dict[str, Any]]) -> None:
    items: dict[tuple[str, str], list[int]] = {}
    for quarter, said in year.items():
        assert [council["council"] for council in said["councils"]] != [] and said["period"] == quarter
        for told in said["councils"]:
            truth = TRUTH["councils"][told["council"]]["quarters"][quarter]
            assert {name: told[name] for name in NAMES} == {name: truth[key] for name, key in NAMES.items()}
            for item in told["items"]:
                sums = items.setdefault((told["council"], item["item"]), [0, 0])
                sums[0] += item["events"]
                sums[1] += item["participants"]
    held = {key: sums for key, sums in items.items() if sums != [0, 0]}
    assert held == true_items()
    assert len(items) > len(held)  # items without events are rows too


def _pages_say_the_truth() -> None:
    client = Client(headers={"accept-language": "en"})
    user = make_grant("sms", username="reader")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for code, told in TRUTH["councils"].items():
        for quarter in QUARTERS:
            page = html.fromstring(client.get(reverse("reports:report-detail", args=[code, quarter])).content)
            tiles = {
                dt.text_content(): number(dt.getnext().text_content()) for dt in page.xpath("//*[@class='tile']/dt")
            }
            truth = told["quarters"][quarter]
            found = {name: tiles[label] for name, label in TILES.items()}
            assert found == {name: truth[name] for name in TILES}, (code, quarter)


TILES = {"events": "Events", "participants": "Participants", "women": "Women", "men": "Men",
         "materials": "Materials handed out, copies"}  # fmt: skip


def _workbook_says_the_truth(quarter: str, path: Path, items: dict[tuple[str, str], list[int]]) -> None:
    """The quarter's workbook against the truth; what its events say of each item is added to `items`."""
    command("export_workbook", quarter, "--lang", "en", "--out", str(path))
    book = openpyxl.load_workbook(path, data_only=True)
    assert "not sealed" in " ".join(str(cell.value) for row in book["Cover"].rows for cell in row).lower()
    rows = list(book["By council"].iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "No.")
    columns = {"events": "Events", "women": "women", "men": "men", "materials": "materials, copies"}
    body = [row for row in rows if isinstance(row[0], int)]
    truth = [TRUTH["councils"][code]["quarters"][quarter] for code in ORDER]
    for name, heading in columns.items():
        assert [row[head.index(heading)] for row in body] == [told[name] for told in truth], (quarter, name)
    assert [row[3] for row in body] == [told["participants"] for told in truth]
    total = next(row for row in rows if row[1] == "TOTAL")
    assert total[2] == sum(told["events"] for told in truth)  # the formula's value, kept in the file
    events = list(book["Events"].iter_rows(min_row=4, values_only=True))
    assert len([row for row in events if row[0]]) == total[2]
    assert sum(row[11] for row in events if row[0]) == total[3]
    for row in events:
        sums = items.setdefault((row[0].rsplit("-", 2)[0], row[8]), [0, 0])
        sums[0], sums[1] = sums[0] + 1, sums[1] + row[11]


ORDER = ("KG-B", "KG-J", "KG-Y", "KG-N", "KG-O", "KG-T", "KG-C", "KG-GO")  # the councils' fixed order
