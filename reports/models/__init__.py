"""So what: periods, council reports, national reports, and the editions that freeze them."""

from .council_reports import CouncilReport, ItemEntry, ReportStep
from .editions import Edition, EditionFile, EditionText
from .national_reports import NationalGap, NationalReport, NationalStep
from .periods import Extension, Notice, Period

__all__ = [
    "CouncilReport",
    "Edition",
    "EditionFile",
    "EditionText",
    "Extension",
    "ItemEntry",
    "NationalGap",
    "NationalReport",
    "NationalStep",
    "Notice",
    "Period",
    "ReportStep",
]
