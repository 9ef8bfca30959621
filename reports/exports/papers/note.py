"""The note for the Government Administration: two or three pages by measure, as a Word file to be edited.

All knowledge of python-docx. Times New Roman 14, tables and measures smaller. Headings, table heads and the language
are real ones, so that an outline, a screen reader and the spelling checker work. The same content gives the same
bytes.
"""

import zipfile
from datetime import UTC
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.exports.base import clean
from reports.exports.content import Content

from . import facts
from .facts import Told
from .measures import by_pillar

FONT = "Times New Roman"
LANGUAGES = {"ru": "ru-RU", "ky": "ky-KG", "en": "en-GB"}
BODY, SMALL, TABLE = Pt(14), Pt(11), Pt(10)
ZIPPED = (1980, 1, 1, 0, 0, 0)  # the first day that a zip knows: the moment of making is in no file


def render(content: Content) -> bytes:
    """The .docx in the content's language, which must be the active one."""
    paper = _Paper(content)
    _opening(paper, content)
    _figures(paper, content)
    _behind(paper, content)
    _measures(paper, content)
    _problems(paper, content)
    _restated(paper, content)
    paper.signed(facts.signatures(content))
    return paper.close()


def _opening(paper: "_Paper", content: Content) -> None:
    head, reported = facts.head_of(content), facts.reported(content)
    if head["demonstration"]:
        paper.line(head["demonstration"], bold=True)
    paper.title(_("Note on the fulfilment of the local action plans"), head["period"])
    paper.line(f"{head['sealed']}. {reported['words']}")
    for words in reported["missing"]:
        paper.line(_("Did not report: %(missing)s.") % {"missing": words})
    for words in reported["behalf"]:
        paper.line(_("Entered by SMS for the council: %(words)s.") % {"words": words})


def _figures(paper: "_Paper", content: Content) -> None:
    told, councils = facts.figures(content), facts.by_council(content)
    paper.heading(_("The quarter in figures"))
    paper.table(told["heads"], told["rows"], figures=1)
    paper.line(told["note"], size=TABLE)
    paper.table(councils["heads"], [*councils["rows"], councils["total"]], figures=1, size=Pt(9), total=True)


def _behind(paper: "_Paper", content: Content) -> None:
    paper.heading(_("Overdue and not fulfilled"))
    for words in facts.behind_in_brief(content) or [_("None.")]:
        paper.line(words, size=SMALL)


def _measures(paper: "_Paper", content: Content) -> None:
    paper.heading(_("By measure of the Programme"))
    for pillar in by_pillar(content, in_brief=True):
        paper.heading(pillar["name"], 2)
        for measure in pillar["measures"]:
            paper.measure(measure["name"], measure["states"], measure["text"])


def _problems(paper: "_Paper", content: Content) -> None:
    paper.heading(_("Problems and proposals"))
    rows = facts.problems(content)
    if rows:
        heads = [_("Council"), _("Item"), _("Problem"), _("Proposal"), _("Addressed to")]
        paper.table(heads, rows)
    for words in facts.below(content, "problems", rows):
        paper.line(words)


def _restated(paper: "_Paper", content: Content) -> None:
    paper.heading(_("Figures restated since"))
    for words in facts.restated(content) or [_("None.")]:
        paper.line(words)


class _Paper:
    """A Word document in the making."""

    def __init__(self, content: Content) -> None:
        self._content, self._document = content, Document()
        self._styles()
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(30), Mm(10)
        section.top_margin = section.bottom_margin = Mm(20)
        self._foot(section.footer.paragraphs[0])
        told = self._document.core_properties
        moment = content.as_of.astimezone(UTC).replace(tzinfo=None)
        told.title, told.author, told.comments = f"{facts.title(content)}. {content.period}"[:255], "", ""
        told.language, told.created, told.modified = LANGUAGES[content.language], moment, moment
        told.last_modified_by = ""

    def _styles(self) -> None:
        styles = self._document.styles
        for name in ("Normal", "Title", "Heading 1", "Heading 2"):
            style = styles[name]
            style.font.name, style.font.size, style.font.color.rgb = FONT, BODY, RGBColor(0, 0, 0)
            style.font.bold = name != "Normal"
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for where in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{where}"), None)
            for where in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(where), FONT)
            space = style.paragraph_format
            space.space_before, space.space_after = Pt(0 if name == "Normal" else 8), Pt(3)
            space.line_spacing = 1.0
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), LANGUAGES[self._content.language])

    def _foot(self, paragraph: Any) -> None:
        """Edition and code, page n of m: fields that Word counts."""
        before, between, after = facts.pages_words()
        self._run(paragraph, f"{self._content.sealed_words()} · {before}", TABLE)
        self._field(paragraph, "PAGE")
        self._run(paragraph, between, TABLE)
        self._field(paragraph, "NUMPAGES")
        self._run(paragraph, after, TABLE)

    def _field(self, paragraph: Any, code: str) -> None:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        run = paragraph.add_run("1")
        run.font.size = TABLE
        field.append(run._r)
        paragraph._p.append(field)

    @staticmethod
    def _run(paragraph: Any, words: str, size: Any = None, *, bold: bool = False) -> None:
        run = paragraph.add_run(clean(words))
        run.bold = bold or None
        if size:
            run.font.size = size

    def title(self, words: str, period: str) -> None:
        paragraph = self._document.add_paragraph(clean(words), style="Title")
        paragraph.add_run().add_break()
        paragraph.add_run(clean(period))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def heading(self, words: str, level: int = 1) -> None:
        self._document.add_heading(clean(words), level)

    def line(self, words: str, *, bold: bool = False, size: Any = None) -> None:
        self._run(self._document.add_paragraph(), words, size, bold=bold)

    def measure(self, name: str, states: str, text: str) -> None:
        """One measure in one paragraph: its name, states and figures, what was done."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        if name:
            self._run(paragraph, f"{name}. ", SMALL, bold=True)
        self._run(paragraph, f"{states} {text}".strip(), SMALL)

    def table(
        self, heads: list[str], rows: list[list[str]], *, figures: int | None = None, size: Any = TABLE,
        total: bool = False,
    ) -> None:  # fmt: skip
        """A table whose head is one and repeats; columns from the `figures`-th on keep to the right."""
        table = self._document.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
        for at, (made, row) in enumerate(zip(table.rows, [heads, *rows], strict=True)):
            bold = at == 0 or (total and at == len(rows))
            made._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            if at == 0:
                made._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            for column, (cell, words) in enumerate(zip(made.cells, row, strict=True)):
                paragraph = cell.paragraphs[0]
                self._run(paragraph, words, size, bold=bold)
                if at == 0:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                elif figures is not None and column >= figures:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._run(self._document.add_paragraph(), " ", Pt(4))

    def signed(self, told: Told) -> None:
        for row in told["rows"]:
            self.line("   ".join(row))
        self.line(f"{told['seal']}   {told['day']}")
        self.line(told["made"], size=TABLE)

    def close(self) -> bytes:
        """The file without the moment of making: python-docx zips with today's."""
        made, out = BytesIO(), BytesIO()
        self._document.save(made)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(zipfile.ZipInfo(name, ZIPPED), source.read(name), zipfile.ZIP_DEFLATED)
        return out.getvalue()
