"""A council's composition against its Charter on a day, finding by finding; words are made for whoever reads."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .charter import Composition, Place, term_end
from .dates import day_words
from .models import Alternate, Membership
from .models.councils import ACTING_DAYS
from .states import OrganisationKind, SeatRole


@dataclass(frozen=True)
class Finding:
    """What of the Charter is not met: a code, the day it is about, and names or a number for its words."""

    code: str
    day: date | None = None
    seat: str = ""
    person: str = ""
    kind: str = ""
    number: int = 0

    @property
    def words(self) -> str:
        """One sentence in the reader's language."""
        told = {
            "seat": self.seat, "person": self.person, "number": self.number,
            "day": day_words(self.day) if self.day else "",
            "kind": OrganisationKind(self.kind).label if self.kind else "",
        }  # fmt: skip
        return WORDS[self.code](self.number) % told


WORDS: dict[str, Callable[[int], str]] = {
    "no_role": lambda _n: _("Nobody holds this seat since %(day)s: %(seat)s."),
    "no_kind": lambda _n: _("No organisation of this kind holds a seat since %(day)s: %(kind)s."),
    "term_over": lambda _n: _("The last day of %(person)s was %(day)s and nobody was appointed since: %(seat)s."),
    "never_filled": lambda _n: _("A seat is not filled since %(day)s: %(seat)s."),
    "acting_long": lambda n: ngettext(
        "An acting holder sits there for %(number)s day already, without an appointment: %(seat)s.",
        "An acting holder sits there for %(number)s days already, without an appointment: %(seat)s.",
        n,
    ),
    "acting_ends": lambda _n: _("An acting holder sits there until %(day)s; by then somebody is appointed: %(seat)s."),
    "expiring": lambda n: ngettext(
        "The term of %(person)s ends on %(day)s, in %(number)s day: %(seat)s.",
        "The term of %(person)s ends on %(day)s, in %(number)s days: %(seat)s.",
        n,
    ),
    "over_term": lambda _n: _("%(person)s holds a seat since %(day)s, longer than the Charter's term: %(seat)s."),
    "unfit_kind": lambda _n: _(
        "The seat “%(seat)s” is for another kind of organisation; %(person)s sits there for one of: %(kind)s."
    ),
    "two_seats": lambda n: ngettext(
        "%(person)s holds %(number)s seat at once.", "%(person)s holds %(number)s seats at once.", n
    ),
    "alternate_alone": lambda _n: _("%(person)s is named alternate, but the member's last day was %(day)s: %(seat)s."),
}  # fmt: skip


def check(composition: Composition) -> list[Finding]:
    """What the Charter in force that day foresees and the council does not meet; empty before the first adoption."""
    if composition.arrangements is None:
        return []
    return [
        *_roles(composition), *_kinds(composition), *_vacant(composition), *_acting(composition),
        *_terms(composition), *_unfit(composition), *_alternates_alone(composition),
    ]  # fmt: skip


def _roles(composition: Composition) -> Iterable[Finding]:
    """Chair, deputy and secretary."""
    for place in composition.vacant:
        if place.seat.role != SeatRole.MEMBER:
            yield Finding("no_role", place.vacant_since, place.seat.name)


def _kinds(composition: Composition) -> Iterable[Finding]:
    """Kinds of organisation for which no seat has a holder; since the day on which the last one left."""
    by_kind: dict[str, list[Place]] = {}
    for place in composition.places:
        by_kind.setdefault(place.seat.organisation_kind, []).append(place)
    for kind, places in by_kind.items():
        since = [place.vacant_since for place in places if place.vacant_since]
        if len(since) == len(places):
            yield Finding("no_kind", max(since), kind=kind)


def _vacant(composition: Composition) -> Iterable[Finding]:
    for place in composition.vacant:
        if place.last and place.last.ends_on:
            yield Finding("term_over", place.last.ends_on, place.seat.name, place.last.person.full_name)
        elif place.seat.role == SeatRole.MEMBER:
            yield Finding("never_filled", place.vacant_since, place.seat.name)


def _acting(composition: Composition) -> Iterable[Finding]:
    acting = [place for place in composition.places if place.state == "acting"]
    if not acting:
        return
    rows = Membership.objects.filter(council=composition.council, acting=True, starts_on__lte=composition.day)
    earlier = list(rows.select_related("seat").order_by("-starts_on"))
    for place in acting:
        days = _days_acting(place, [row for row in earlier if row.seat.code == place.seat.code])
        if days > ACTING_DAYS:
            yield Finding("acting_long", None, place.seat.name, number=days)
        elif place.membership:
            yield Finding("acting_ends", place.membership.ends_on, place.seat.name)


def _days_acting(place: Place, latest_first: list[Membership]) -> int:
    """Days without a break on which somebody acted in the seat, up to the place's day."""
    first = place.day + timedelta(days=1)
    for row in latest_first:
        if row.ends_on and row.ends_on < first - timedelta(days=1):
            break
        first = row.starts_on
    return (place.day - first).days + 1


def _terms(composition: Composition) -> Iterable[Finding]:
    for place in composition.places:
        held = place.membership
        if held is None or held.acting or composition.arrangements is None:
            continue
        if place.state == "expiring" and place.days_left is not None:
            yield Finding("expiring", held.ends_on, place.seat.name, held.person.full_name, number=place.days_left)
        if composition.day > term_end(held.starts_on, composition.arrangements.term_months):
            yield Finding("over_term", held.starts_on, place.seat.name, held.person.full_name)


def _unfit(composition: Composition) -> Iterable[Finding]:
    """Organisations of another kind than the seat's in this version, and people in several seats."""
    seated: Counter[int] = Counter()
    names: dict[int, str] = {}
    for place in composition.places:
        if held := place.membership:
            seated[held.person_id] += 1
            names[held.person_id] = held.person.full_name
            if held.organisation.kind != place.seat.organisation_kind:
                yield Finding("unfit_kind", None, place.seat.name, held.person.full_name, held.organisation.kind)
    for pk, number in seated.items():
        if number > 1:
            yield Finding("two_seats", None, person=names[pk], number=number)


def _alternates_alone(composition: Composition) -> Iterable[Finding]:
    """Alternates named for that day whose member holds the seat no more."""
    day = composition.day
    rows = Alternate.objects.filter(
        membership__council=composition.council, starts_on__lte=day, ends_on__gte=day, membership__ends_on__lt=day,
        ends_on__gt=F("membership__ends_on"),
    )  # fmt: skip
    for row in rows.select_related("person", "membership__seat"):
        yield Finding("alternate_alone", row.membership.ends_on, row.membership.seat.name, row.person.full_name)
