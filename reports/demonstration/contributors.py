"""Two organisations that work by a link, and what they proposed: waiting, accepted, declined. Invented.

The words of these links are told to everybody who tries the demonstration, as the passwords are.
"""

import uuid
from datetime import date
from typing import NamedTuple

from actionplans.checks import EventDraft
from actionplans.models import PlanItem, Proposal
from actionplans.services import proposals
from actionplans.states import EventForm
from councils import audit, services
from councils.models import ContributorLink, District, Organisation
from councils.states import OrganisationKind

from .archive import EventRow
from .story import Story, after, council_of, holder


class Link(NamedTuple):
    council: str
    word: str
    organisation: str
    kind: OrganisationKind
    starts_on: date
    ends_on: date


BATKEN = Link("KG-B", "demo-batken-youth", "ОФ «Жаштар демилгеси»", OrganisationKind.YOUTH, date(2019, 10, 1),
              date(2020, 9, 29))  # fmt: skip
OSH = Link("KG-O", "demo-osh-women", "Комитет женщин", OrganisationKind.CIVIL_SOCIETY, date(2019, 11, 4),
           date(2020, 10, 31))  # fmt: skip
LINKS = (BATKEN, OSH)
# The register of the village had it already when the organisation wrote of it.
KNOWN = EventDraft(
    starts_on=date(2019, 12, 18), ends_on=date(2019, 12, 18), place="молодёжный центр", participants=22, women=10,
    form=EventForm.VILLAGE_ASSEMBLY, title="Кыз ала качуу жана адам сатуу", men=12,
)  # fmt: skip
WHY_DECLINED = "Бул жыйын реестр боюнча мурда киргизилген; экинчи жолу эсептелбейт."
# Link, day and hour it was sent, district, number of the item that the organisation wishes for, the event.
WAITING = (
    (BATKEN, date(2020, 1, 5), 12, "41705214000000", "1.1", EventDraft(
        starts_on=date(2020, 1, 4), ends_on=date(2020, 1, 4), place="Дом культуры", form=EventForm.FORUM_THEATRE,
        title="Жаштар адам сатууга каршы", participants=38, women=21, men=17, materials=40)),
    (BATKEN, date(2020, 1, 6), 18, "41705258000000", "", EventDraft(
        starts_on=date(2020, 1, 6), ends_on=date(2020, 1, 6), place="молодёжный центр", form=EventForm.ROUND_TABLE,
        title="Эмгек миграциясы жана коопсуздук", participants=16)),
    (OSH, date(2020, 1, 6), 10, "41706255000000", "", EventDraft(
        starts_on=date(2020, 1, 5), ends_on=date(2020, 1, 5), place="айыл окмоту, зал заседаний", women=27, men=0,
        form=EventForm.RESIDENTS_MEETING, title="Адам сатуунун алдын алабыз", participants=27)),
)  # fmt: skip


def propose(story: Story, accepted: EventRow) -> None:
    """Put down what came by the links; `accepted` is an event of Batken's register that came in this way."""
    for link in LINKS:
        story.on(link.starts_on, 10, _make, link)
    story.on(date(2019, 12, 19), 15, _send, BATKEN, "41705410000010", "", KNOWN)
    story.on(date(2019, 12, 23), 10, _decline)
    story.on(accepted.ends_on, 18, _send, BATKEN, accepted.district, accepted.item, _draft(accepted))
    story.on(after(accepted.ends_on, 1), 13, _accept, accepted)
    for link, day, hour, district, item, draft in WAITING:
        story.on(day, hour, _send, link, district, item, draft)


def _make(link: Link) -> None:
    services.make_link(
        council_of(link.council), organisation=Organisation.objects.get(name=link.organisation),
        starts_on=link.starts_on, ends_on=link.ends_on, word=link.word, actor=holder(link.council, "secretary"),
    )  # fmt: skip


def _draft(row: EventRow) -> EventDraft:
    draft = EventDraft(
        starts_on=row.starts_on, ends_on=row.ends_on, place=row.place, form=row.form, title=row.title
    )  # fmt: skip
    for name, count in row.counts.items():
        setattr(draft, name, count)
    return draft


def _send(link: Link, district: str, item: str, draft: EventDraft) -> None:
    kept = ContributorLink.objects.with_names().get(council__code=link.council, organisation__name=link.organisation)
    assert draft.ends_on is not None
    found = PlanItem.objects.select_related("plan").filter(plan__council=kept.council, number=item)
    draft.item = found.get(plan__starts_on__lte=draft.ends_on, plan__ends_on__gte=draft.ends_on) if item else None
    draft.district = District.objects.get(soate=district)
    key = uuid.uuid5(uuid.NAMESPACE_URL, audit.canonical({"title": draft.title, "day": draft.ends_on}))
    proposals.send(kept, draft, client_key=str(key))


def _decline() -> None:
    proposals.decline(_sent(KNOWN.title), reason=WHY_DECLINED, actor=holder("KG-B", "secretary"))


def _accept(row: EventRow) -> None:
    proposal = _sent(row.title)
    proposals.accept(proposal, proposal.item, actor=holder("KG-B", "secretary"))


def _sent(title: str) -> Proposal:
    return Proposal.objects.waiting().get(council__code="KG-B", title=title)
