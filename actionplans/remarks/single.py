"""Checks of one event: perhaps a double, far larger than usual, sex not recorded, text like personal data."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from actionplans.checks import EventDraft, label
from actionplans.models import Event
from actionplans.models.events import SEXES
from actionplans.quarters import Quarter, quarter_of
from actionplans.states import EventStatus, RemarkKind
from councils.models import Council
from councils.numbers import figure_words
from councils.personal import looks_like, words_of

from .alike import alike, told_apart

NATIONAL_SIZE = 16  # participants of an event in 2019, over all councils
ENOUGH = 20  # events that make a habit; with fewer the wider habit speaks
TIMES_USUAL, NEVER_BELOW = 8, 100
LARGE = 50  # participants from which somebody should have counted women and men

TEXTS = ("title", "place", "note")


@dataclass(frozen=True)
class Warning:
    """What deserves a look before saving: `field` of the event, `words` for people. It never refuses."""

    kind: RemarkKind
    field: str
    words: str


def warnings_of(draft: EventDraft, council: Council, *, event: Event | None = None) -> list[Warning]:
    """All that deserves a second look in an event about to be saved; `event` is the one being changed. Two queries.

    A draft that still breaks rules gives only the warnings that what is there allows.
    """
    return [
        *_doubles(draft, council, event),
        *_size(draft, council),
        *sex_missing(draft),
        *personal_data(draft, [*draft.organisers, *draft.partners]),
    ]


def _doubles(draft: EventDraft, council: Council, event: Event | None) -> Iterator[Warning]:
    if draft.starts_on is None or draft.ends_on is None:
        return
    others = Event.objects.filter(council=council, status=EventStatus.RECORDED, item=draft.item)
    others = others.filter(Q(starts_on=draft.starts_on) | Q(ends_on=draft.ends_on), district=draft.district)
    if event is not None:
        others = others.exclude(pk=event.pk)
    for other in others.only("code", "title", "place").order_by("pk"):
        if is_double(draft, other):
            words = _("Perhaps recorded twice: %(code)s is of the same day, district and plan item: “%(title)s”.")
            yield Warning(RemarkKind.DUPLICATE, "title", words % {"code": other.code, "title": _told(other)})
            return


def _told(event: Event) -> str:
    return f"{event.title}, {event.place}" if event.place else event.title


def is_double(one: Any, other: Any) -> bool:
    """Of two events of one day, district and item: place or topic alike, unless the places bear different numbers
    (№ 5 and № 6 are two schools)."""
    if told_apart(one.place, other.place):
        return False
    return alike(one.place, other.place) or alike(one.title, other.title)


@dataclass
class Usual:
    """How large the councils' events usually are: medians over the four quarters up to the event's own.

    A median, because one concert of 2,000 shall not make 1,000 usual. Of the form where ENOUGH events of it are
    known, else of all events of the council, else the national NATIONAL_SIZE.
    """

    sizes: dict[tuple[int, int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    medians: dict[tuple[int, int, str], float] = field(default_factory=dict)

    @classmethod
    def of(cls, councils: Collection[int], quarters: Collection[Quarter]) -> "Usual":
        """For events of these quarters. One query."""
        numbers = {number for quarter in quarters for number in last_four(quarter)}
        rows = Event.objects.filter(status=EventStatus.RECORDED, council__in=councils, quarter__in=numbers)
        usual = cls()
        told = rows.exclude(participants=None).order_by().values_list("council", "quarter", "form", "participants")
        for council, quarter, form, size in told:
            usual.sizes[council, quarter, form].append(size)
            usual.sizes[council, quarter, ""].append(size)
        return usual

    def size(self, row: Any, council: int) -> float:
        """What is usual for an event of this form and last day."""
        quarter = quarter_of(row.ends_on)
        for form in (row.form, ""):
            key = (council, quarter.number, form)
            if key not in self.medians:
                known = [size for number in last_four(quarter) for size in self.sizes.get((council, number, form), ())]
                self.medians[key] = median(known) if len(known) >= ENOUGH else 0
            if self.medians[key]:
                return self.medians[key]
        return NATIONAL_SIZE

    def is_far_above(self, row: Any, council: int) -> bool:
        """More than eight times the usual size, and more than a hundred."""
        if row.participants is None or row.participants <= NEVER_BELOW:
            return False
        return bool(row.participants > TIMES_USUAL * self.size(row, council))


def last_four(quarter: Quarter) -> list[int]:
    """The numbers of the four quarters that end with this one."""
    last = quarter.year * 4 + quarter.quarter - 1
    return [Quarter(n // 4, n % 4 + 1).number for n in range(last - 3, last + 1)]


def _size(draft: EventDraft, council: Council) -> Iterator[Warning]:
    if draft.ends_on is None or draft.participants is None or draft.participants <= NEVER_BELOW:
        return  # cannot be far above: spares the query
    usual = Usual.of([council.pk], [quarter_of(draft.ends_on)])
    if usual.is_far_above(draft, council.pk):
        yield Warning(RemarkKind.SIZE, "participants", size_words(draft.participants, usual.size(draft, council.pk)))


def size_words(participants: int, usual: float) -> str:
    words = _("Participants: %(size)s; such an event usually has about %(usual)s here. Check the number.")
    return words % {"size": figure_words(participants), "usual": figure_words(round(usual))}


def sex_missing(row: Any) -> Iterator[Warning]:
    """A large event of which more than half of the participants' sex is not recorded."""
    if row.participants is None or row.participants < LARGE:
        return
    rest = row.participants - sum(getattr(row, name) or 0 for name in SEXES)
    if rest * 2 > row.participants:
        words = _("%(rest)s of %(total)s: sex not recorded. If a list was kept, enter women and men.")
        told = {"rest": figure_words(rest), "total": figure_words(row.participants)}
        yield Warning(RemarkKind.SEX_MISSING, "women", words % told)


def personal_data(row: Any, organisations: Iterable[str]) -> Iterator[Warning]:
    """The words never repeat what was found: they may be read by others."""
    texts = [(name, getattr(row, name)) for name in TEXTS]
    for name, text in (*texts, ("partners", "; ".join(organisations))):
        for kind in looks_like(text):
            what = _("Organisations") if name == "partners" else label(name)
            words = _("%(label)s: %(found)s. No personal data of victims may stand here.")
            yield Warning(RemarkKind.PERSONAL_DATA, name, words % {"label": what, "found": words_of(kind)})
