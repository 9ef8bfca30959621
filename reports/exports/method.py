"""What each figure of a workbook means, how it is computed and from what: the lower table of sheet 10."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from councils.dates import day_short
from reports.pages import LABELS
from reports.said import MEETING_LABELS
from reports.statement import Statement

from .base import Cell, Column, Sheet
from .content import Content, day_of

BANDS = {
    "age_under_14": "0–13",
    "age_14_28": "14–28",
    "age_29_35": "29–35",
    "age_36_59": "36–59",
    "age_60_over": "60+",
}


def figure_name(name: str) -> str:
    """A figure's name where it stands alone: a band of ages says what it is."""
    if name in BANDS:
        return _("Participants aged %(band)s") % {"band": BANDS[name]}
    return str((LABELS | MEETING_LABELS).get(name, name))


def write(sheet: Sheet, content: Content, *, across: int) -> None:
    """Below whatever stands on the sheet, in its columns."""
    sheet.line(_("How the figures are made"), "label", across=across)
    for words in form_words(content):
        sheet.line(words, "note", across=across)
    columns = [Column(_("Figure")), Column(_("Definition")), Column(_("Formula")), Column(_("Source"))]
    sheet.table(columns, rows(), fixed=0)


def form_words(content: Content) -> list[str]:
    """Which version of the report form it is; editions before format 4 do not tell it."""
    return [_form(content, told) for told in content.forms] or [_("Report form: not told in this edition.")]


def _form(content: Content, told: Statement) -> str:
    words = _("Report form: version %(number)s, order %(order)s of %(day)s, in force from %(since)s: %(name)s.")
    ordered, since = (day_short(day) for day in map(day_of, (told["ordered_on"], told["starts_on"])) if day)
    return words % {
        "number": told["number"], "order": told["order_number"], "day": ordered, "since": since,
        "name": content.name(told["names"]),
    }  # fmt: skip


def rows() -> Iterator[tuple[Cell, ...]]:
    """Figure, definition, formula, source."""
    yield from ((figure_name(name), *told) for name, told in of_events().items())
    yield from _of_reports()
    yield from _of_quality()


def of_events() -> dict[str, tuple[str, str, str]]:
    """Definition, formula and source of each figure that is a sum of events, by its name in the statement."""
    events = _("events recorded by the councils, those that were voided left out")
    heads, rest = _("sum over the events"), _("participants less those recorded")
    bands = {
        name: (_("Participants of that age on the day of the event."), heads, events) for name in BANDS
    }  # fmt: skip
    return {
        "events": (_("Events that ended in the period, by the time of Bishkek."), _("number of events"), events),
        "participants": (_("Heads at the events; who came twice counts twice."), heads, events),
        "women": (_("Participants recorded as women."), heads, events),
        "men": (_("Participants recorded as men."), heads, events),
        "sex_not_recorded": (_("Participants whose sex nobody recorded; not 0."), rest, events),
        **bands,
        "age_not_recorded": (_("Participants whose age nobody recorded; not 0."), rest, events),
        "under_18": (_("Participants under 18; not recorded where no event tells it."), heads, events),
        "youth": (_("Participants of 14–28; at events after 3 August 2023 of 14–35."), heads, events),
        "audience": (_("An estimate of readers, listeners and viewers; never added to participants."), heads, events),
        "materials": (_("Copies handed out at events."), heads, events),
    }


def _of_reports() -> Iterator[tuple[Cell, ...]]:
    reports, plans = _("reports of the councils"), _("endorsed local action plans")
    both = _("reports of the councils and endorsed plans")
    yield (
        _("Residents reached"), _("Residents who came at least once, as the councils know it."),
        _("participants − at an event before (same group) − counted twice (signed by the council, with its reason)"),
        reports,
    )  # fmt: skip
    yield (
        _("Same quarter last year"),
        _("The same figure in the same months of the year before; no data where there was no council."),
        _("sum over the events of those months"), _("events of the year before"),
    )  # fmt: skip
    yield (
        _("Change, +/− and %"), _("Against the year before, over like months only."),
        _("now − then; (now − then) ÷ then, rounded to whole per cents"), _("events of both years"),
    )  # fmt: skip
    yield (
        _("Since the start of the year"), _("The year's quarters so far."),
        _("sum of the latest editions of the quarters"), _("sealed editions; without a seal the events"),
    )  # fmt: skip
    yield _("Target of the year"), _("What the indicators of the plan items ask for."), _("sum of the targets"), plans
    yield (
        _("Fulfilment, %"), _("How much of the targets is reached; only where unit and source fit."),
        _("sum of facts ÷ sum of targets"), both,
    )  # fmt: skip
    yield (
        _("Coverage (councils)"), _("Councils in which the figure is not 0."), _("number of councils"), reports
    )  # fmt: skip
    yield (
        _("States of plan items"), _("Proposed by rule, confirmed by a person of the council."),
        _("number of items in each state"), reports,
    )  # fmt: skip
    yield (
        _("Seats"), _("Seats of the Charter on the last day of the period; vacant: nobody held it that day."),
        _("number of seats"), _("memberships of the councils"),
    )  # fmt: skip
    minutes = _("meetings and decisions of the councils")
    yield (
        _("Meetings held, with a quorum"),
        _("A quorum is counted from the seats that were filled that day and those who took part with a vote."),
        _("number of meetings of the period"), minutes,
    )  # fmt: skip
    yield (
        _("Decisions carried out, overdue"),
        _("As they stood on the last day of the period: with an outcome, or past their due day without one."),
        _("number of decisions"), minutes,
    )  # fmt: skip
    yield (
        _("Members trained"), _("People who held a seat on the last day of a training; each counts once a year."),
        _("number of people"), _("training records of the councils"),
    )  # fmt: skip
    yield (
        _("Submitted, submitted in time"),
        _(
            "Completeness: reports that are in, also those opened again after they were accepted; timeliness: those in"
            " by their due day."
        ),
        _("reports ÷ reports that were due"), reports,
    )  # fmt: skip
    yield (
        _("Days late"), _("From the due day, or the extended one, to the day of the first submission."),
        _("first submitted − due, never below 0"), reports,
    )  # fmt: skip


def _of_quality() -> Iterator[tuple[Cell, ...]]:
    events = _("events recorded by the councils, those that were voided left out")
    yield (
        _("Sex, age not recorded, %"), _("How much of the participants nobody recorded."),
        _("not recorded ÷ participants"), events,
    )  # fmt: skip
    yield (
        _("Alike events, beyond the first"),
        _("Events beyond the first that are equal in day, place, item, form and counts."),
        _("number of events"), events,
    )  # fmt: skip
    yield (
        _("Without evidence, %"), _("Events with neither photo, document, sheet nor link."),
        _("events without evidence ÷ events"), _("evidence kept by the councils"),
    )  # fmt: skip
    yield (
        _("Young people of a campaign, %"), _("Young people among the participants of its events."),
        _("young people ÷ participants"), events,
    )  # fmt: skip
