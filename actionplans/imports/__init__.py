"""Bring spreadsheets in, by stages: files (typed cells) -> readings (one cell) -> plans, registers (rows) -> batch."""

from .batch import ImportResult, import_events
from .files import FileRefused, Sheet, read_sheets
from .plans import PlanFileRefused, import_plan, read_plan
from .registers import read_register

__all__ = [
    "FileRefused", "ImportResult", "PlanFileRefused", "Sheet", "import_events", "import_plan", "read_plan",
    "read_register", "read_sheets",
]  # fmt: skip
