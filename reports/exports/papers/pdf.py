"""All knowledge of typst: a template of exports/typst and what it tells, to PDF.

What is told goes in as JSON and never becomes part of the template: text with #, $, \\ or @ in it stays text. Fonts
are those in the wheel, the moment is the edition's: the same edition gives the same bytes on every machine.
"""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import typst

from reports.exports.base import clean

from .facts import Told

FOLDER = Path(__file__).resolve().parent.parent / "typst"
STANDARD: Final = "a-2a"  # to be read for as long as it is kept, and by a screen reader


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def render(template: str, told: Told, moment: datetime) -> bytes:
    """A PDF of "letter" or "report"; `moment` is when it says it was made."""
    data = json.dumps(_clean(told), ensure_ascii=False)
    compiler = typst.Compiler(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    made = compiler.compile(
        format="pdf", pdf_standards=STANDARD, timestamp=moment.astimezone(UTC).replace(microsecond=0)
    )
    assert isinstance(made, bytes)
    return made


def _clean(told: object) -> object:
    """Without signs that no paper can print, wherever they stand."""
    if isinstance(told, str):
        return clean(told)
    if isinstance(told, dict):
        return {name: _clean(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [_clean(value) for value in told]
    return told
