"""What is said beside figures: report forms, problems, double counting, an opinion, next steps, texts on measures,
instructions, a comment. Invented."""

from datetime import date

from actionplans.models import Measure, PlanItem
from actionplans.quarters import parse_quarter
from reports.models import CouncilReport, Instruction, NationalReport, Period
from reports.opinions import may_hold_opinion
from reports.services import comments, entries, instructions, narrative, remarks, report_forms
from reports.services.report_forms import FormTerms, Question

from . import archive
from .people import ADMINISTRATOR, OFFICER, READER
from .story import Story, account, after, council_of, holder

FORMS = (
    FormTerms(
        "№ 21", date(2018, 5, 14), date(2018, 4, 1), None,
        {"ru": "Форма квартального отчёта совета", "ky": "Кеңештин кварталдык отчетунун формасы",
         "en": "Quarterly report of a council"},
    ),
    FormTerms(
        "№ 9", date(2019, 3, 25), date(2019, 4, 1), None,
        {"ru": "Форма квартального отчёта совета, с вопросом об обучении",
         "ky": "Кеңештин кварталдык отчетунун формасы, окутуу жөнүндө суроо менен",
         "en": "Quarterly report of a council, with a question on training"},
    ),
)  # fmt: skip
TRAINED = Question(
    {"ru": "Сколько членов совета обучено мониторингу и оценке?",
     "ky": "Кеңештин канча мүчөсү мониторингге жана баалоого окутулду?",
     "en": "How many members of the council are trained in monitoring and evaluation?"},
    "number",
)  # fmt: skip
TOLD = "2019-Q3"
TEXTS = {
    "1.1": "Советы провели встречи во всех областях; больше всего участников в сёлах с высокой трудовой миграцией.",
    "1.2": "С начала учебного года классные часы прошли в школах и колледжах всех областей и города Ош.",
    "2.2": "Перечни служб помощи обновлены; в Лейлекском районе ближайший кризисный центр находится в Баткене.",
    "4.3": "Семь советов из восьми представили отчёт в срок.",
}  # fmt: skip
COMMENTED = ("KG-O", "2019-Q4", "1.8", "Каким районам переданы буклеты? Назовите их в тексте.")


def say(story: Story) -> None:
    """Put down what was said, by whom, on which day."""
    story.on(date(2018, 5, 14), 10, _set_form, 0)
    story.on(date(2019, 3, 26), 10, _set_form, 1)
    signed = {(row["council"], row["quarter"]): row["signed_on"] for row in archive.rows_of("reports.csv")}
    for row in archive.rows_of("remarks.csv"):
        day = date.fromisoformat(signed[row["council"], row["quarter"]])
        story.on(after(day, -1), 12, _remark, row)
    story.on(date(2019, 10, 25), 15, _write_texts)
    story.on(date(2019, 11, 6), 12, _instruct)
    story.on(date(2019, 11, 26), 12, _carry_out)
    story.on(date(2019, 12, 2), 12, _confirm)
    story.on(date(2020, 1, 6), 12, _comment)


def _set_form(number: int) -> None:
    report_forms.create_form(FORMS[number], [TRAINED] if number else [], actor=account(ADMINISTRATOR))


def _report(code: str, label: str) -> CouncilReport:
    quarter = parse_quarter(label)
    return CouncilReport.objects.select_related("period", "council__region").get(
        council__code=code, period__year=quarter.year, period__quarter=quarter.quarter
    )


def _item(report: CouncilReport, number: str) -> PlanItem | None:
    """An item that the secretary wrote of before."""
    entries_written = report.entries.select_related("item__plan__council", "item__measure")
    return entries_written.get(item__number=number).item if number else None


def _remark(row: dict[str, str]) -> None:
    report, secretary = _report(row["council"], row["quarter"]), holder(row["council"], "secretary")
    item = _item(report, row["item"])
    match row["kind"]:
        case "problem":
            remarks.write_problem(
                report, item=item, problem=row["text"], proposal=row["proposal"], addressee=row["addressee"],
                version=0, actor=secretary,
            )  # fmt: skip
        case "opinion":
            member = may_hold_opinion(report, after(report.period.as_quarter.ends_on, 1)).filter(seat__role="member")
            remarks.attach_opinion(report, member[0], text=row["text"], actor=secretary)
        case "adjustment":
            assert item is not None
            remarks.set_adjustment(
                report, item, participants=int(row["proposal"]), reason=row["text"], version=0, actor=secretary
            )
        case "next_steps":
            entry = report.entries.get(item=item)
            entries.write_entry(
                report, entry.item, status=entry.status, text=entry.text or row["text"], next_steps=row["text"],
                version=entry.version, actor=secretary,
            )  # fmt: skip


def _write_texts() -> None:
    quarter = parse_quarter(TOLD)
    period = Period.objects.get(year=quarter.year, quarter=quarter.quarter)
    measures = {measure.code: measure for measure in Measure.objects.filter(code__in=TEXTS)}
    for code, text in TEXTS.items():
        narrative.write_text(period, measures[code], text=text, number=0, actor=account(OFFICER))


def _instruct() -> None:
    """Two on the third quarter: one is carried out and confirmed, the other is overdue on the demonstration's day."""
    quarter = parse_quarter(TOLD)
    national = NationalReport.objects.get(period__year=quarter.year, period__quarter=quarter.quarter)
    for code, due_on, text in (
        ("KG-J", date(2019, 12, 1), "Назначить в каждом районе ответственного за реестр мероприятий."),
        ("KG-B", date(2019, 12, 20), "Согласовать с Лейлекским районом проезд до кризисного центра."),
    ):  # fmt: skip
        council = council_of(code)
        instructions.give(
            national, text=text, addressee=council.name, due_on=due_on, council=council, actor=account(READER)
        )


def _carry_out() -> None:
    instructions.carry_out(
        Instruction.objects.get(council__code="KG-J"), actor=holder("KG-J", "secretary"),
        outcome="Ответственные назначены во всех районах, список у секретаря совета.",
    )  # fmt: skip


def _confirm() -> None:
    instructions.confirm(Instruction.objects.get(council__code="KG-J"), actor=account(READER))


def _comment() -> None:
    code, label, number, text = COMMENTED
    report = _report(code, label)
    comments.write_comment(report, item=_item(report, number), text=text, actor=account(OFFICER))
