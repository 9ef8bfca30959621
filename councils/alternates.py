"""Who stands in for whom in a council, over days (rule 4)."""

from datetime import date

from django.db.models import DateField, F, Q, QuerySet
from django.db.models.functions import Coalesce, Least

from .models import Alternate, Council, Person

NEVER = date(9999, 12, 31)


def last_day(path: str = "") -> Coalesce:
    """A row's last day as one that can be compared: an open end lies beyond every day."""
    return Coalesce(F(f"{path}ends_on"), NEVER, output_field=DateField())


def meeting_days(
    council: Council, first: date, last: date | None, *, person: Person | None = None
) -> QuerySet[Alternate]:
    """The council's alternates on any day from `first` to `last` (None: open), never past their members' own days."""
    named = Alternate.objects.annotate(until=Least(last_day(), last_day("membership__")))
    named = named.filter(membership__council=council, starts_on__lte=last or NEVER, until__gte=first)
    return named.filter(Q(person=person) if person else Q()).select_related("person", "membership__person")
