"""Papers read back: the text of a PDF and of a .docx, with one kind of space."""

import re
from io import BytesIO

import pypdf
from docx import Document
from docx.document import Document as DocxDocument

from councils.numbers import figure_words


def one_space(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u202f", ""))


def pdf_text(data: bytes) -> str:
    return one_space("\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages))


def docx_of(data: bytes) -> DocxDocument:
    return Document(BytesIO(data))


def docx_text(data: bytes) -> str:
    """Paragraphs and tables in their order, a table row by row."""
    lines = []
    for part in docx_of(data).iter_inner_content():
        if hasattr(part, "rows"):
            lines += [" ".join(cell.text for cell in row.cells) for row in part.rows]
        else:
            lines.append(part.text)
    return one_space("\n".join(lines))


def row(name: str, figures: dict[str, int], columns: tuple[str, ...]) -> str:
    """A council's line as every paper has it."""
    return one_space(" ".join([name, *(figure_words(figures[column]) for column in columns)]))
