"""The page on which a series of like events is written row by row: each row is recorded, or says why not."""

import uuid
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import progress
from actionplans.forms.events import as_last_time, shown
from actionplans.forms.series import SHARED, Grid, RowForm, SharedForm, heading_of, total
from actionplans.imports import words
from actionplans.imports.pasted import COLUMNS, COUNTED, Pasted, read_pasted
from actionplans.models import Event
from actionplans.models.events import AGES, SEXES
from actionplans.permissions import secretary_council_for
from actionplans.series import LAST_ROW, MORE_ROWS, OPEN_ROWS, key_of_row, recorded_rows, second_looks
from actionplans.services.events import EventRefused, SameKeyOtherContent, draft_of, record_event
from actionplans.states import EventStatus
from councils import clock, drafts
from councils.drafts import form_for
from councils.models import Council
from councils.numbers import figure_words

from . import SignedInRequest

_BUTTONS = ("more", "take")
SHOWN = ("participants", "women", "men", "materials")  # counts of the rows that are recorded


@require_safe
def series_start(request: SignedInRequest, code: str) -> HttpResponse:
    """A new series has an address of its own: its key, under which each row is recorded once."""
    secretary_council_for(request.user, code)
    address = reverse("actionplans:series-create", args=[code, uuid.uuid4()])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


@require_http_methods(["GET", "HEAD", "POST"])
def series_create(request: SignedInRequest, code: str, key: uuid.UUID) -> HttpResponse:
    council = secretary_council_for(request.user, code)
    recorded = recorded_rows(key, request.user)
    if request.method != "POST":
        shared = form_for(request, SharedForm, council=council, initial=_first_values(request, council, recorded))
        grid = _kept_grid(request, council, shared, recorded)
        return _page(request, council, shared, grid, recorded)
    data = request.POST.copy()
    pressed = [name for name in _BUTTONS if data.pop(name, None)]
    shared = SharedForm(data, council=council)
    grid = Grid(data, council, shared.districts, recorded)
    if "more" in pressed:
        if len(grid.numbers) >= OPEN_ROWS:
            messages.warning(request, _full())
        return _kept(request, shared, grid, grid.with_rows(MORE_ROWS), f"#row-{grid.next_number}")
    pasted = data.get("paste", "")
    if "take" in pressed or (pasted.strip() and not grid.filled):
        return _taken(request, shared, grid, pasted)
    return _saved(request, council, key, shared, grid, recorded)


def _first_values(request: SignedInRequest, council: Council, recorded: dict[int, Event]) -> dict[str, Any]:
    """What the rows recorded last have in common; a new series begins as the last event, with the item asked for."""
    if recorded:
        return shown(draft_of(list(recorded.values())[-1]), SHARED)
    last = Event.objects.last_typed_by(request.user, council)
    known = as_last_time(draft_of(last)) if last else {}
    return {name: value for name, value in known.items() if name in SHARED} | {"item": request.GET.get("item", "")}


def _kept_grid(request: SignedInRequest, council: Council, shared: SharedForm, recorded: dict[int, Event]) -> Grid:
    """The rows of the draft; those that are recorded by now as they stand there are not shown again."""
    grid = Grid(drafts.typed(request), council, shared.districts, recorded, bound=False)
    both = [number for number in grid.numbers if number in recorded]
    done = [number for number in both if _is_there(grid.row(number, bound=True), recorded[number])]
    return Grid(grid.without(done), council, shared.districts, recorded, bound=False) if done else grid


def _is_there(row: RowForm, event: Event) -> bool:
    if row.is_blank or not row.is_valid():
        return row.is_blank
    typed = row.cleaned_data
    days, district, place = typed["starts_on"], typed["district"], typed["place"] or ""
    same = (days, district, place) == ((event.starts_on, event.ends_on), event.district, event.place)
    return same and all(typed[name] == getattr(event, name) for name in COUNTED)


def _kept(request: SignedInRequest, shared: SharedForm, grid: Grid, data: QueryDict, anchor: str = "") -> HttpResponse:
    """The page again, as a draft holds it; what is too long for a draft is shown at once."""
    if drafts.store(request.user.pk, request.get_full_path(), data):
        return redirect(f"{request.path}{anchor}")
    council = shared.council
    again = Grid(data, council, shared.districts, grid.recorded, bound=False)
    return _page(request, council, SharedForm(data, council=council), again, grid.recorded)


def _taken(request: SignedInRequest, shared: SharedForm, grid: Grid, text: str) -> HttpResponse:
    """The pasted rows into the first rows that are empty; what does not fit stays where it was pasted."""
    pasted = read_pasted(text)
    empty = [int(row.number) for row in grid.rows if row.is_blank]
    data = grid.with_rows(max(len(pasted.rows) - len(empty), 0))
    empty += [int(text) for text in data.getlist("row") if int(text) not in grid.numbers]
    for number, cells in zip(empty, pasted.rows, strict=False):
        for name in COLUMNS:
            data[f"r{number}-{name}"] = cells.get(name, "")
    left = pasted.rows[len(empty) :]
    data["paste"] = "\n".join("\t".join(row.get(name, "") for name in COLUMNS) for row in left)
    _tell_taken(request, pasted, len(pasted.rows) - len(left))
    return _kept(request, shared, grid, data)


def _tell_taken(request: SignedInRequest, pasted: Pasted, taken: int) -> None:
    said = ngettext("%(n)s row is in the table now.", "%(n)s rows are in the table now.", taken) % {"n": taken}
    messages.info(request, said + " " + _("Nothing is recorded yet."))
    if pasted.not_taken:
        messages.warning(request, _("Not taken: %(columns)s.") % {"columns": ", ".join(pasted.not_taken)})
    if taken < len(pasted.rows):
        messages.warning(request, _full())


def _full() -> str:
    return _("Only %(n)s rows fit at once: save these, then take the others.") % {"n": OPEN_ROWS}


def _saved(
    request: SignedInRequest, council: Council, key: uuid.UUID, shared: SharedForm, grid: Grid,
    recorded: dict[int, Event],
) -> HttpResponse:  # fmt: skip
    """Record the rows that can be recorded; the others stay in the table and say why. Nothing typed is lost."""
    ready = shared.is_valid()
    good = [row for row in grid.filled if row.check(shared)]
    new = _record_rows(request, council, key, good, grid, recorded) if ready else {}
    left = grid.without(new)
    if new and len(new) == len(grid.filled) and not left.get("paste", "").strip():
        drafts.drop(request)
        messages.success(request, _told(new.values()))
        return redirect(request.path)
    if not grid.rows:
        messages.warning(request, _("This series is full: begin another one."))
    elif not grid.filled:
        grid.rows[0].refuse(_("Write at least one row."))
    drafts.store(request.user.pk, request.get_full_path(), left)
    grid.leave(new)
    return _page(request, council, shared, grid, recorded | new, told=_told(new.values()) if new else "")


def _record_rows(
    request: SignedInRequest, council: Council, key: uuid.UUID, rows: list[RowForm], grid: Grid,
    recorded: dict[int, Event],
) -> dict[int, Event]:  # fmt: skip
    """Each row is recorded on its own, if it deserves no second look or somebody said that it is right as it is."""
    keys = {key_of_row(key, number) for number in (*grid.numbers, *recorded)}
    looks = second_looks({int(row.number): row.draft for row in rows if row.number not in recorded}, council, keys)
    new = {}
    for row in rows:
        row.warnings = looks.get(int(row.number), [])
        if not row.is_looked_at:
            continue
        number = int(row.number)
        try:
            new[number] = record_event(council, row.draft, actor=request.user, client_key=key_of_row(key, number))
        except EventRefused as refusal:
            row.put(refusal.faults)
        except SameKeyOtherContent as conflict:
            words = _("it was recorded as %(code)s with other content. Saved again it becomes an event of its own.")
            again = grid.renumber(row)
            if again is None:
                words = _("it was recorded as %(code)s with other content. The series is full: begin another.")
            (again or row).refuse(words % {"code": conflict.event.code})
    return new


def _told(events: Collection[Event]) -> str:
    said = ngettext("%(n)s event is recorded", "%(n)s events are recorded", len(events)) % {"n": len(events)}
    return f"{said}, {_participants(sum(event.participants or 0 for event in events))}."


def _participants(number: int) -> str:
    return ngettext("%(n)s participant", "%(n)s participants", number) % {"n": figure_words(number)}


def _page(
    request: SignedInRequest, council: Council, shared: SharedForm, grid: Grid, recorded: dict[int, Event],
    told: str = "",
) -> HttpResponse:  # fmt: skip
    shared.tell_items(progress.in_words(progress.nearest_to(shared.items_offered, clock.today().year)))
    counted = [event for event in recorded.values() if event.status == EventStatus.RECORDED]
    sums = grid.sums()
    headings = {name: heading_of(name) for name in COLUMNS}
    context: dict[str, Any] = {
        "council": council, "form": shared, "forms": grid.rows, "grid": grid, "recorded": recorded, "told": told,
        "columns": [(name, headings[name], _words_for(name)) for name in COLUMNS],
        "columns_told": ", ".join(headings.values()), "counted": COUNTED, "split_columns": (*SEXES, *AGES),
        "recorded_lines": [(row, e, [(headings[n], getattr(e, n)) for n in SHOWN]) for row, e in recorded.items()],
        "recorded_sums": [(name, headings[name], total(getattr(e, name) for e in counted)) for name in SHOWN],
        "recorded_words": _told(counted),
        "sums": [(name, headings[name], sums[name]) for name in COUNTED], "filled": len(grid.filled),
        "to_look": [row for row in grid.rows if row.warnings and not row.errors],
        "open_rows": OPEN_ROWS, "last_row": LAST_ROW, "totals": "|".join(words.totals()),
    }  # fmt: skip
    return render(request, "actionplans/series_form.html", context)


def _words_for(name: str) -> str:
    """The headings by which a pasted column is known, folded, for the script."""
    return "|".join(text for text, field in words.headings("register").items() if field == name)
