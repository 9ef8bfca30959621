"""What an amendment changes, item by item: old and new of each field, indicator and target (rule 5). Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.dates import day_short, quarter_words, year_words
from councils.numbers import figure_words

from .models import Amendment, AmendmentChange, Indicator, ItemVersion, Measure, PlanItem
from .states import AmendmentStatus, ChangeKind, Source, Unit
from .wording import Content, content_of, draft_of

FIELDS = (
    "number", "title_ru", "title_ky", "measure", "responsible", "organisations", "due", "starts_on", "ends_on",
    "funding", "sensitive",
)  # fmt: skip
INDICATOR_FIELDS = ("name_ru", "name_ky", "unit", "unit_text", "source", "baseline")
KINDS = {ChangeKind.ADDED: 0, ChangeKind.CHANGED: 1, ChangeKind.WITHDRAWN: 2}
ORGANISATIONS = gettext_lazy("organisations that answer")
CHOICES: dict[str, dict[str, Any]] = {"unit": dict(Unit.choices), "source": dict(Source.choices)}


@dataclass(frozen=True)
class Line:
    """One field, in words: what it said and what it says; empty where it said nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class IndicatorDifference:
    """One indicator that comes, changes or goes, with its fields and targets."""

    kind: ChangeKind
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ItemDifference:
    """One item that comes, changes or goes; `change` is the row of the amendment that says so."""

    kind: ChangeKind
    number: str
    title: str
    lines: tuple[Line, ...]
    indicators: tuple[IndicatorDifference, ...]
    change: AmendmentChange | None = None


@dataclass(frozen=True)
class Before:
    """What an item said up to a day, and what the amendment then made of it."""

    until: date
    amendment: Amendment
    kind: ChangeKind
    lines: tuple[Line, ...]
    indicators: tuple[IndicatorDifference, ...]


def difference_of(amendment: Amendment) -> list[ItemDifference]:
    """Item by item, added first: of a draft against the plan now, of an endorsed one against what was. Six queries."""
    changes = list(amendment.changes.select_related("item__plan"))
    items = [change.item for change in changes if change.item]
    said = _said_before(amendment, items)
    measures = _measures([*said.values(), *(change.content for change in changes if change.content)])
    found = [_item(change, said.get(change.item_id or 0), measures) for change in changes]
    return sorted(found, key=lambda one: (KINDS[one.kind], number_key(one.number)))


def _said_before(amendment: Amendment, items: list[PlanItem]) -> dict[int, Content]:
    if amendment.status == AmendmentStatus.ENDORSED:
        return dict(ItemVersion.objects.filter(amendment=amendment).values_list("item", "content"))
    return {item.pk: now for item, now in contents_of(items)}


def contents_of(items: list[PlanItem]) -> Iterator[tuple[PlanItem, Content]]:
    """Each item with what it says now, in four queries for any number."""
    prefetch_related_objects(items, "measure", "indicators__targets", "responsible_organisations")
    return ((item, content_of(draft_of(item))) for item in items)


def histories(items: list[PlanItem]) -> dict[int, list[Before]]:
    """What each item said before, the latest first; items that no amendment touched are left out."""
    versions = ItemVersion.objects.filter(item__in=items).select_related("amendment__plan__council")
    told: dict[int, list[ItemVersion]] = {}
    for version in versions.order_by("item", "-valid_until", "-amendment__number"):
        told.setdefault(version.item_id, []).append(version)
    touched = [item for item in items if item.pk in told]
    now = {item.pk: content for item, content in contents_of(touched)}
    measures = _measures([*now.values(), *(version.content for rows in told.values() for version in rows)])
    found: dict[int, list[Before]] = {}
    for item in touched:
        after: Content | None = None if item.withdrawn_from else now[item.pk]
        for version in told[item.pk]:
            kind = ChangeKind.CHANGED if after else ChangeKind.WITHDRAWN
            lines, indicators = compared(version.content, after, measures) if after else ((), ())
            found.setdefault(item.pk, []).append(
                Before(version.valid_until, version.amendment, kind, lines, indicators)
            )
            after = version.content
    return found


def same(one: Content, other: Content) -> bool:
    """Whether two contents say the same; the order in which organisations were typed says nothing."""
    return {**one, "organisations": set(one["organisations"])} == {
        **other,
        "organisations": set(other["organisations"]),
    }


def against(stands: Content, typed: Content) -> tuple[tuple[Line, ...], tuple[IndicatorDifference, ...]]:
    """Where what was typed differs from what stands, in words. One query at most."""
    return compared(stands, typed, _measures([stands, typed]))


def _item(change: AmendmentChange, before: Content | None, measures: dict[int, str]) -> ItemDifference:
    told = change.content or before or {}
    kind = ChangeKind(change.kind)
    before = None if kind == ChangeKind.ADDED else before
    lines, indicators = compared(before, change.content, measures)
    return ItemDifference(kind, told.get("number", ""), told.get("title_ru", ""), lines, indicators, change)


def compared(
    before: Content | None, after: Content | None, measures: dict[int, str]
) -> tuple[tuple[Line, ...], tuple[IndicatorDifference, ...]]:
    """Fields and indicators that differ; None for an item that is not there yet, or no more."""
    old, new = _fields(before, measures), _fields(after, measures)
    lines = [Line(_label(name), old.get(name, ""), new.get(name, "")) for name in FIELDS]
    if before and after:
        lines.append(_order(before["indicators"], after["indicators"]))
    differing = tuple(line for line in lines if line.before != line.after)
    return differing, tuple(_indicators(before, after))


def _order(before: list[Content], after: list[Content]) -> Line:
    """The indicators that stay, in the order of before and after."""
    stay = {one["pk"] for one in before} & {one["pk"] for one in after}
    old, new = ([one["name_ru"] for one in rows if one["pk"] in stay] for rows in (before, after))
    moved = [one["pk"] for one in before if one["pk"] in stay] != [one["pk"] for one in after if one["pk"] in stay]
    return Line(_("Order of indicators"), "; ".join(old), "; ".join(new)) if moved else Line("", "", "")


def _fields(content: Content | None, measures: dict[int, str]) -> dict[str, str]:
    if content is None:
        return {}
    return {name: _words(name, content[name], measures) for name in FIELDS}


def _words(name: str, value: Any, measures: dict[int, str]) -> str:
    if value is None or value in ("", [], False):
        return ""
    if name == "measure":
        return measures.get(value, f"№ {value}")
    if name == "organisations":
        return "; ".join(sorted(value))
    if name in ("starts_on", "ends_on"):
        return day_short(date.fromisoformat(value))
    return _("yes") if value is True else str(value)


def _label(name: str) -> str:
    words = str(ORGANISATIONS if name == "organisations" else PlanItem._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _indicators(before: Content | None, after: Content | None) -> Iterator[IndicatorDifference]:
    old = {one["pk"]: one for one in before["indicators"]} if before else {}
    new = after["indicators"] if after else []
    for one in new:
        was = old.get(one["pk"]) if one["pk"] else None
        lines = _indicator_lines(was, one)
        if was is None:
            yield IndicatorDifference(ChangeKind.ADDED, one["name_ru"], lines)
        elif lines:
            yield IndicatorDifference(ChangeKind.CHANGED, was["name_ru"], lines)
    kept = {one["pk"] for one in new}
    for pk, was in old.items():
        if pk not in kept:
            yield IndicatorDifference(ChangeKind.WITHDRAWN, was["name_ru"], _indicator_lines(was, None))


def _indicator_lines(before: Content | None, after: Content | None) -> tuple[Line, ...]:
    old, new = _indicator_words(before), _indicator_words(after)
    labels = [*dict.fromkeys((*sorted(old), *sorted(new)))]
    lines = [Line(label[1], old.get(label, ""), new.get(label, "")) for label in sorted(labels)]
    return tuple(line for line in lines if line.before != line.after)


def _indicator_words(told: Content | None) -> dict[tuple[tuple[int, int], str], str]:
    """Words by ((place, place), label): the fields in their order, then the targets by year and quarter."""
    if told is None:
        return {}
    words = {
        ((0, place), _indicator_label(name)): _indicator_value(name, told[name])
        for place, name in enumerate(INDICATOR_FIELDS)
    }
    for year, value in told["targets"]:
        words[(year, 0), _("Target, %(when)s") % {"when": year_words(year)}] = figure_words(Decimal(value))
    for year, quarter, value in told["quarterly"]:
        when = quarter_words(year, quarter)
        words[(year, quarter), _("Target, %(when)s") % {"when": when}] = figure_words(Decimal(value))
    return words


def _indicator_value(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name == "baseline":
        return figure_words(Decimal(value))
    return str(CHOICES[name].get(value, value)) if name in CHOICES else str(value)


def _indicator_label(name: str) -> str:
    words = str(Indicator._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _measures(contents: Iterable[Content]) -> dict[int, str]:
    wanted = {content["measure"] for content in contents} - {None}
    rows = Measure.objects.filter(pk__in=wanted) if wanted else ()
    return {row.pk: f"{row.code} {row.name}" for row in rows}


def number_key(number: str) -> tuple[tuple[int, str], ...]:
    """1.2 before 1.10, 1.10 before 1.10a: items in the order in which people number them."""
    return tuple(_part(part) for part in number.replace(",", ".").split("."))


def _part(text: str) -> tuple[int, str]:
    digits = "".join(letter for letter in text if letter.isdecimal())
    return (int(digits) if digits else 0, text.strip())
