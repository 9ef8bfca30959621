"""The report for signature: of all councils by measure, of one council item by item in the usual columns."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from actionplans.states import Unit
from councils.numbers import figure_words
from reports.exports.content import NOT_APPLICABLE, Content, label
from reports.statement import Statement
from reports.states import ItemStatus

from . import facts, pdf
from .facts import Told
from .measures import by_pillar


def render(content: Content) -> bytes:
    """The PDF in the content's language, which must be the active one."""
    return pdf.render("report", told(content), content.as_of)


def told(content: Content) -> Told:
    parts = list(_national(content) if content.is_national else _council(content))
    return facts.head_of(content) | {
        "opening": _opening(content), "parts": parts, "signatures": facts.signatures(content),
    }  # fmt: skip


def _opening(content: Content) -> list[str]:
    if content.is_national:
        reported = facts.reported(content)
        return [reported["words"], *reported["missing"], *reported["behalf"]]
    lines = []
    form = content.statement.get("form")
    if form:
        words = _("Report form: version %(number)s, order %(order)s of %(day)s.")
        order = {"number": form["number"], "order": form["order_number"], "day": facts.day(form["ordered_on"])}
        lines.append(words % order)
    if content.statement["no_events_confirmed"]:
        lines.append(_("There were no events this quarter: the council confirms it."))
    return lines


def _national(content: Content) -> Iterator[Told]:
    yield _figures(content)
    by_council = facts.by_council(content)
    yield {
        "name": _("By council"), "heads": by_council["heads"], "rows": by_council["rows"],
        "total": by_council["total"], "widths": [2, *[1] * (len(by_council["heads"]) - 1)], "figures": 1,
    }  # fmt: skip
    yield {"name": _("By measure of the Programme"), "groups": by_pillar(content)}
    yield _behind(content)
    yield _meetings(content)
    yield _problems(content)
    yield _restated(content)


def _council(content: Content) -> Iterator[Told]:
    yield _figures(content)
    heads = [
        _("Item No."), _("Activity"), _("Due"), _("Responsible"), _("Indicator, fact and target"), _("Status"),
        _("Progress"), _("Funding"),
    ]  # fmt: skip
    rows = [_item(content, item) for _council, item in content.items()]
    yield {
        "name": _("Plan fulfilment"), "heads": heads, "rows": rows, "widths": [0, 8, 5, 6, 8, 4, 9, 6],
        "figures": len(heads),
    }  # fmt: skip
    yield _answers(content)
    yield _meetings(content)
    if content.statement.get("decisions"):
        yield _decisions(content)
    yield _problems(content)
    yield _restated(content)
    if opinions := content.statement.get("opinions"):
        lines = [f"{one['name']}, {content.name(one['seat'])}: {one['text']}" for one in opinions]
        yield {"name": _("Separate opinions"), "lines": lines}


def _figures(content: Content) -> Told:
    told = facts.figures(content)
    return {
        "name": _("The quarter in figures"), "heads": told["heads"], "rows": told["rows"], "widths": [3, 1, 1, 1, 1],
        "figures": 1, "lines": [told["note"]],
    }  # fmt: skip


def _behind(content: Content) -> Told:
    rows = facts.behind(content)
    return {
        "name": _("Overdue and not fulfilled"), "rows": rows, "widths": [2, 5, 2, 4], "figures": 4,
        "heads": [_("Council"), _("Plan item"), _("Status"), _("Responsible")],
        "lines": [] if rows else [_("None.")],
    }  # fmt: skip


def _problems(content: Content) -> Told:
    """A council's own has no column for the council."""
    first = 0 if content.is_national else 1
    heads = [_("Council"), _("Item"), _("Problem"), _("Proposal"), _("Addressed to")][first:]
    rows = [row[first:] for row in facts.problems(content)]
    return {
        "name": _("Problems and proposals"), "heads": heads, "rows": rows, "widths": [2, 1, 5, 5, 3][first:],
        "figures": len(heads), "lines": facts.below(content, "problems", rows),
    }  # fmt: skip


def _meetings(content: Content) -> Told:
    """A council's own has no column for the council."""
    first = 0 if content.is_national else 1
    heads = [
        _("Council"), _("Meetings a year by the Charter"), _("held"), _("with a quorum"),
        _("held since the start of the year"), _("Decisions"), _("carried out"), _("overdue"),
    ][first:]  # fmt: skip
    rows = [row[first:] for row in facts.meetings(content)]
    return {
        "name": _("Meetings and decisions"), "heads": heads, "rows": rows, "widths": [3, 1, 1, 1, 1, 1, 1, 1][first:],
        "figures": 1 - first, "lines": facts.below(content, "meetings", rows),
    }  # fmt: skip


def _decisions(content: Content) -> Told:
    heads = [_("No."), _("Decided"), _("Responsible"), _("Due"), _("State"), _("Outcome")]
    return {
        "name": _("Decisions"), "heads": heads, "rows": facts.decisions(content), "widths": [1, 6, 3, 2, 2, 5],
        "figures": len(heads),
    }  # fmt: skip


def _restated(content: Content) -> Told:
    return {"name": _("Figures restated since"), "lines": facts.restated(content) or [_("None.")]}


def _answers(content: Content) -> Told:
    answers: list[dict[str, Any]] = content.statement.get("answers", [])
    lines = [f"{content.name(one['question'])} {one['text'] or NOT_APPLICABLE}" for one in answers]
    return {"name": _("Questions of the report form"), "lines": lines + facts.below(content, "answers", lines)}


def _item(content: Content, item: Statement) -> list[str]:
    marks = "\n".join(_mark(content, one) for one in item["indicators"])
    progress = "\n".join(filter(None, (item["text"], item.get("next_steps", ""))))
    if adjusted := item.get("adjustment"):
        words = _("Counted twice: %(count)s participants. %(reason)s")
        progress += "\n" + words % {"count": adjusted["participants"], "reason": adjusted["reason"]}
    state = label(ItemStatus.choices, item["status"]) or _("not confirmed yet")
    return [
        item["number"], content.name(item["title"]), item["due"], item["responsible"], marks, state, progress.strip(),
        item["funding"],
    ]  # fmt: skip


def _mark(content: Content, told: Statement) -> str:
    """«Беседы, мероприятие: 3 в квартале, 3 с начала года, цель 4 (75 %)»; a dash where nothing is computed."""
    unit = told["unit_text"] or label(Unit.choices, told["unit"])
    numbers = {
        name: NOT_APPLICABLE if told[name] is None else figure_words(told[name])
        for name in ("quarter", "year_to_date", "target", "per_cent")
    }
    words = _("%(name)s, %(unit)s: quarter %(quarter)s, year %(year_to_date)s, target %(target)s, %(per_cent)s %%")
    return words % (numbers | {"name": content.name(told["name"]), "unit": unit})
