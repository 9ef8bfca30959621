"""Record, change and void national events: SMS's, one transaction under the system's lock, one audit entry each."""

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.checks import Fault
from actionplans.models import NationalEvent
from actionplans.national_events import WRITTEN, NationalDraft, content_of, draft_of, faults_of_national, told
from actionplans.quarters import quarter_of
from actionplans.states import EventStatus
from councils import audit, clock
from councils.locks import lock_system
from councils.models import User
from councils.services.allowed import need_sms
from councils.states import IllegalMove, Refused

from .events import EventRefused


class SavedWithOtherContent(Refused):
    """A form was sent twice with different content; `event` is the first."""

    def __init__(self, event: NationalEvent) -> None:
        super().__init__(_("This form was already saved as %(code)s, with other content.") % {"code": event.code})
        self.event = event


class NationalChangedMeanwhile(Refused):
    """Somebody else changed it since it was opened; `event` is how it stands now."""

    def __init__(self, event: NationalEvent) -> None:
        super().__init__(_("Somebody changed %(code)s while you were typing.") % {"code": event.code})
        self.event = event


@transaction.atomic
def record_national_event(draft: NationalDraft, *, actor: User, client_key: str | None = None) -> NationalEvent:
    """Record one; the same form sent again gives the same event.

    Raises NotAllowed, EventRefused, SavedWithOtherContent.
    """
    need_sms(actor)
    lock_system()
    before = NationalEvent.objects.filter(recorded_by=actor, client_key=client_key).first() if client_key else None
    if before:
        if content_of(draft_of(before)) == content_of(draft):
            return before
        raise SavedWithOtherContent(before)
    _must_fit(draft)
    today = clock.today()
    event = NationalEvent(recorded_by=actor, recorded_on=today, changed_on=today, client_key=client_key)
    _write(event, draft)
    event.code = _next_code(event.ends_on.year)
    event.save(force_insert=True)
    audit.record("national_event.recorded", _subject(event), actor=actor, after=told(event))
    return event


@transaction.atomic
def change_national_event(
    event: NationalEvent, draft: NationalDraft, *, actor: User, version: int
) -> NationalEvent:  # fmt: skip
    """Change what was recorded. A sealed national edition keeps what it said; the next one says the new.

    Raises NotAllowed, IllegalMove, NationalChangedMeanwhile, EventRefused.
    """
    need_sms(actor)
    event = _open(event)
    if event.version != version:
        raise NationalChangedMeanwhile(event)
    _must_fit(draft)
    before = told(event)
    _write(event, draft)
    event.version += 1
    event.changed_on = clock.today()
    event.save()
    audit.record("national_event.changed", _subject(event), actor=actor, before=before, after=told(event))
    return event


@transaction.atomic
def void_national_event(event: NationalEvent, *, actor: User, reason: str) -> NationalEvent:
    """Take it out of its sums, with a reason; nothing is deleted. Raises NotAllowed, IllegalMove, EventRefused."""
    need_sms(actor)
    event = _open(event)
    if not reason.strip():
        raise EventRefused([Fault("no_reason", "reason", _("Reason: write why the event is voided."))])
    before = told(event)
    event.status, event.void_reason = EventStatus.VOIDED, reason.strip()
    event.version += 1
    event.changed_on = clock.today()
    event.save(update_fields=["status", "void_reason", "version", "changed_on"])
    audit.record(
        "national_event.voided", _subject(event), actor=actor, before=before, after=told(event),
        reason=event.void_reason,
    )  # fmt: skip
    return event


def _open(event: NationalEvent) -> NationalEvent:
    lock_system()
    event = NationalEvent.objects.select_for_update().get(pk=event.pk)
    if event.status != EventStatus.RECORDED:
        raise IllegalMove(_("This event was voided; it does not change any more."))
    return event


def _must_fit(draft: NationalDraft) -> None:
    faults = faults_of_national(draft, clock.today())
    if faults:
        raise EventRefused(faults)


def _write(event: NationalEvent, draft: NationalDraft) -> None:
    for name in WRITTEN:
        setattr(event, name, getattr(draft, name))
    event.quarter = quarter_of(event.ends_on).number


def _next_code(year: int) -> str:
    """NAT-2019-0001: none is ever deleted, so their number under the system's lock is the last one given."""
    given = NationalEvent.objects.filter(code__startswith=f"NAT-{year}-").count()
    return f"NAT-{year}-{given + 1:04d}"


def _subject(event: NationalEvent) -> str:
    return f"national_event:{event.code}"
