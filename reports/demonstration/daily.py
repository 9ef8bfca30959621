"""What the daily pages have to show: an amendment, figures typed in, national events, a link as evidence. Invented."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from actionplans.models import ActionPlan, Campaign, Event, Indicator, PlanItem
from actionplans.national_events import NationalDraft
from actionplans.quarters import Quarter
from actionplans.services.amendments import change_item_in, endorse_amendment, open_amendment
from actionplans.services.evidence import add_link
from actionplans.services.figures import type_figure
from actionplans.services.national_events import record_national_event
from actionplans.states import NationalOwner
from actionplans.wording import draft_of

from .story import Story, account, council_of, holder

AMENDED = date(2020, 1, 6)
# By the item's number in Batken's plan 2018–2019: the figure of the fourth quarter and the document that proves it.
TYPED = {
    "1.4": (6, "Перечень СМИ, приложение к протоколу № 4"), "1.9": (14, "Подборка публикаций за IV квартал"),
    "2.2": (1, "Перечень служб помощи, обновлён 2 декабря 2019 года"), "3.2": (5, "Справка о проверках от 20.12.2019"),
}  # fmt: skip
NATIONAL = (
    NationalDraft(
        starts_on=date(2019, 7, 30), ends_on=date(2019, 7, 30), form="round_table", owner=NationalOwner.SMS,
        title="Конференция ко Всемирному дню борьбы с торговлей людьми", place="г. Бишкек", participants=120, women=71,
        men=49,
    ),
    NationalDraft(
        starts_on=date(2019, 11, 12), ends_on=date(2019, 11, 14), form="seminar", owner=NationalOwner.PARTNER,
        partner="МОМ", title="Региональный семинар для секретарей координационных советов", place="г. Ош",
        participants=24,
    ),
)  # fmt: skip


def days(story: Story) -> None:
    """Put down what happened beside events and reports."""
    for draft in NATIONAL:
        story.on(draft.ends_on or AMENDED, 17, _held, draft)
    story.on(date(2020, 1, 3), 15, _type_in)
    story.on(AMENDED, 15, _amend)
    story.on(AMENDED, 16, _prove)


def _held(draft: NationalDraft) -> None:
    campaign = Campaign.objects.filter(starts_on__lte=draft.starts_on, ends_on__gte=draft.ends_on).first()
    record_national_event(replace(draft, campaign=campaign), actor=account("sms-officer"))


def _type_in() -> None:
    secretary = holder("KG-B", "secretary")
    typed = Indicator.objects.filter(item__plan__council__code="KG-B", item__plan__starts_on__year=2018)
    for number, (value, document) in TYPED.items():
        indicator = typed.filter(item__number=number, source="typed_in").earliest("position")
        type_figure(
            indicator, Quarter(2019, 4), value=Decimal(value), document=document, version=0, actor=secretary
        )  # fmt: skip


def _amend() -> None:
    """Batken's plan 2020–2021: more class hours, by an order; the old targets stay readable."""
    secretary = holder("KG-B", "secretary")
    plan = ActionPlan.objects.get(council__code="KG-B", starts_on__year=2020)
    item = PlanItem.objects.select_related("plan__council", "measure").get(plan=plan, number="1.2")
    draft = draft_of(item)
    for indicator in draft.indicators:
        indicator.targets = {year: target + 40 for year, target in indicator.targets.items()}
    amendment = open_amendment(plan, actor=secretary)
    change_item_in(amendment, item, draft, actor=secretary)
    endorse_amendment(
        amendment, authority=plan.authority, order_number="№ 2-р", ordered_on=AMENDED, actor=secretary,
        reason="Открыты три новые школы: классных часов нужно больше.",
    )  # fmt: skip


def _prove() -> None:
    event = Event.objects.counted().filter(council=council_of("KG-B"), ends_on__year=2019).latest("ends_on", "pk")
    add_link(
        event, "https://example.org/batken-2019", "Заметка районной газеты", actor=holder("KG-B", "secretary")
    )  # fmt: skip
