"""One national edition opened as workbook, note, report, JSON and page: every figure of every council is the same."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from councils.models import User
from reports.documents.kinds import MADE
from reports.exports.papers.facts import COLUMNS
from reports.models import Edition
from reports.services import council_reports, entries, national_reports
from reports.workbooks import content_of

from . import books, papers
from .world import Q1, World, make_world, open_report, record, sealed, signed_in

# The workbook's headings of the same columns; events stand apart there.
HEADINGS = {
    "events": "Events", "participants": "participants (persons may repeat)", "women": "women", "men": "men",
    "sex_not_recorded": "sex not recorded", "youth": "young people", "audience": "media audience (estimate)",
    "materials": "materials, copies",
}  # fmt: skip


@pytest.fixture
def national(world: World, sms: User) -> Edition:
    """Batken with three events, Osh with one of more than a thousand, Talas with none."""
    record(world, date(2019, 2, 3), 25, women=10, men=12, age_14_28=20, materials=30)
    record(world, date(2019, 3, 1), None, audience=4000, form="broadcast", district=None)
    record(world, date(2019, 3, 2), 4)
    osh, talas = make_world("KG-O"), make_world("KG-T")
    record(osh, date(2019, 3, 2), 1234, women=1000, materials=12345)
    entries.confirm_no_events(open_report(talas), confirmed=True, actor=talas.secretary)
    for each in (world, osh, talas):
        council_reports.accept(sealed(each), actor=sms)
    return national_reports.consolidate(open_report(world).period, missing={}, actor=sms)


def made(edition: Edition, kind: str) -> bytes:
    with translation.override("en"):
        return MADE[kind].make(content_of(edition, "en"))


def test_every_figure_of_every_council_is_the_same_everywhere(national: Edition, sms: User) -> None:
    told = json.loads(national.payload)
    expected = {council["region"]["en"]: council["figures"] for council in told["councils"]}
    assert len(expected) == 3 and expected["Osh oblast"]["materials"] == 12345

    page = signed_in(sms).get(reverse("reports:national-detail", args=[Q1.label])).content.decode()
    page = papers.one_space(unescape(re.sub(r"<[^>]+>", " ", page)))
    texts = {"page": page, "note": papers.docx_text(made(national, "note"))}
    texts["report"] = papers.pdf_text(made(national, "report"))
    for where, text in texts.items():
        for region, figures in expected.items():
            assert papers.row(region, figures, COLUMNS) in text, (where, region)
        total = papers.row("", told["figures"], COLUMNS)
        assert re.search(rf"(?i)\btotal{total}", text), where
    for kind in ("working", "ga"):
        rows = books.table(books.read(made(national, kind))[books.COUNCILS], "No.")
        found = {row["Council"]: {name: row[HEADINGS[name]] for name in COLUMNS} for row in rows}
        for region, figures in [*expected.items(), ("TOTAL", told["figures"])]:
            assert found[region] == {name: figures[name] for name in COLUMNS}, (kind, region)
