"""What a downloaded list of events says of each event: the columns of the consolidated workbook's events sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.models import Evidence
from actionplans.querysets import EventQuerySet, youth
from actionplans.states import FEWEST_NAMED, OrganisationRole

Cell = str | int | date | None

AT_ONCE = 500
COUNTED = (
    "participants", "women", "men", "sex_not_recorded", "age_under_14", "age_14_28", "age_29_35", "age_36_59",
    "age_60_over", "age_not_recorded", "under_18", "youth", "audience", "materials",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """`counted`: an empty value means "not recorded" and is written so; its values are summed on the last row."""

    heading: str
    width: int
    counted: bool = False


def columns() -> list[Column]:
    """In the reader's language."""
    counts = (
        _("participants (persons may repeat)"), _("women"), _("men"), _("sex not recorded"), _("under 14"),
        _("14–28"), _("29–35"), _("36–59"), _("60+"), _("age not recorded"), _("of whom under 18"),
        _("young people"), _("media audience (estimate)"), _("materials, copies"),
    )  # fmt: skip
    return [
        Column(_("Code"), 17), Column(_("Date of start"), 11), Column(_("Date of end"), 11), Column(_("District"), 20),
        Column(_("Place"), 22), Column(_("Form of the event"), 18), Column(_("Topic"), 40), Column(_("Plan item"), 10),
        Column(_("Programme measure"), 10), Column(_("Campaign"), 20),
        *(Column(name, 12, counted=True) for name in counts),
        Column(_("Basis of the count"), 16), Column(_("Partners"), 30), Column(_("Evidence (yes/no)"), 12),
        Column(_("Corrected"), 11), Column(_("File"), 24), Column(_("Sheet"), 14), Column(_("Row"), 8),
        Column(_("Entered by SMS on the council's behalf, letter"), 16),
    ]  # fmt: skip


def rows_of(events: EventQuerySet, order: Sequence[int], *, outside: bool) -> Iterator[tuple[Cell, ...]]:
    """A row for each event of `order`, read some hundreds at a time. `outside`: the reader has no seat in the
    council, so places of small events are left out."""
    told = (
        events.select_related("item__measure", "district", "campaign", "batch")
        .prefetch_related("event_organisations__organisation")
        .annotate(
            youth=youth(),
            has_evidence=Exists(Evidence.objects.filter(event=OuterRef("pk"), removed_on__isnull=True)),
        )
    )
    for start in range(0, len(order), AT_ONCE):
        pks = order[start : start + AT_ONCE]
        found = told.in_bulk(pks)
        yield from (_row(found[pk], outside) for pk in pks if pk in found)


def _row(event: Any, outside: bool) -> tuple[Cell, ...]:
    few = event.participants is not None and event.participants < FEWEST_NAMED
    item, links = event.item, event.event_organisations.all()
    partners = [link.organisation.name for link in links if link.role == OrganisationRole.PARTNER]
    return (
        event.code, event.starts_on, event.ends_on, event.district.name if event.district else "",
        "" if few and outside else event.place, str(event.get_form_display()), event.title,
        item.number if item else _("awaiting a plan"), item.measure.code if item and item.measure else "",
        event.campaign.name if event.campaign else "", *(getattr(event, name) for name in COUNTED),
        str(event.get_basis_display()) if event.basis else "", "; ".join(partners), _yes(event.has_evidence),
        _yes(event.corrections > 0), event.batch.file_name if event.batch else "", event.batch_sheet, event.batch_row,
        event.batch.letter_number if event.batch else "",
    )  # fmt: skip


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


def total_words() -> str:
    return _("TOTAL")


def not_recorded() -> str:
    return pgettext("short for: not recorded", "n/r")


def sheet_name() -> str:
    return pgettext("sheet", "Events")


def order_of(events: Any) -> list[int]:
    """The primary keys of the rows in their order, whichever way they are sorted."""
    return list(events.order) if hasattr(events, "order") else list(events.values_list("pk", flat=True))
