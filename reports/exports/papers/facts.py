"""What the papers of a report say, in the active language: plain texts and rows, from a Content alone (rule 14).

Pure functions; a paper is the same for the same edition and language. Figures are those of the statements.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from councils.dates import day_short
from councils.numbers import figure_words
from councils.states import DecisionState
from reports.bodies import Body, body_on
from reports.exports.base import PAGE, PAGES
from reports.exports.content import NOT_APPLICABLE, Content, label, on_behalf_words
from reports.pages import LABELS, SIX, changed_rows, compared_of, tiles_of
from reports.statement import Statement
from reports.states import ItemStatus

# The columns of the national page, which a paper repeats for each council.
COLUMNS = ("events", "participants", "women", "men", "sex_not_recorded", "youth", "audience", "materials")
BLANK = "_" * 18
Told = dict[str, Any]


def figure(value: int | None) -> str:
    return _("n/r") if value is None else figure_words(value)


def day(text: str | None) -> str:
    return day_short(date.fromisoformat(text)) if text else NOT_APPLICABLE


def title(content: Content) -> str:
    if content.is_national:
        return _("Consolidated report of the coordination councils on their local action plans")
    return _("Report on the local action plan: %(council)s") % {
        "council": content.name(content.statement["council"]["names"])
    }


def head_of(content: Content) -> Told:
    """What every page says: title, period, edition and code; plainly when nothing is sealed or all is invented."""
    return {
        "language": content.language, "title": title(content), "period": content.period,
        "sealed": content.sealed_words(), "as_of": day_short(content.as_of.date()),
        "draft": "" if content.seal or content.to_sign else _("DRAFT, not sealed"),
        "demonstration": _("DEMONSTRATION: invented data") if content.demonstration else "",
        "pages": pages_words(),
    }  # fmt: skip


def pages_words() -> list[str]:
    """What stands before, between and after the page's number and how many there are."""
    words = _("page %(page)s of %(pages)s") % {"page": PAGE, "pages": PAGES}
    before, _page, rest = words.partition(PAGE)
    between, _pages, after = rest.partition(PAGES)
    return [before, between, after]


def body(content: Content, key: str) -> Body:
    return body_on(key, content.as_of.date())


# ---- who reported


def reported(content: Content) -> Told:
    """How many councils reported, which did not and why, what SMS entered for them."""
    told = content.statement
    behalf = [f"{content.region(one)}: {words}" for one in content.councils for words in on_behalf_words(one)]
    return {
        "words": _("%(count)s of %(due)s councils reported.") % {"count": content.reported, "due": told["due"]},
        "missing": [f"{content.name(gap['names'])}: {gap['reason']}" for gap in told["missing"]],
        "behalf": behalf,
    }


# ---- figures


def figures(content: Content) -> Told:
    """The six figures, youth and audience: in the quarter, a year before, the change on like months, of the year."""
    told, names = content.statement, (*SIX, "youth", "audience")
    before, since = told["year_before"], told["year_to_date"]
    rows = [
        [
            str(tile.label), figure(tile.value), figure(before["figures"][tile.name]) if before else _("no data"),
            tile.change.words if tile.change else NOT_APPLICABLE, figure(since[tile.name]),
        ]
        for tile in tiles_of(told, names=names)
    ]  # fmt: skip
    return {
        "heads": [
            _("Figure"), _("In the quarter"), _("Same quarter last year"), _("Change, +/−"),
            _("Since the start of the year"),
        ],
        "rows": rows,
        "note": _compared(told),
    }  # fmt: skip


def _compared(told: Statement) -> str:
    compared = compared_of(told)
    if compared is None:
        return _("There was no council in the same months of the year before: no data to compare with.")
    words = _("Change on the same months of the year before, %(first)s – %(last)s.")
    days = {"first": day_short(compared.first), "last": day_short(compared.last)}
    part = " " + _("Only the like months of both years are compared.") if compared.is_part else ""
    return words % days + part


def by_council(content: Content) -> Told:
    """A row for each council that is in, zeros included, and the sums as the statement says them."""
    rows = [
        [content.name(council["region"]), *(figure(council["figures"][name]) for name in COLUMNS)]
        for council in content.statement["councils"]
    ]
    total = [_("TOTAL"), *(figure(content.statement["figures"][name]) for name in COLUMNS)]
    return {"heads": [_("Council"), *(str(LABELS[name]) for name in COLUMNS)], "rows": rows, "total": total}


# ---- what is behind, problems, what changed


def region_of(content: Content, council: Statement) -> str:
    """Before a line of one council: its region; nothing in the council's own paper."""
    return content.region(council) if content.is_national else ""


def behind(content: Content) -> list[list[str]]:
    """Items that are overdue or not fulfilled: council, number and title, state, who answers."""
    wanted = (ItemStatus.OVERDUE, ItemStatus.NOT_FULFILLED)
    return [
        [
            region_of(content, council), f"{item['number']}. {content.name(item['title'])}",
            label(ItemStatus.choices, item["status"]), item["responsible"],
        ]
        for council, item in content.items()
        if item["status"] in wanted
    ]  # fmt: skip


def behind_in_brief(content: Content) -> list[str]:
    """A line for each council: how many items are overdue or not fulfilled, which, and who answers."""
    found: dict[str, list[tuple[str, str]]] = {}
    for council, item in content.items():
        if item["status"] in (ItemStatus.OVERDUE, ItemStatus.NOT_FULFILLED):
            found.setdefault(content.region(council), []).append((item["number"], item["responsible"]))
    words = _("%(council)s: %(count)s items (%(numbers)s); responsible: %(who)s")
    return [
        words % {
            "council": region, "count": len(rows), "numbers": ", ".join(number for number, _who in rows),
            "who": "; ".join(dict.fromkeys(who for _number, who in rows if who)) or NOT_APPLICABLE,
        }
        for region, rows in found.items()
    ]  # fmt: skip


def problems(content: Content) -> list[list[str]]:
    """Problems for a decision: council, item, problem, what is proposed, to whom."""
    return [
        [
            region_of(content, council),
            one["item"] or _("whole plan"),
            one["problem"],
            one["proposal"],
            one["addressee"],
        ]
        for council in content.councils
        for one in council.get("problems", ())
    ]  # fmt: skip


def meetings(content: Content) -> list[list[str]]:
    """A row for each council whose edition tells them: asked for by the Charter, held, with a quorum, in the year so
    far, decisions, carried out, overdue."""
    names = ("held", "with_quorum", "held_in_year", "decisions", "done", "overdue")
    return [
        [
            content.region(council),
            NOT_APPLICABLE if told["asked_a_year"] is None else str(told["asked_a_year"]),
            *(figure(told[name]) for name in names),
        ]
        for council in content.councils
        if (told := council.get("meetings"))
    ]


def decisions(content: Content) -> list[list[str]]:
    """Number, text, responsible, due day, state and outcome."""
    return [
        [
            one["number"], one["text"], one["responsible"] or NOT_APPLICABLE,
            day(one["due_on"]),
            _("overdue") if one["overdue"] else label(DecisionState.choices, one["state"]), one["outcome"],
        ]
        for council in content.councils
        for one in council.get("decisions", ())
    ]  # fmt: skip


def below(content: Content, name: str, told: Iterable[object]) -> list[str]:
    """What stands below a list of the councils' own, such as "problems": that there is none, or whose editions are
    too old to tell it."""
    old = [content.region(one) for one in content.councils if name not in one]
    if not old:
        return [] if told else [_("None.")]
    if not content.is_national:
        return [_("This edition does not tell it.")]
    return [_("Their editions do not tell it: %(councils)s.") % {"councils": ", ".join(old)}]


def restated(content: Content) -> list[str]:
    """Figures of earlier quarters or editions that are others now, and why: a line for each report."""
    told = content.statement
    lines = [
        f"{content.name(one['region'])}, {one['period']}: {_changed(one)}. {one['reason']}"
        for one in told.get("restated") or ()
    ]
    changes = told.get("changes")
    if changes:
        words = _("Against edition %(number)s: %(figures)s. %(reason)s")
        told_changes = {"number": changes["edition"], "figures": _changed(changes)}
        lines.append(words % (told_changes | {"reason": changes["reason"]}))
    if content.is_national and told.get("restated") is None:
        lines.append(_("This edition does not tell which earlier quarters were restated."))
    return lines


def _changed(told: Statement) -> str:
    rows = [f"{label} {figure(was)} → {figure(now)}" for label, was, now in changed_rows(told)]
    return "; ".join(rows) or _("no figure of the total changed")


# ---- signatures


def signatures(content: Content) -> Told:
    """Who signs by hand, and who prepared it; names are blanks to be filled in."""
    dated = _("date %(blank)s") % {"blank": BLANK}
    made = _("Prepared by: %(blank)s, tel. %(blank)s") % {"blank": BLANK}
    if content.is_national:
        head = body(content, "sms").head[content.language]
        return {"rows": [[head, BLANK, _("(name)")]], "seal": _("L.S."), "day": dated, "made": made}
    rows = [[_("Chair of the council"), BLANK, _signatory(content)], [_("Secretary"), BLANK, _("(name)")]]
    return {"rows": rows, "seal": _("L.S."), "day": dated, "made": made}


def _signatory(content: Content) -> str:
    signature = content.statement.get("signature")
    return signature["name"] if signature else _("(name)")
