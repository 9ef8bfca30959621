"""A template of exports/typst and what it tells, to PDF; what typst is, councils/papers/pdf.py knows."""

from datetime import datetime
from pathlib import Path

from councils.papers import pdf

from .facts import Told

FOLDER = Path(__file__).resolve().parent.parent / "typst"


def render(template: str, told: Told, moment: datetime) -> bytes:
    """A PDF of "letter" or "report"; `moment` is when it says it was made: the edition's."""
    return pdf.render(FOLDER / f"{template}.typ", told, moment)
