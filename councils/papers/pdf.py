"""All knowledge of typst: a template and what it tells, to PDF.

What is told goes in as JSON and never becomes part of the template: text with #, $, \\ or @ in it stays text. Fonts
are those in the wheel, the moment is given: the same words give the same bytes on every machine.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

ROOT = Path(__file__).resolve().parent.parent.parent  # templates of all apps import councils/papers/common.typ
STANDARD: Final = "a-2a"  # to be read for as long as it is kept, and by a screen reader
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def render(template: Path, told: Mapping[str, Any], moment: datetime) -> bytes:
    """A PDF of a template below ROOT; `moment` is when it says it was made."""
    data = json.dumps(_clean(told), ensure_ascii=False)
    compiler = typst.Compiler(
        template,
        root=ROOT,
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
        return _UNPRINTABLE.sub("", told.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(told, Mapping):
        return {name: _clean(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [_clean(value) for value in told]
    return told
