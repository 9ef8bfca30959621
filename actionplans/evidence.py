"""What may prove an event, how long each kind is kept, and how a page shows it (rule 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.files import PAPERS, PHOTOS
from councils.rights import rights_of

from .models import Event, Evidence
from .permissions import sees_sheets
from .pictures import PAPER_SIDE, PHOTO_SIDE
from .states import EvidenceKind

MOST_PIECES = 20  # of one event
TAKEN: dict[str, tuple[str, ...]] = {
    EvidenceKind.PHOTO: PHOTOS,
    EvidenceKind.DOCUMENT: (*PAPERS, "webp"),
    EvidenceKind.ATTENDANCE_SHEET: (*PAPERS, "webp"),
}
SIDES = {EvidenceKind.PHOTO: PHOTO_SIDE, EvidenceKind.DOCUMENT: PAPER_SIDE, EvidenceKind.ATTENDANCE_SHEET: PAPER_SIDE}
# Why a picture was not prepared, by what the row keeps: the reader's language is not the worker's.
DAMAGED = "damaged"
FAULTS = {
    DAMAGED: _("This picture is damaged and could not be read; its content is erased. Send it again as JPEG."),
}


@dataclass(frozen=True)
class Terms:
    """What somebody says of the files that they send together."""

    kind: str
    caption: str = ""
    shows_people: bool = False
    consent: bool = False


def last_day(kind: str, added_on: date) -> date:
    """The last day on which a piece added on a day is kept: the same day, some years on (settings)."""
    year = added_on.year + settings.TIPCC_KEEP_YEARS[kind]
    try:
        return added_on.replace(year=year)
    except ValueError:  # 29 February
        return added_on.replace(year=year, day=28)


def kept(event: Event) -> Any:
    """The pieces that still hold something: neither removed nor erased."""
    return event.evidence.filter(Q(stored__isnull=True) | Q(stored__erased_on__isnull=True), removed_on__isnull=True)


def over(today: date) -> Any:
    """The pieces whose last day is past and whose content is still here."""
    return Evidence.objects.filter(keep_until__lt=today, stored__erased_on__isnull=True)


# ---- how a page shows it


@dataclass(frozen=True)
class Piece:
    """One row of the page: what the reader may open, or why there is nothing to open."""

    row: Evidence
    personal: bool
    may_open: bool
    may_remove: bool

    @property
    def erased_on(self) -> date | None:
        return self.row.stored.erased_on if self.row.stored else None

    @property
    def digest(self) -> str:
        return self.row.stored.sha256 if self.row.stored else ""

    @property
    def fault(self) -> Any:
        return FAULTS.get(self.row.fault, self.row.fault)

    @property
    def is_here(self) -> bool:
        return not (self.row.removed_on or self.erased_on)

    @property
    def preparing(self) -> bool:
        return self.is_here and not self.row.ready

    @property
    def file_url(self) -> str:
        return self._address("file") if self.may_open and self.row.stored and self.is_here and self.row.ready else ""

    @property
    def thumbnail_url(self) -> str:
        return self._address("thumbnail") if self.file_url and self.row.thumbnail_id else ""

    @property
    def remove_url(self) -> str:
        return self._address("remove") if self.may_remove and self.is_here else ""

    def _address(self, what: str) -> str:
        event = self.row.event
        return reverse(f"actionplans:evidence-{what}", args=[event.council.code, event.code, self.row.pk])


def pieces_of(event: Event, user: Any) -> list[Piece]:
    """The event's evidence for somebody who may see it, in one query."""
    may_remove = rights_of(user).may_record(event.council_id)
    sheets = sees_sheets(user, event.council_id)
    rows: Iterable[Evidence] = event.evidence.select_related("stored", "thumbnail")
    shown = []
    for row in rows:
        row.event = event
        personal = row.kind == EvidenceKind.ATTENDANCE_SHEET
        shown.append(Piece(row, personal, sheets or not personal, may_remove))
    return shown
