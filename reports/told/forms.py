"""The report form that a report is given in, and the answers to its questions."""

from typing import Any

from actionplans.quarters import Span
from reports.models import CouncilReport, FormQuestion, ReportForm


def form_told(quarter: Span) -> dict[str, Any] | None:
    """The version in force on the quarter's last day; None where none was set by then."""
    form = ReportForm.objects.in_force(quarter.ends_on)
    if form is None:
        return None
    return {
        "number": form.number, "names": form.names, "order_number": form.order_number,
        "ordered_on": form.ordered_on.isoformat(), "starts_on": form.starts_on.isoformat(),
        "ends_on": form.ends_on.isoformat() if form.ends_on else None,
    }  # fmt: skip


def answers_told(form: dict[str, Any] | None, report: CouncilReport | None) -> list[dict[str, Any]]:
    """Every question of the form with the council's answer, "" where there is none yet."""
    if form is None:
        return []
    given = {answer.question_id: answer for answer in report.answers.all()} if report else {}
    return [
        {
            "id": question.pk, "question": question.texts, "kind": question.kind, "required": question.required,
            "text": given[question.pk].text if question.pk in given else "",
            "version": given[question.pk].version if question.pk in given else 0,
        }
        for question in FormQuestion.objects.filter(form__number=form["number"])
    ]  # fmt: skip
