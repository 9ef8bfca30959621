"""Who may take part and vote in a member's place, by an order (rule 4); rights in the system do not follow."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from councils import alternates, audit
from councils.dates import day_words
from councils.locks import lock_council
from councils.models import Alternate, Membership, Person, User
from councils.states import IllegalMove, Unfit

from .allowed import need_administrator
from .seats import person_of


@transaction.atomic
def name_alternate(
    membership: Membership,
    person: Person | str,
    *,
    starts_on: date,
    order_number: str,
    ends_on: date | None = None,
    actor: User,
) -> Alternate:
    """Name who stands in for a member from a day to a day, both inclusive; without an end as long as the member sits.

    A person given by name is entered anew. Raises Unfit: outside the member's days, a second alternate on a day, or
    somebody who would have two votes.
    """
    need_administrator(actor)
    council = lock_council(membership.council)
    fresh: Membership = Membership.objects.with_holder().get(pk=membership.pk)
    made = Alternate(
        membership=fresh, person=person_of(person, actor), starts_on=starts_on, ends_on=ends_on,
        order_number=order_number,
    )  # fmt: skip
    _check_days(made)
    _check_others(made)
    made.save()
    audit.record("alternate.name", audit.subject_of(made), actor=actor, council=council, after=_told(made))
    return made


@transaction.atomic
def end_alternate(
    alternate: Alternate, *, ends_on: date, order_number: str, reason: str = "", actor: User
) -> Alternate:
    """An earlier last day, by an order. Raises IllegalMove, Unfit."""
    need_administrator(actor)
    council = lock_council(alternate.membership.council)
    fresh: Alternate = Alternate.objects.select_related("membership").get(pk=alternate.pk)
    if ends_on < fresh.starts_on:
        raise Unfit(_("The last day is not before the first one, %(day)s.") % {"day": day_words(fresh.starts_on)})
    last = min(fresh.ends_on or alternates.NEVER, fresh.membership.ends_on or alternates.NEVER)
    if ends_on >= last:
        raise IllegalMove(_("The alternate's days end on %(day)s already.") % {"day": day_words(last)})
    before = {"ends_on": fresh.ends_on}
    fresh.ends_on = ends_on
    fresh.save(update_fields=["ends_on"])
    audit.record(
        "alternate.end", audit.subject_of(fresh), actor=actor, council=council,
        before=before, after={"ends_on": ends_on, "order_number": order_number}, reason=reason,
    )  # fmt: skip
    return fresh


def _check_days(made: Alternate) -> None:
    member = made.membership
    if made.ends_on and made.ends_on < made.starts_on:
        raise Unfit(_("The last day is not before the first one, %(day)s.") % {"day": day_words(made.starts_on)})
    if made.starts_on < member.starts_on:
        raise Unfit(_("The member's own first day is %(day)s.") % {"day": day_words(member.starts_on)})
    if member.ends_on and max(made.starts_on, made.ends_on or made.starts_on) > member.ends_on:
        raise Unfit(_("The member's own last day is %(day)s.") % {"day": day_words(member.ends_on)})


def _check_others(made: Alternate) -> None:
    """One alternate of a member on a day, and one vote of a person."""
    member, named = made.membership, {"person": made.person.full_name}
    until = made.ends_on or member.ends_on
    council = member.council
    if other := alternates.meeting_days(council, made.starts_on, until).filter(membership=member).first():
        other_person = {"person": other.person.full_name, "start": day_words(other.starts_on)}
        raise Unfit(_("The member's alternate from %(start)s is %(person)s. End those days first.") % other_person)
    seats = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=made.starts_on), person=made.person, council=council,
        starts_on__lte=until or alternates.NEVER,
    ).select_related("seat")  # fmt: skip
    if own := seats.filter(Q(seat__voting=True) | Q(pk=member.pk)).first():
        raise Unfit(
            _("%(person)s holds a seat of the council on these days: %(seat)s.") % (named | {"seat": own.seat.name})
        )
    if other := alternates.meeting_days(council, made.starts_on, until, person=made.person).first():
        raise Unfit(
            _("%(person)s is the alternate of %(member)s on these days. End that first.")
            % (named | {"member": other.membership.person.full_name})
        )


def _told(made: Alternate) -> dict[str, Any]:
    return {
        "member": made.membership.person.full_name,
        "seat": made.membership.seat.code,
        "person": made.person.full_name,
        **audit.fields_of(made, "starts_on", "ends_on", "order_number"),
    }
