"""The note, the letter and the report: what they say, that text stays text, the same bytes; drafts say so."""

import time
from dataclasses import replace
from datetime import date
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from docx.oxml.ns import qn

from councils import jobs
from councils.models import Job, User
from reports import bodies
from reports.documents.kinds import MADE
from reports.exports.content import Content
from reports.exports.papers import letter, measures, note, report
from reports.models import Edition
from reports.services import council_reports, entries, national_reports
from reports.workbooks import content_of, working_content

from . import books, papers
from .older import as_in_format
from .world import Q1, World, make_world, open_report, record, sealed, signed_in

HOSTILE = "Ход #let x = 1 $x^2$ \\ @здесь <метка> *жирно* _курсив_ #panic() `код` // ңөү"


@pytest.fixture
def edition(world: World, sms: User) -> Edition:
    """Batken's, accepted: 3 events."""
    record(world, date(2019, 2, 3), 25, women=10, men=12, age_14_28=20, materials=1030)
    record(world, date(2019, 3, 1), None, audience=4000, form="broadcast", district=None)
    record(world, date(2019, 3, 2), 4, place="дом № 3")
    council_reports.accept(sealed(world), actor=sms)
    return Edition.objects.get()


@pytest.fixture
def national(edition: Edition, world: World, sms: User) -> Edition:
    """Osh has no events, Talas is missing."""
    osh, talas = make_world("KG-O"), make_world("KG-T")
    entries.confirm_no_events(open_report(osh), confirmed=True, actor=osh.secretary)
    council_reports.accept(sealed(osh), actor=sms)
    period = open_report(talas).period
    return national_reports.consolidate(period, missing={"KG-T": "no secretary"}, actor=sms)


def content(edition: Edition, language: str = "en") -> Content:
    return content_of(edition, language)


def made(paper: Any, told: Content) -> bytes:
    with translation.override(told.language):
        return paper.render(told)


def text_of(paper: Any, told: Content) -> str:
    data = made(paper, told)
    return papers.docx_text(data) if paper is note else papers.pdf_text(data)


@pytest.mark.parametrize("paper", [note, report])
def test_the_national_papers_say_who_reported_and_the_figures(national: Edition, paper: Any) -> None:
    told = text_of(paper, content(national))
    assert "2 of 3 councils reported" in told
    assert "Coordination Council of Talas oblast: no secretary" in told
    assert "Quarter I 2019" in told
    assert "Events 3 no data" in told and "Media audience, estimate 4000 no data" in told
    assert "1.1" in told and "None." in told


def test_the_letter_names_sender_addressee_edition_and_figures(national: Edition) -> None:
    told = text_of(letter, content(national, "ru"))
    assert told.startswith("Государственная служба миграции при Правительстве Кыргызской Республики")
    assert "В Аппарат Правительства Кыргызской Республики" in told
    assert national.short_code in told and "1030" in told
    own = text_of(letter, content(Edition.objects.get(report__council__code="KG-B"), "ky"))
    assert "Кыргыз Республикасынын Өкмөтүнө караштуу Мамлекеттик миграция кызматына" in own


def test_a_councils_report_has_its_items_in_the_usual_columns(edition: Edition) -> None:
    told = text_of(report, content(edition))
    assert "1.1 Беседы" in told and "Ход: 1.1" in told
    assert "quarter 3, year 3, target 4, 75 %" in told
    assert "Kg-b-chair" in told and edition.short_code in told


@pytest.mark.parametrize("paper", [note, letter, report])
def test_what_persons_typed_stays_text(national: Edition, paper: Any) -> None:
    told = content(national, "ky")
    first = told.councils[0]
    items = [item | {"text": HOSTILE, "status": "overdue", "responsible": HOSTILE} for item in first["items"]]
    told = replace(told, councils=({**first, "items": items}, *told.councils[1:]))
    told.statement["missing"][0]["reason"] = HOSTILE
    assert papers.one_space(HOSTILE) in text_of(paper, told)


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_names_are_in_the_papers_language(national: Edition, language: str) -> None:
    for paper in (note, report):
        assert books.NAMES[language] in text_of(paper, content(national, language))


@pytest.mark.parametrize("paper", [note, letter, report])
def test_one_edition_and_language_give_the_same_bytes(national: Edition, paper: Any) -> None:
    first = made(paper, content(national, "ky"))
    time.sleep(1.1)  # a file that kept the moment of making would show it
    assert made(paper, content(national, "ky")) == first
    assert made(paper, content(national, "ru")) != first


@pytest.mark.parametrize("paper", [letter, report, note])
def test_an_edition_sealed_between_two_seconds_is_made_too(national: Edition, paper: Any) -> None:
    told = content(national)
    assert made(paper, replace(told, as_of=told.as_of.replace(microsecond=123456)))


@pytest.mark.parametrize("paper", [note, report])
def test_what_an_older_edition_does_not_tell_is_not_called_none(national: Edition, paper: Any) -> None:
    told = content(national)
    old, new = (as_in_format(3, told.councils[0]), told.councils[1])
    of_nation = {name: value for name, value in told.statement.items() if name != "restated"}
    text = text_of(paper, replace(told, statement=of_nation, councils=(old, new)))
    assert "Their editions do not tell it: Batken oblast." in papers.one_space(text)
    assert "does not tell which earlier quarters were restated" in papers.one_space(text)
    if paper is report:
        own = papers.one_space(text_of(paper, replace(told, statement=old, councils=(old,))))
        assert own.count("This edition does not tell it.") == 3  # problems, answers, meetings


def test_sms_text_on_a_measure_stands_before_the_councils(national: Edition) -> None:
    told = content(national)
    told.councils[0]["items"][0]["measure"] = {"code": "1.1", "names": books.NAMES, "pillar": "prevention"}
    assert measures.by_pillar(told, in_brief=True)[0]["measures"][0]["text"] == "Batken oblast: Ход: 1.1."
    told.statement["narrative"] = [{"measure": {"code": "1.1"}, "text": "Слово ГСМ"}]
    measure = measures.by_pillar(told)[0]["measures"][0]
    assert measure["text"] == "Слово ГСМ"
    assert measure["states"] == "Plan items 1: in progress 1. Events 3, participants 29."


def test_the_note_can_be_edited_read_aloud_and_printed(national: Edition) -> None:
    document = papers.docx_of(made(note, content(national, "ky")))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Normal"} <= styles
    normal = document.styles["Normal"].font
    assert (normal.name, normal.size.pt) == ("Times New Roman", 14)
    assert [each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))] == ["ky-KG"]
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    foot = document.sections[0].footer.paragraphs[0]
    assert national.short_code in foot.text
    fields = [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_a_pdf_is_made_to_be_kept_and_read_aloud(edition: Edition) -> None:
    from io import BytesIO

    reader = pypdf.PdfReader(BytesIO(made(report, content(edition, "ky"))))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "ky" and root["/MarkInfo"]["/Marked"]
    assert b"pdfaid:part>2" in root["/Metadata"].get_object().get_data()


def test_a_draft_says_so_on_every_page_and_a_sealed_one_does_not(world: World, edition: Edition) -> None:
    assert "DRAFT" not in text_of(report, content(edition))
    told = working_content(Q1.next(), world.council, "en")
    for paper in (letter, report):
        assert "DRAFT, not sealed" in text_of(paper, told)


def test_drafts_are_for_those_who_read_live(world: World, sms: User, ga: User) -> None:
    open_report(world)
    url = reverse("reports:report-workbook", args=["KG-B", Q1.label])
    stranger = make_world("KG-O").secretary

    def asks(user: User, kind: str) -> int:
        client: Client = signed_in(user)
        return client.post(url, {"kind": kind, "language": "ky"}).status_code

    assert [asks(world.secretary, kind) for kind in ("council", "letter", "report", "note")] == [302, 302, 302, 403]
    assert [asks(user, "report") for user in (sms, ga, stranger)] == [302, 404, 404]
    job = Job.objects.get(key__contains="/letter/")
    assert jobs.run(job.pk)
    job.refresh_from_db()
    response = signed_in(world.secretary).get(job.result["url"])
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="tipcc-2019-Q1-KG-B-working-letter-ky.pdf"'


def test_bodies_are_called_as_on_the_day() -> None:
    assert bodies.body_on("sms", date(2020, 1, 1)).name["en"].startswith("State Migration Service")
    assert bodies.body_on("sms", date(2021, 11, 6)).name["en"].startswith("Ministry of Labour")
    days = [date(2018, 1, 1), date(2021, 11, 5), date(2021, 11, 6), date(2030, 1, 1)]
    for key in ("sms", "ga"):
        assert all(bodies.body_on(key, day).head["ky"] for day in days)
    with pytest.raises(LookupError):
        bodies.body_on("x", days[0])


def test_every_kind_of_file_is_made(national: Edition, edition: Edition) -> None:
    assert set(MADE) >= {"working", "ga", "council", "note", "letter", "report"}
    for kind, begins in (("note", b"PK"), ("letter", b"%PDF"), ("report", b"%PDF"), ("ga", b"PK")):
        with translation.override("ru"):
            assert MADE[kind].make(content(national, "ru")).startswith(begins)
