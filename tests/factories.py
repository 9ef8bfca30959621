"""Small `make_*` functions: rows as tests need them, past the services, with defaults that fit together.

The days here are those of the real story: councils founded in May 2018, charter version 1 from that day.
"""

from datetime import date, time, timedelta
from itertools import count
from typing import Any

from actionplans.models import ActionPlan, Campaign, Event, Indicator, Measure, NationalEvent, PlanItem, Programme
from actionplans.quarters import quarter_of
from actionplans.services.events import search_text
from actionplans.states import PlanStatus, Unit
from councils import clock
from councils.contributors import digest_of
from councils.models import (
    Adoption,
    Attendance,
    Charter,
    ContributorLink,
    Council,
    Decision,
    District,
    Grant,
    Meeting,
    Membership,
    Organisation,
    Person,
    Region,
    Seat,
    Training,
    User,
)
from councils.rights import OPERATOR
from councils.states import DecisionState, DistrictKind, MeetingState, OrganisationKind, Presence, RegionKind, SeatRole

FOUNDED = date(2018, 5, 1)
PASSWORD = "felt-carpet-of-wool"
_number = count(1)

REGIONS = {
    "KG-B": ("Batken oblast", "Баткенская область", "Баткен облусу", "41705000000000"),
    "KG-J": ("Jalal-Abad oblast", "Джалал-Абадская область", "Жалал-Абад облусу", "41703000000000"),
    "KG-O": ("Osh oblast", "Ошская область", "Ош облусу", "41706000000000"),
    "KG-T": ("Talas oblast", "Таласская область", "Талас облусу", "41707000000000"),
}
SEATS = (
    ("chair", SeatRole.CHAIR, OrganisationKind.GOVERNMENT, True),
    ("deputy", SeatRole.DEPUTY, OrganisationKind.GOVERNMENT, True),
    ("secretary", SeatRole.SECRETARY, OrganisationKind.GOVERNMENT, True),
    ("youth", SeatRole.MEMBER, OrganisationKind.YOUTH, True),
    ("observer", SeatRole.MEMBER, OrganisationKind.INTERNATIONAL, False),
)


def make_operator() -> User:
    """The system account that commands act as."""
    user, made = User.objects.get_or_create(username=OPERATOR)
    if made:
        user.set_unusable_password()
        user.save()
    return user


def make_region(code: str = "KG-B") -> Region:
    en, ru, ky, soate = REGIONS[code]
    region, _made = Region.objects.get_or_create(
        code=code, defaults={"name_en": en, "name_ru": ru, "name_ky": ky, "soate": soate, "kind": RegionKind.OBLAST}
    )
    return region


def make_charter_with_seats(number: int | None = None, seats: Any = SEATS, **arrangements: Any) -> Charter:
    """A version with five seats: chair, deputy, secretary, youth, and an observer without vote."""
    if number is None:
        number = (Charter.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    charter = Charter.objects.create(number=number, **arrangements)
    for position, (code, role, kind, voting) in enumerate(seats, 1):
        Seat.objects.create(
            charter=charter, code=code, position=position, role=role, organisation_kind=kind, voting=voting,
            name_en=code.capitalize(), name_ru=code.capitalize(), name_ky=code.capitalize(),
        )  # fmt: skip
    return charter


def make_council(code: str = "KG-B", charter: Charter | None = None, founded_on: date = FOUNDED) -> Council:
    """A council that adopted `charter` (else the first version there is, else a new one) on its founding day."""
    region = make_region(code)
    council = Council.objects.create(
        region=region, code=code, founded_on=founded_on, position=Council.objects.count() + 1,
        name_en=f"Coordination Council of {region.name_en}", name_ru=f"Совет: {region.name_ru}",
        name_ky=f"Кеңеш: {region.name_ky}",
    )  # fmt: skip
    version = charter or Charter.objects.order_by("number").first() or make_charter_with_seats()
    Adoption.objects.create(council=council, charter=version, adopted_on=founded_on, order_number="№ 1")
    return council


def make_organisation(kind: str = OrganisationKind.GOVERNMENT, name: str = "") -> Organisation:
    return Organisation.objects.create(name=name or f"Organisation {next(_number)}", kind=kind)


def make_person(full_name: str = "", **values: Any) -> Person:
    return Person.objects.create(full_name=full_name or f"Person {next(_number)}", **values)


def make_user(username: str = "", *, person: Person | None = None, full_name: str = "") -> User:
    """An account with the password PASSWORD and a person; it may do nothing until it holds a seat or a grant."""
    username = username or f"user{next(_number)}"
    user = User.objects.create_user(username, password=PASSWORD)
    person = person or make_person(full_name or username.capitalize())
    person.user = user
    person.save()
    return User.objects.get(pk=user.pk)


def make_membership(
    council: Council,
    seat_code: str = "secretary",
    *,
    person: Person | None = None,
    starts_on: date = FOUNDED,
    ends_on: date | None = None,
    acting: bool = False,
) -> Membership:
    """A person in a seat of the version the council adopted last; without an end unless told."""
    seat = council.adoptions.last().charter.seats.get(code=seat_code)
    return Membership.objects.create(
        council=council, seat=seat, person=person or make_person(), starts_on=starts_on, ends_on=ends_on,
        organisation=make_organisation(seat.organisation_kind), order_number="№ 2", acting=acting,
    )  # fmt: skip


def make_member(council: Council, seat_code: str = "secretary", username: str = "", **days: Any) -> User:
    """A user who holds a seat of the council; `starts_on` and `ends_on` as make_membership."""
    user = make_user(username)
    make_membership(council, seat_code, person=user.person, **days)
    return user


def make_grant(
    role: str, *, user: User | None = None, username: str = "", starts_on: date = FOUNDED, ends_on: date | None = None
) -> User:
    """A user (a new one unless given) with a right of "sms", "ga", "administrator" or "observer", who needs an end."""
    user = user or make_user(username)
    ends_on = ends_on or (date(2030, 12, 31) if role == "observer" else None)
    Grant.objects.create(user=user, role=role, starts_on=starts_on, ends_on=ends_on, order_number="№ 3")
    return User.objects.get(pk=user.pk)


# ---- meetings and decisions


def make_meeting(council: Council, held_on: date = date(2019, 2, 14), **values: Any) -> Meeting:
    """A meeting that was held at ten in the morning; the number runs through the council's meetings."""
    told: dict[str, Any] = {"starts_at": time(10), "state": MeetingState.HELD, "place": "Зал"}
    told |= {"number": council.meetings.count() + 1} | values
    return Meeting.objects.create(council=council, held_on=held_on, planned_by=make_operator(), **told)


def make_attendance(meeting: Meeting, membership: Membership, presence: str = Presence.PRESENT, **values: Any) -> Any:
    """How a member took part; with Presence.DEPUTY give `alternate`."""
    return Attendance.objects.create(meeting=meeting, membership=membership, presence=presence, **values)


def make_decision(
    meeting: Meeting, due_on: date | None = None, *, member: Membership | None = None,
    organisation: Organisation | None = None, **values: Any,
) -> Decision:  # fmt: skip
    """Adopted by three of three votes with a quorum (three of four seats, three needed); with a day it is to be
    carried out, by a member or an organisation (a new one unless given), else it is only noted."""
    told: dict[str, Any] = {
        "number": meeting.decisions.count() + 1, "text": "Провести месячник", "votes_for": 3, "votes_against": 0,
        "votes_abstained": 0, "filled": 4, "present": 3, "needed": 3, "is_adopted": True,
    }  # fmt: skip
    if due_on:
        told |= {"state": DecisionState.OPEN, "due_on": due_on, "responsible_member": member}
        told["responsible_organisation"] = None if member else organisation or make_organisation()
    return Decision.objects.create(meeting=meeting, **(told | values))


def make_link(
    council: Council, *, starts_on: date | None = None, ends_on: date | None = None, **values: Any
) -> Any:  # fmt: skip
    """A link of a youth organisation for a year from today, past the services; `word` is what its address holds."""
    starts_on = starts_on or clock.today()
    word = values.pop("word", "") or f"word-{next(_number)}"
    told: dict[str, Any] = {"made_by": make_operator(), "made_at": clock.now()} | values
    told.setdefault("organisation", None)
    told["organisation"] = told["organisation"] or make_organisation(OrganisationKind.YOUTH)
    link = ContributorLink.objects.create(
        council=council, digest=digest_of(word), starts_on=starts_on,
        ends_on=ends_on or starts_on + timedelta(days=365), **told,
    )  # fmt: skip
    link.word = word
    return link


def make_training(person: Person, *, by: User, ends_on: date = date(2019, 3, 5), **values: Any) -> Training:
    """A person trained for one day in monitoring and evaluation, past the services."""
    told = {"topic": "monitoring", "title": "M&E", "provider": "UNODC", "starts_on": ends_on, "ends_on": ends_on}
    return Training.objects.create(person=person, recorded_by=by, **(told | values))


# ---- plans and events


def make_district(council: Council, name: str = "Лейлекский район", soate: str = "") -> District:
    """A district of the council's region."""
    number = next(_number)
    return District.objects.create(
        region=council.region, soate=soate or f"{number:014d}", kind=DistrictKind.DISTRICT,
        name_en=f"District {number}", name_ru=name, name_ky=name,
    )  # fmt: skip


def make_plan(
    council: Council, starts_on: date = date(2018, 1, 1), ends_on: date = date(2019, 12, 31), *, endorsed: bool = True
) -> ActionPlan:
    """A plan without items; endorsed unless told."""
    order = {"authority": "Полпред", "order_number": "№ 12-р", "endorsed_on": starts_on} if endorsed else {}
    status = PlanStatus.ENDORSED if endorsed else PlanStatus.DRAFT
    return ActionPlan.objects.create(council=council, starts_on=starts_on, ends_on=ends_on, status=status, **order)


def make_item(plan: ActionPlan, number: str = "1.1", targets: dict[str, int] | None = None, **values: Any) -> PlanItem:
    """An item; `targets` gives an indicator for each source named, with that target in every year of the plan."""
    values = {"position": plan.items.count() + 1, "title_ru": f"Пункт {number}", "due": "ежеквартально"} | values
    item = PlanItem.objects.create(plan=plan, number=number, **values)
    units = {"events": Unit.EVENT, "participants": Unit.PERSON, "materials": Unit.COPY}
    for position, (source, value) in enumerate((targets or {}).items(), 1):
        indicator = Indicator.objects.create(
            item=item, position=position, name_ru=f"Показатель {position}", source=source,
            unit=units.get(source, Unit.OTHER), unit_text="шт.",
        )  # fmt: skip
        for year in range(plan.starts_on.year, plan.ends_on.year + 1):
            indicator.targets.create(year=year, value=value)
    return item


def make_event(
    council: Council, item: PlanItem | None = None, ends_on: date = date(2019, 11, 13), *, by: User | None = None,
    district: District | None = None, **values: Any,
) -> Event:  # fmt: skip
    """A recorded event of one day with 25 participants, past the services: no audit entry, the database's rules."""
    event = event_of(council, item, ends_on, by=by, district=district, **values)
    event.save()
    return event


def event_of(
    council: Council, item: PlanItem | None = None, ends_on: date = date(2019, 11, 13), *, by: User | None = None,
    district: District | None = None, **values: Any,
) -> Event:  # fmt: skip
    """As make_event, not saved yet: for many at once."""
    number = next(_number)
    counts = {"participants": 25} if "participants" not in values else {}
    event = Event(
        council=council, item=item, starts_on=values.pop("starts_on", ends_on), ends_on=ends_on,
        code=f"{council.code}-{ends_on.year}-{number:04d}", code_year=ends_on.year, code_number=number,
        quarter=quarter_of(ends_on).number, district=district or _district_of(council),
        form=values.pop("form", "lecture"), title=values.pop("title", "Безопасная миграция"),
        recorded_by=by or make_operator(), recorded_on=values.pop("recorded_on", ends_on),
        changed_on=values.pop("changed_on", ends_on), **counts, **values,
    )  # fmt: skip
    event.search_text = search_text(event)
    return event


def _district_of(council: Council) -> District:
    return District.objects.filter(region=council.region).first() or make_district(council)


def make_campaign(
    starts_on: date = date(2019, 9, 10), ends_on: date = date(2019, 12, 18), name: str = "100 days"
) -> Campaign:  # fmt: skip
    """A campaign whose names are told apart by its year."""
    names = {f"name_{language}": f"{name}, {starts_on.year}" for language in ("en", "ru", "ky")}
    return Campaign.objects.create(starts_on=starts_on, ends_on=ends_on, **names)


def make_programme() -> Programme:
    """The one of 2017–2020, made once."""
    names = {"name_en": "Programme", "name_ru": "Программа", "name_ky": "Программа"}
    days = {"starts_on": date(2017, 1, 1), "ends_on": date(2020, 12, 31)}
    return Programme.objects.get_or_create(**days, defaults=names)[0]


def make_measure(code: str = "1.1", **values: Any) -> Measure:
    """A measure of prevention at the end of the programme."""
    programme = make_programme()
    names = {"name_en": f"M {code}", "name_ru": f"Мера {code}", "name_ky": f"Чара {code}"}
    told = {"pillar": "prevention", "position": programme.measures.count(), **names}
    return Measure.objects.create(programme=programme, code=code, **(told | values))


def make_national_event(
    ends_on: date = date(2019, 3, 20), *, by: User | None = None, **values: Any
) -> NationalEvent:  # fmt: skip
    """A national event of one day held by SMS for 100 people, past the services."""
    told: dict[str, Any] = {
        "owner": "sms", "starts_on": ends_on, "quarter": quarter_of(ends_on).number, "form": "round_table",
        "title": "National conference", "participants": 100, "recorded_on": ends_on, "changed_on": ends_on,
        "code": f"NAT-{ends_on.year}-{NationalEvent.objects.count() + 1:04d}", "recorded_by": by or make_operator(),
    }  # fmt: skip
    return NationalEvent.objects.create(ends_on=ends_on, **(told | values))
