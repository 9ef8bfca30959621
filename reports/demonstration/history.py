"""Reports of seven quarters: opened, written, signed, accepted, consolidated, acknowledged; and what went astray."""

from datetime import date

from actionplans.models import PlanItem
from actionplans.quarters import Quarter, Span, parse_quarter
from councils.models import Council
from reports.models import CouncilReport, NationalReport, Period
from reports.rollup import items_of
from reports.services import council_reports, entries, national_reports, periods, signing
from reports.statement import draft_code, statement_of
from reports.states import ItemStatus

from . import archive, papers, registers
from .archive import EventRow
from .people import OFFICER, READER, SECOND_OFFICER
from .registers import Registers
from .story import ORDER, Story, account, after, holder

FIRST, LAST = Quarter(2018, 2), Quarter(2019, 4)
TODAY = date(2020, 1, 7)
IN_KYRGYZ = ("KG-B", "KG-J", "KG-N", "KG-O", "KG-T")
# When the national reports went out: consolidated and sent, acknowledged by GA.
NATIONAL = {
    "2018-Q2": (date(2018, 7, 24), date(2018, 7, 30)), "2018-Q3": (date(2018, 10, 23), date(2018, 10, 31)),
    "2018-Q4": (date(2019, 1, 23), date(2019, 2, 1)), "2019-Q1": (date(2019, 4, 19), date(2019, 4, 29)),
    "2019-Q2": (date(2019, 7, 24), date(2019, 7, 31)), "2019-Q3": (date(2019, 10, 28), date(2019, 11, 6)),
}  # fmt: skip
RETURNED = ("KG-C", "2018-Q4")
RESTATED = ("KG-J", "2019-Q1")
LEFT_OPEN = ("1.9", "2.2", "4.2", "4.5")  # what Batken's secretary still has to say on 7 January 2020
CAMPAIGN = (ItemStatus.NOT_DUE, ItemStatus.NOT_DUE, ItemStatus.IN_PROGRESS, ItemStatus.FULFILLED)  # by quarter


def live(story: Story) -> Registers:
    """Put down everything that happens to events and reports; the registers from which the events come."""
    register = Registers()
    register.record(story)
    _quarters(story)
    _reports(story)
    _national(story)
    _return_once(story, register)
    _restate(story, register)
    _this_week(story)
    return register


def _quarters(story: Story) -> None:
    quarter = FIRST
    while quarter.number <= LAST.number:
        story.on(quarter.next().starts_on, 0, _open, quarter)
        quarter = quarter.next()


def _open(quarter: Quarter) -> None:
    """What the scheduler's jobs do on the first day after a quarter."""
    period = periods.open_period(quarter, actor=None)
    for council in Council.objects.select_related("region"):
        periods.open_report(council, period, actor=None)
    periods.tell_sms(period)


def _reports(story: Story) -> None:
    for row in archive.rows_of("reports.csv"):
        code, label, signed_on = row["council"], row["quarter"], date.fromisoformat(row["signed_on"])
        _prepare_and_sign(story, code, label, signed_on, row["manner"])
        # Who was sent back is accepted later, with the second edition: the calendar names that day.
        if accepted_on := archive.optional_day(row["accepted_on"]):
            officer = OFFICER if ORDER.index(code) % 2 else SECOND_OFFICER
            story.on(accepted_on, 14, _accept, code, label, officer)


def _prepare_and_sign(story: Story, code: str, label: str, signed_on: date, manner: str) -> None:
    """The secretary writes the day before; the chair signs on screen, or on paper that the secretary submits."""
    story.on(after(signed_on, -1), 11, _write, code, label)
    story.on(after(signed_on, -1), 16, _prepare, code, label)
    if manner == "screen":
        story.on(signed_on, 10, _sign, code, label)
    else:
        story.on(signed_on, 10, _submit_paper, code, label, signed_on)


def _report(code: str, label: str) -> CouncilReport:
    quarter = parse_quarter(label)
    reports = CouncilReport.objects.select_related("period", "council__region")
    return reports.get(council__code=code, period__year=quarter.year, period__quarter=quarter.quarter)


def _write(code: str, label: str) -> None:
    """Confirm what the rule proposes; then a text, a state or both where a person has more to say."""
    report, secretary = _report(code, label), holder(code, "secretary")
    quarter = report.period.as_quarter
    entries.confirm_proposed(report, actor=secretary)
    written = {entry.item_id: entry for entry in report.entries.all()}
    for place, item in enumerate(items_of([report.council], quarter, {})):
        entry = written.get(item.pk)
        status = _status(item.number, quarter, entry.status if entry else None)
        speaks_for_itself = entry is not None and entry.status == status
        text = _text(code, quarter, item.number, place if speaks_for_itself else None)
        if entry is None or (status, text or entry.text) != (entry.status, entry.text):
            entries.write_entry(
                report, item, status=status, text=text, version=entry.version if entry else 0, actor=secretary
            )


def _write_half(code: str, label: str) -> None:
    """Item by item, and not yet all of them."""
    report, secretary = _report(code, label), holder(code, "secretary")
    quarter = report.period.as_quarter
    told = {item["id"]: item["proposed"] for item in statement_of(report.council, quarter, report)["items"]}
    items = PlanItem.objects.filter(pk__in=told).exclude(number__in=LEFT_OPEN).order_by("position")
    for place, item in enumerate(items):
        status = _status(item.number, quarter, told[item.pk])
        text = _text(code, quarter, item.number, place if told[item.pk] == status else None)
        entries.write_entry(report, item, status=status, text=text, version=0, actor=secretary)


def _text(code: str, quarter: Span, number: str, place: int | None) -> str:
    """One of the sentences for this item; where figures speak for themselves (`place` is told), one time in five."""
    told = archive.progress().get((number, "ky" if code in IN_KYRGYZ else "ru"), [])
    turn = ORDER.index(code) + quarter.number + (place or 0)
    return "" if not told or (place is not None and turn % 5) else told[turn // 5 % len(told)]


def _status(number: str, quarter: Span, proposed: str | None) -> str:
    """What the rule proposed; where figures cannot know, what the quarter of the year suggests."""
    if number == "1.3":  # its events stand at the items where they were held
        return CAMPAIGN[quarter.quarter - 1]
    if proposed:
        return proposed
    if quarter.quarter == 4:
        return ItemStatus.PARTLY if number in ("2.2", "4.2") else ItemStatus.FULFILLED
    return ItemStatus.NOT_DUE if number in ("3.2", "4.6") else ItemStatus.IN_PROGRESS


def _prepare(code: str, label: str) -> None:
    council_reports.prepare(_report(code, label), actor=holder(code, "secretary"))


def _sign(code: str, label: str) -> None:
    signing.sign(_report(code, label), actor=holder(code, "chair"))


def _submit_paper(code: str, label: str, signed_on: date) -> None:
    report, number = _report(code, label), f"№ 14-2/{10 + signed_on.month * 3}"
    printed = draft_code(statement_of(report.council, report.period.as_quarter, report))
    signing.submit_on_paper(
        report, signed_on=signed_on, outgoing_number=number, code=printed, actor=holder(code, "secretary"),
        scan=(papers.pdf(f"{code} {label}", printed), "pdf", f"{code}-{label}.pdf"),
    )  # fmt: skip


def _accept(code: str, label: str, officer: str) -> None:
    council_reports.accept(_report(code, label), actor=account(officer))


def _national(story: Story) -> None:
    for label, (sent_on, acknowledged_on) in NATIONAL.items():
        story.on(sent_on, 15, _consolidate, label)
        story.on(acknowledged_on, 11, _acknowledge, label)


def _consolidate(label: str) -> None:
    quarter, officer = parse_quarter(label), account(OFFICER)
    period = Period.objects.get(year=quarter.year, quarter=quarter.quarter)
    national_reports.consolidate(period, missing={}, actor=officer)
    national_reports.submit_to_ga(NationalReport.objects.get(period=period), actor=officer)


def _acknowledge(label: str) -> None:
    quarter = parse_quarter(label)
    national = NationalReport.objects.get(period__year=quarter.year, period__quarter=quarter.quarter)
    national_reports.acknowledge(national, actor=account(READER))


def _return_once(story: Story, register: Registers) -> None:
    """SMS returned one report for a count that could not be; it came back corrected, as its second edition."""
    code, label = RETURNED
    reason = "В одном мероприятии декабря участников больше, чем вмещает зал. Проверьте число и представьте снова."
    story.on(date(2019, 1, 16), 11, _return, code, label, reason, date(2019, 1, 25))
    story.on(date(2019, 1, 17), 9, registers.correct, register.miscounted)
    story.on(date(2019, 1, 17), 16, _prepare, code, label)
    story.on(date(2019, 1, 18), 10, _sign, code, label)


def _return(code: str, label: str, reason: str, until: date) -> None:
    council_reports.return_report(_report(code, label), actor=account(OFFICER), reason=reason, until=until)


def _restate(story: Story, register: Registers) -> None:
    """An accepted report was reopened for events that came late: second editions of the council and the country."""
    code, label = RESTATED
    late = register.late
    story.on(date(2019, 6, 10), 11, _reopen, code, label)
    story.on(date(2019, 6, 11), 9, registers.record_rows, code, late, f"{code} 2019-03, Сузакский район.xlsx")
    story.on(date(2019, 6, 11), 12, registers.void_doubled, register.doubled)
    _prepare_and_sign(story, code, label, date(2019, 6, 14), "screen")
    story.on(date(2019, 6, 17), 14, _accept, code, label, OFFICER)
    story.on(date(2019, 6, 18), 15, _consolidate, label)
    story.on(date(2019, 6, 25), 11, _acknowledge, label)


def _reopen(code: str, label: str) -> None:
    council_reports.reopen(
        _report(code, label), actor=account(OFFICER), until=date(2019, 6, 24),
        reason="Реестр Сузакского района за март поступил с опозданием; одно мероприятие внесено дважды.",
    )  # fmt: skip


def _this_week(story: Story) -> None:
    """The first week of 2020: what is returned, put off, half written, and held without a plan."""
    label = LAST.label
    reason = "По пункту 1.8 не сказано, каким районам переданы буклеты. Дополните текст и представьте снова."
    story.on(date(2020, 1, 6), 12, _return, "KG-O", label, reason, date(2020, 1, 20))
    story.on(date(2020, 1, 6), 11, _write_half, "KG-B", label)
    story.on(date(2020, 1, 6), 13, _extend, "KG-GO", label)
    for row in _without_plan():
        story.on(date(2020, 1, 6), 15, registers.record_awaiting, row)


def _extend(code: str, label: str) -> None:
    periods.extend(
        _report(code, label), until=date(2020, 1, 25), actor=account(OFFICER),
        reason="Секретарь на лечении до 20 января, письмо мэрии № 3.",
    )  # fmt: skip


def _without_plan() -> list[EventRow]:
    counts = dict.fromkeys(archive.COUNTS) | {"participants": 24, "women": 15, "men": 9, "materials": 20}
    soates = {"KG-N": "41704400000010", "KG-Y": "41702410000010"}
    return [
        EventRow(code, date(2020, 1, 4), date(2020, 1, 4), soate, "Дом культуры", "Безопасная миграция", "1.1",
                 "residents_meeting", counts, ("ГСМ",), False)
        for code, soate in soates.items()
    ]  # fmt: skip
