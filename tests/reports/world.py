"""One council with people, an endorsed plan and events, as the tests of reports need it; all through the services."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.test import Client
from django.urls import reverse

from actionplans.checks import EventDraft
from actionplans.models import ActionPlan, Event, PlanItem
from actionplans.quarters import Quarter
from actionplans.services.events import record_event
from actionplans.services.plans import draft_plan, endorse_plan
from actionplans.states import EventForm, Source, Unit
from actionplans.wording import IndicatorDraft, ItemDraft
from councils import clock
from councils.mode import ensure_mode
from councils.models import Council, District, User
from reports.models import CouncilReport, EditionText, Period
from reports.services import council_reports, entries, periods, redactions, signing
from reports.statement import draft_code, statement_of
from tests.factories import make_council, make_grant, make_member, make_operator

Q1 = Quarter(2019, 1)
AFTER_Q1 = date(2019, 4, 5)
_soate = count(41705100000000)


@dataclass
class World:
    council: Council
    plan: ActionPlan
    item: PlanItem
    silent: PlanItem
    district: District
    secretary: User
    chair: User
    deputy: User


def make_world(code: str = "KG-B") -> World:
    """Council, seats, plan 2018–2019 with item 1.1 (measured) and 1.2 (typed in)."""
    ensure_mode()
    council = make_council(code)
    operator = make_operator()
    people = {seat: make_member(council, seat, f"{code.lower()}-{seat}") for seat in ("secretary", "chair", "deputy")}
    with clock.at(date(2018, 6, 1)):
        plan = _plan(council, operator)
    district = District.objects.create(
        region=council.region, soate=str(next(_soate)), kind="district", name_en="D", name_ru="Р", name_ky="Р"
    )
    items = list(plan.items.all())
    return World(council, plan, items[0], items[1], district, people["secretary"], people["chair"], people["deputy"])


def _plan(council: Council, actor: User) -> ActionPlan:
    measured = [
        IndicatorDraft("Проведено мероприятий", Unit.EVENT, "мероприятие", Source.EVENTS, {2019: Decimal(4)}),
        IndicatorDraft("Охвачено участников", Unit.PERSON, "человек", Source.PARTICIPANTS, {2019: Decimal(100)}),
    ]
    typed = [IndicatorDraft("Перечень обновлён", Unit.DOCUMENT, "документ", Source.TYPED_IN, {2019: Decimal(1)})]
    items = [ItemDraft("1.1", "Беседы", indicators=measured), ItemDraft("1.2", "Перечень", indicators=typed)]
    plan = draft_plan(council, starts_on=date(2018, 1, 1), ends_on=date(2019, 12, 31), items=items, actor=actor)
    return endorse_plan(plan, authority="РГА", order_number="№ 1", endorsed_on=date(2018, 6, 1), actor=actor)


def draft(world: World, day: date, participants: int | None = 25, **values: Any) -> EventDraft:
    told: dict[str, Any] = {
        "starts_on": day, "ends_on": day, "item": world.item, "district": world.district, "form": EventForm.LECTURE,
        "title": "Безопасная миграция", "place": "школа", "participants": participants,
    }  # fmt: skip
    return EventDraft(**(told | values))


def record(world: World, day: date, participants: int | None = 25, **values: Any) -> Event:
    """An event recorded by the council's secretary; the clock must stand on or after its day."""
    return record_event(world.council, draft(world, day, participants, **values), actor=world.secretary)


def open_report(world: World, quarter: Quarter = Q1) -> CouncilReport:
    period: Period = periods.open_period(quarter, actor=None)
    return periods.open_report(world.council, period, actor=None)


def prepared(world: World, report: CouncilReport) -> CouncilReport:
    for item in (world.item, world.silent):
        entry = report.entries.filter(item=item).first()
        entries.write_entry(
            report, item, status="in_progress", text=f"Ход: {item.number}", version=entry.version if entry else 0,
            actor=world.secretary,
        )  # fmt: skip
    return council_reports.prepare(report, actor=world.secretary)


def sealed(world: World, quarter: Quarter = Q1) -> CouncilReport:
    """A report signed by the chair on screen."""
    report = prepared(world, open_report(world, quarter))
    signing.sign(report, actor=world.chair)
    return CouncilReport.objects.get(pk=report.pk)


SCAN = (b"%PDF-1.7 signed", "pdf", "signed.pdf")


def code_of(world: World, report: CouncilReport) -> str:
    """What a print of the report bears now."""
    return draft_code(statement_of(world.council, report.period.as_quarter, report))


def sealed_on_paper(world: World, quarter: Quarter = Q1, **said: Any) -> CouncilReport:
    """A report that the chair signed on paper today, as the secretary submits it; `said` in place of that."""
    report = prepared(world, open_report(world, quarter))
    paper = {"signed_on": clock.today(), "outgoing_number": "№ 14-2/31", "scan": SCAN} | said
    signing.submit_on_paper(report, **({"code": code_of(world, report), "actor": world.secretary} | paper))
    return CouncilReport.objects.get(pk=report.pk)


def sms_officer() -> User:
    return make_grant("sms", username="sms")


def ga_reader() -> User:
    return make_grant("ga", username="ga")


def page_of(name: str, world: World, *more: object) -> str:
    """The address of a page of the council's report on the first quarter."""
    return reverse(f"reports:{name}", args=[world.council.code, Q1.label, *more])


def signed_in(user: User) -> Client:
    """A browser of this user's, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def blacked_out(text: EditionText) -> None:
    """A text redacted by two persons: its chair, or SMS, asked, an administrator decided."""
    report = text.edition.report
    asker = User.objects.get(username=f"{report.council.code.lower()}-chair" if report else "sms")
    redaction = redactions.ask(text, reason="Имя потерпевшей", actor=asker)
    redactions.carry_out(redaction, actor=make_grant("administrator"))
