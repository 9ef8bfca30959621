"""The covering letter: of SMS to the Government Administration, of a council to SMS."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.exports.content import Content
from reports.states import ItemStatus

from . import facts, pdf
from .facts import Told, figure


def render(content: Content) -> bytes:
    """The PDF in the content's language, which must be the active one."""
    return pdf.render("letter", told(content), content.as_of)


def told(content: Content) -> Told:
    national = content.is_national
    sender = facts.body(content, "sms").name if national else content.statement["council"]["names"]
    head = facts.head_of(content)
    return head | {
        "sender": content.name(sender),
        "addressed": content.name(facts.body(content, "ga" if national else "sms").addressed),
        "number": _("No. %(blank)s of %(blank)s") % {"blank": "_" * 10},
        "subject": _("On the report for the quarter: %(period)s") % {"period": content.period},
        "paragraphs": [*(_national(content) if national else _council(content)), *_both(content)],
        "annexes_head": _("Annexes:"), "annexes": _annexes(content),
        "signatures": facts.signatures(content),
    }  # fmt: skip


def _national(content: Content) -> list[str]:
    words = _(
        "%(sender)s sends the consolidated report of the coordination councils against trafficking in persons on"
        " their local action plans. Period: %(period)s. %(sealed)s."
    )
    told = {"sender": content.name(facts.body(content, "sms").name)}
    reported = facts.reported(content)
    missing = "; ".join(reported["missing"])
    out = _("Did not report: %(missing)s.") % {"missing": missing} if missing else ""
    return [words % (told | _which(content)), f"{reported['words']} {out}".strip()]


def _council(content: Content) -> list[str]:
    words = _("%(sender)s sends its report on the local action plan. Period: %(period)s. %(sealed)s.")
    statement: dict[str, Any] = content.statement
    lines = [words % ({"sender": content.name(statement["council"]["names"])} | _which(content))]
    if statement["plans"]:
        plan = statement["plans"][-1]
        endorsed = _("The plan was endorsed by %(authority)s, %(order)s of %(day)s.")
        order = {"authority": plan["authority"], "order": plan["order_number"], "day": facts.day(plan["endorsed_on"])}
        lines.append(endorsed % order)
    return lines


def _which(content: Content) -> dict[str, str]:
    return {"period": content.period, "sealed": content.sealed_words()}


def _both(content: Content) -> list[str]:
    """Figures, what is behind, and what waits for a decision."""
    now = content.statement["figures"]
    lines = [
        _("In the quarter: events %(events)s, participants %(participants)s, materials handed out %(materials)s.")
        % {name: figure(now[name]) for name in ("events", "participants", "materials")}
    ]
    states = [item["status"] for _council, item in content.items()]
    late, not_done = (states.count(one) for one in (ItemStatus.OVERDUE, ItemStatus.NOT_FULFILLED))
    if late or not_done:
        words = _("Of %(all)s plan items %(late)s are overdue and %(not_done)s not fulfilled.")
        lines.append(words % {"all": len(states), "late": late, "not_done": not_done})
    if asked := len(facts.problems(content)):
        words = ngettext(
            "The report sets out %(count)s problem and what is proposed.",
            "The report sets out %(count)s problems and what is proposed.",
            asked,
        )
        lines.append(words % {"count": asked})
    return lines


def _annexes(content: Content) -> list[str]:
    sheets = _("on %(blank)s sheets") % {"blank": "____"}
    named = [_("Report, signed"), _("Workbook (.xlsx)"), *([_("Briefing note")] if content.is_national else [])]
    return [f"{words}, {sheets}" for words in named]
