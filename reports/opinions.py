"""Whose separate opinion may be attached to a report, and which may be withdrawn."""

from datetime import date

from django.db.models import Q, QuerySet

from councils.models import Membership
from councils.querysets import MembershipQuerySet
from councils.rights import in_force

from .models import CouncilReport, Opinion
from .on_behalf import running_entry


def may_hold_opinion(report: CouncilReport, day: date) -> MembershipQuerySet:
    """Memberships of the council on this day, and those that were held on any day of the report's quarter."""
    quarter = report.period.as_quarter
    held = Q(starts_on__lte=quarter.ends_on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=quarter.starts_on))
    members = Membership.objects.filter(Q(in_force(day)) | held, council=report.council_id)
    return members.with_holder().order_by("seat__position", "starts_on")


def withdrawable(report: CouncilReport) -> QuerySet[Opinion]:
    """All of them; but while SMS enters the report on the council's behalf, those that it attached by that letter: it
    does not take out what the council itself attached before."""
    entry = running_entry(report)
    return report.opinions.filter(at__gte=entry.since) if entry else report.opinions.all()
