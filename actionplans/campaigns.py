"""What a campaign came to: by council, with its share of youth, against the last campaign. Reads only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from councils import clock
from councils.models import Council
from councils.numbers import per_cent
from councils.rights import Rights

from .models import Campaign, Event
from .querysets import AGE_BANDS, YOUTH_TO_35, EventQuerySet
from .states import EventStatus

_YEAR = re.compile(r"[^\w]*\b(?:19|20)\d\d\b")


@dataclass(frozen=True)
class Sums:
    """Counts of a campaign's events that are in totals (rule 7). `age_not_recorded`: participants of whom nobody
    wrote down whether they are young."""

    events: int = 0
    participants: int = 0
    women: int = 0
    men: int = 0
    youth: int = 0
    age_not_recorded: int = 0
    audience: int = 0
    materials: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def sex_not_recorded(self) -> int:
        return self.participants - self.women - self.men

    @property
    def youth_share(self) -> Fraction | None:
        """Of all participants, those whose age is not recorded among them, as all shares here are (Σ/Σ)."""
        return per_cent(self.youth, self.participants)


@dataclass(frozen=True)
class Against:
    """The last campaign, and over how many first days of each the two are compared (rule 10: like with like).

    `days` is None where both are over and equally long: then all of each is compared.
    """

    campaign: Campaign
    days: int | None
    own_length: int
    its_length: int


@dataclass(frozen=True)
class Line:
    """One council's part, and what is compared with the last campaign; None where the council was not yet founded."""

    council: Council
    sums: Sums
    was: Sums | None
    like: Sums | None
    like_was: Sums | None
    events_url: str

    @property
    def difference(self) -> int | None:
        """Of participants, over the like days."""
        return self.like.participants - self.like_was.participants if self.like and self.like_was else None

    @property
    def per_cent(self) -> Fraction | None:
        if self.difference is None or self.like_was is None:
            return None
        return per_cent(self.difference, self.like_was.participants)


@dataclass(frozen=True)
class CampaignPage:
    """`lines` are the councils whose live figures the reader may see (rule 3), in the councils' fixed order."""

    campaign: Campaign
    taking_part: list[Council]
    lines: list[Line]
    against: Against | None
    sees_all: bool
    awaiting: int

    @property
    def total(self) -> Line:
        """Sums of the lines shown; the change over those councils only that the last campaign knew."""
        known = [line for line in self.lines if line.was is not None]
        return Line(
            self.lines[0].council,
            sum((line.sums for line in self.lines), Sums()),
            sum((line.was for line in known if line.was), Sums()) if known else None,
            sum((line.like for line in known if line.like), Sums()) if known else None,
            sum((line.like_was for line in known if line.like_was), Sums()) if known else None,
            "",
        )


@dataclass(frozen=True)
class Entry:
    """One campaign in the list; `sums` of the councils whose live figures the reader may see, None for nobody's."""

    campaign: Campaign
    councils: int
    sums: Sums | None

    @property
    def state(self) -> str:
        return state_of(self.campaign)


ByCouncil = dict[tuple[int, int], Sums]


def state_of(campaign: Campaign) -> str:
    """«to_come», «running» or «over», on the business day."""
    today = clock.today()
    return "to_come" if today < campaign.starts_on else "running" if today <= campaign.ends_on else "over"


def length(campaign: Campaign) -> int:
    """Days, both ends included."""
    return (campaign.ends_on - campaign.starts_on).days + 1


def seen_councils(rights: Rights) -> Q:
    """The councils whose live figures these rights open: all to SMS and administrators, to others those of their
    seats. GA reads sealed figures only, in the national reports: here it finds days and councils (rule 3)."""
    return Q() if rights.is_sms or rights.is_administrator else Q(pk__in=rights.councils)


def last_before(campaign: Campaign, others: Iterable[Campaign]) -> Campaign | None:
    """The last campaign of the same series (a name alike but for the year), else the one that ended last before."""
    earlier = [other for other in others if other.ends_on < campaign.starts_on]
    series = [other for other in earlier if _series(other) & _series(campaign)]
    return max(series or earlier, key=lambda other: other.ends_on, default=None)


def _series(campaign: Campaign) -> set[str]:
    return {" ".join(_YEAR.sub("", name).casefold().split()) for name in campaign.names.values()}


def against(campaign: Campaign, last: Campaign | None) -> Against | None:
    """How the two are compared; None where there was none before or this one has not begun."""
    if last is None or state_of(campaign) == "to_come":
        return None
    own, its = length(campaign), length(last)
    so_far = (clock.today() - campaign.starts_on).days + 1
    unlike = own != its or so_far < own
    return Against(last, min(own, its, so_far) if unlike else None, own, its)


def campaign_list(rights: Rights) -> list[Entry]:
    """All campaigns, the latest first. Three queries, whatever their number."""
    campaigns = list(Campaign.objects.all())
    found = _by_council(_events(campaigns))
    seen = set(Council.objects.filter(seen_councils(rights)).values_list("pk", flat=True))
    return [_entry(campaign, found, seen) for campaign in campaigns]


def _entry(campaign: Campaign, found: ByCouncil, seen: set[int]) -> Entry:
    own = {council: sums for (pk, council), sums in found.items() if pk == campaign.pk}
    shown = sum((sums for council, sums in own.items() if council in seen), Sums()) if seen else None
    return Entry(campaign, len(own), shown)


def campaign_page(campaign: Campaign, rights: Rights) -> CampaignPage:
    """Six queries, whatever the number of events and councils."""
    versus = against(campaign, last_before(campaign, Campaign.objects.exclude(pk=campaign.pk)))
    both = [campaign, versus.campaign] if versus else [campaign]
    whole = _by_council(_events(both))
    like = _by_council(_first_days(both, versus.days)) if versus and versus.days else whole
    councils = list(Council.objects.select_related("region"))
    seen = set(Council.objects.filter(seen_councils(rights)).values_list("pk", flat=True))
    lines = [
        _line(council, campaign, versus, whole, like)
        for council in councils
        if council.pk in seen and (council.founded_on <= campaign.ends_on or (campaign.pk, council.pk) in whole)
    ]
    awaiting = Event.objects.awaiting_plan().filter(campaign=campaign, council__in=seen).count() if seen else 0
    return CampaignPage(
        campaign, [council for council in councils if (campaign.pk, council.pk) in whole], lines, versus,
        rights.is_sms or rights.is_administrator, awaiting,
    )  # fmt: skip


def _line(council: Council, campaign: Campaign, versus: Against | None, whole: ByCouncil, like: ByCouncil) -> Line:
    url = f"{reverse('actionplans:event-list', args=[council.code])}?campaign={campaign.pk}"
    key = (campaign.pk, council.pk)
    sums = whole.get(key, Sums())
    if versus is None or (council.founded_on > versus.campaign.ends_on):
        return Line(council, sums, None, None, None, url)
    last = (versus.campaign.pk, council.pk)
    return Line(
        council, sums, whole.get(last, Sums()), like.get(key, Sums()), like.get(last, Sums()), url
    )  # fmt: skip


def _events(campaigns: Iterable[Campaign]) -> EventQuerySet:
    return Event.objects.counted().filter(campaign__in=list(campaigns))


def _first_days(campaigns: Iterable[Campaign], days: int) -> EventQuerySet:
    """Events that ended within the first days of their campaign; those shortly before it are the campaign's too."""
    within = Q()
    for campaign in campaigns:
        last = date.fromordinal(campaign.starts_on.toordinal() + days - 1)
        within |= Q(campaign=campaign, ends_on__lte=last)
    return Event.objects.counted().filter(within)


def _by_council(events: EventQuerySet) -> ByCouncil:
    """(campaign, council) -> sums, in one query."""
    rows: Iterable[dict[str, Any]] = events.summed_by("campaign", "council").annotate(
        unknown=Coalesce(Sum(_of_unknown_age()), 0)
    )
    return {
        (row["campaign"], row["council"]): Sums(
            row["events"], row["sum_participants"], row["sum_women"], row["sum_men"], row["sum_youth"],
            row["unknown"], row["sum_audience"], row["sum_materials"],
        )
        for row in rows
    }  # fmt: skip


def _of_unknown_age() -> Case:
    """Participants of one event of whom nobody wrote down whether they are young; none where the register counts
    its young people (the same choice as querysets.youth())."""
    rest: Any = Coalesce(F("participants"), 0)
    for band in AGE_BANDS:
        rest = rest - Coalesce(F(band), 0)
    by_register = Q(youth_reported__isnull=False, age_14_28__isnull=True)
    to_28, to_35 = Q(ends_on__lt=YOUTH_TO_35), Q(age_29_35__isnull=True)
    return Case(When(by_register & (to_28 | to_35), then=Value(0)), default=rest, output_field=IntegerField())


def outside(campaign: Campaign, starts_on: date, ends_on: date, rights: Rights) -> int:
    """How many of its events in force lie outside these days; they keep their campaign whatever its days.

    Of the councils whose live figures the reader may see, as all that campaign_page tells.
    """
    seen = Council.objects.filter(seen_councils(rights))
    events = Event.objects.filter(campaign=campaign, status=EventStatus.RECORDED, council__in=seen)
    return events.exclude(starts_on__gte=starts_on, ends_on__lte=ends_on).count()
