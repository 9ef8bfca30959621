"""Consolidate, send to the Government Administration, acknowledge or return (rule 13)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils import audit, clock
from councils.locks import lock_system
from councils.models import Council, User
from councils.services.allowed import need_ga, need_sms
from councils.states import IllegalMove, Refused
from reports import editions
from reports.models import Edition, NationalGap, NationalReport, NationalStep, Period
from reports.national import accepted_editions, national_statement
from reports.restatement import changes, narrative_changed, national_events_changed
from reports.states import NationalStatus

from .moves import reasoned
from .periods import is_due


class CouncilsMissing(Refused):
    """Councils whose report is not accepted and for which no reason was given; `councils` are they."""

    def __init__(self, councils: list[Council]) -> None:
        names = ", ".join(council.code for council in councils)
        super().__init__(_("Not accepted, and no reason given: %(councils)s.") % {"councils": names})
        self.councils = councils


def councils_missing(period: Period) -> list[Council]:
    """Councils whose report is due and not accepted, in their fixed order."""
    inside = {edition.report.council_id for edition in accepted_editions(period) if edition.report}
    councils = Council.objects.select_related("region")
    return [c for c in councils if is_due(c, period.as_quarter) and c.pk not in inside]


@transaction.atomic
def consolidate(period: Period, *, missing: Mapping[str, str], actor: User) -> Edition:
    """Seal a national edition of all accepted council editions; `missing` gives SMS's reason by council code.

    Raises NotAllowed, CouncilsMissing, Refused when no council is accepted, IllegalMove while GA has it.
    """
    need_sms(actor)
    list(Council.objects.lock().order_by("pk").values_list("pk", flat=True))  # councils first, then the system
    lock_system()
    accepted, absent = accepted_editions(period), councils_missing(period)
    unnamed = [council for council in absent if not missing.get(council.code, "").strip()]
    if unnamed:
        raise CouncilsMissing(unnamed)
    if not accepted:
        raise Refused(_("No council's report for %(period)s is accepted yet.") % {"period": period.label})
    reasons = {council: missing[council.code].strip() for council in absent}
    statement = national_statement(period, accepted, reasons)
    national, _new = NationalReport.objects.get_or_create(period=period)
    last = national.editions.order_by("-number").first()
    statement["changes"] = _changes(national, last, statement) if last else None
    _move(national, NationalStatus.CONSOLIDATED, actor=actor, councils=len(accepted), missing=list(missing))
    edition = editions.seal(statement, national, actor=actor)
    NationalGap.objects.bulk_create(
        NationalGap(national=national, edition_number=edition.number, council=council, reason=reason)
        for council, reason in reasons.items()
    )
    return edition


def _changes(national: NationalReport, last: Edition, statement: dict[str, Any]) -> dict[str, Any]:
    """What this edition restates of the one before: the sum, each council whose edition is another, the measures whose
    text is another; and what GA asked for, if it returned the report."""
    old = editions.open_edition(last)
    returned = national.steps.filter(after=NationalStatus.RETURNED, at__gte=last.sealed_at).last()
    asked = {"reason": returned.reason, "asked_by": returned.by.get_full_name()} if returned else {}
    told = changes(old, statement, **({"reason": "", "asked_by": ""} | asked))
    was = {council["code"]: council for council in old["councils"]}
    told["councils"] = [
        {"code": c["code"], "before": was[c["code"]]["figures"] if c["code"] in was else None, "after": c["figures"]}
        for c in statement["councils"]
        if c["code"] not in was or was[c["code"]]["sha256"] != c["sha256"]
    ]
    told["national_events"] = national_events_changed(old, statement)
    told["narrative"] = narrative_changed(old, statement)
    return told


@transaction.atomic
def submit_to_ga(national: NationalReport, *, actor: User) -> NationalReport:
    """SMS sends the latest edition to the Government Administration."""
    need_sms(actor)
    return _move(_locked(national), NationalStatus.SUBMITTED, actor=actor)


@transaction.atomic
def acknowledge(national: NationalReport, *, actor: User) -> NationalReport:
    """The Government Administration takes note of the report."""
    need_ga(actor)
    return _move(_locked(national), NationalStatus.ACKNOWLEDGED, actor=actor)


@transaction.atomic
def return_to_sms(national: NationalReport, *, actor: User, reason: str) -> NationalReport:
    """The Government Administration returns the report with a reason."""
    need_ga(actor)
    return _move(_locked(national), NationalStatus.RETURNED, actor=actor, reason=reasoned(reason))


def _locked(national: NationalReport) -> NationalReport:
    lock_system()
    return NationalReport.objects.select_related("period").get(pk=national.pk)


def _move(
    national: NationalReport, status: NationalStatus, *, actor: User, reason: str = "", **told: Any
) -> NationalReport:
    if not national.can_move_to(status):
        words = _("The national report is “%(now)s”: this step does not lead on from there.")
        raise IllegalMove(words % {"now": national.get_status_display()})
    before, national.status = national.status, status
    national.save(update_fields=["status"])
    NationalStep.objects.create(
        national=national, number=national.steps.count() + 1, after=status, at=clock.now(), by=actor, reason=reason
    )
    audit.record(
        f"national.{status}", f"national:{national}", actor=actor, before={"status": before},
        after={"status": status} | told, reason=reason,
    )  # fmt: skip
    return national
