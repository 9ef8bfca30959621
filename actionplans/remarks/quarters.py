"""What is worth a second look in quarters, of one council or of all: from a fixed number of queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from actionplans.models import Event, EventOrganisation, FineAsItIs
from actionplans.models.events import AGES, SEXES
from actionplans.quarters import Quarter
from actionplans.states import EventStatus, RemarkKind
from councils.models import Council

from .findings import Finding, found, grouped
from .patterns import patterns
from .single import Usual, personal_data, sex_missing, size_words

READ = (
    "code", "council", "quarter", "starts_on", "ends_on", "district", "item", "place", "form", "title", "note",
    "participants", *SEXES, *AGES,
)  # fmt: skip


@dataclass(frozen=True)
class SecondLook:
    """Findings of one council's quarter: those nobody answered yet, and those that are fine as they are."""

    council: Council
    open: list[Finding]
    answered: list[tuple[Finding, FineAsItIs]]


def second_looks(councils: Sequence[Council], quarters: Collection[Quarter]) -> list[SecondLook]:
    """In the order of the councils given. Four queries for any number of councils, quarters and events."""
    by_council = findings_of(councils, quarters)
    answers = FineAsItIs.objects.filter(council__in=[council.pk for council in councils])
    given = {(each.council_id, each.kind, each.key): each for each in answers.select_related("said_by__person")}
    looks = []
    for council in councils:
        told = [(one, given.get((council.pk, one.kind, one.key))) for one in by_council.get(council.pk, [])]
        answered = [(one, answer) for one, answer in told if answer]
        looks.append(SecondLook(council, [one for one, answer in told if not answer], answered))
    return looks


def findings_of(councils: Sequence[Council], quarters: Collection[Quarter]) -> dict[int, list[Finding]]:
    """Council -> findings, answered or not, in the order of RemarkKind, then of days. Three queries."""
    scope, known = {council.pk: council for council in councils}, {quarter.number: quarter for quarter in quarters}
    counted = Event.objects.filter(council__in=scope, quarter__in=known, status=EventStatus.RECORDED)
    rows = list(counted.only(*READ).order_by("ends_on", "pk"))
    for row in rows:
        row.council = scope[row.council_id]  # its address needs the council's code
    usual, names = Usual.of(scope, quarters), _organisations(scope, known)
    told: dict[int, list[Finding]] = {}
    for (council, number), events in grouped(rows, lambda row: (row.council_id, row.quarter)).items():
        told.setdefault(council, []).extend(_singles(events, usual, names))
        told[council].extend(patterns(events, known[number]))
    kinds = list(RemarkKind)
    for found_ones in told.values():
        found_ones.sort(key=lambda one: (kinds.index(one.kind), one.events[0].ends_on, one.key))
    return told


def _organisations(scope: Collection[int], numbers: Collection[int]) -> dict[int, list[str]]:
    links = EventOrganisation.objects.filter(event__council__in=scope, event__quarter__in=numbers)
    names: dict[int, list[str]] = {}
    for event, name in links.order_by().values_list("event", "organisation__name"):
        names.setdefault(event, []).append(name)
    return names


def _singles(events: Iterable[Event], usual: Usual, names: dict[int, list[str]]) -> Iterable[Finding]:
    for row in events:
        if usual.is_far_above(row, row.council_id):
            words = size_words(row.participants or 0, usual.size(row, row.council_id))
            yield found(RemarkKind.SIZE, words, [row], lambda row: row.participants)
        for warning in sex_missing(row):
            yield found(warning.kind, warning.words, [row], lambda row: (row.participants, row.women, row.men))
        said = names.get(row.pk, [])
        if warnings := list(personal_data(row, said)):
            words = " ".join(warning.words for warning in warnings)
            yield found(
                RemarkKind.PERSONAL_DATA, words, [row],
                lambda row: (row.title, row.place, row.note, sorted(said)),  # noqa: B023
            )  # fmt: skip
