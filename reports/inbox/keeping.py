"""What waits for administrators: seats without a holder, e-mails that did not go out, texts to redact; and what is
every user's own."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils import mail
from councils.alarms import alarms
from councils.charter import compositions_on
from councils.drafts import unfinished
from councils.models import Council, Job, Mail, User
from councils.sleeping import falling_asleep
from councils.states import JobState, MailState, SeatRole
from reports.models import Redaction

from .lines import Line, day_of

JOBS_SHOWN = 3


def administrator_lines(user: User, day: date) -> Iterator[Line]:
    yield from _mails(day)
    yield from _asleep(day)
    yield from redaction_lines(user, day)
    yield from term_lines(day)


def term_lines(day: date) -> Iterator[Line]:
    """Terms that end within 60 days: one line for each council, due with the first of them."""
    councils = list(Council.objects.select_related("region"))
    compositions = compositions_on(councils, day)
    for council in councils:
        ending = [p.membership.ends_on for p in compositions[council.pk].expiring if p.membership]
        if due := min((last for last in ending if last), default=None):
            words = ngettext("A member's term ends within 60 days", "Members' terms end within 60 days", len(ending))
            yield Line("terms", words, council.get_absolute_url(), day, None, due, council.region.name)


def seat_lines(day: date) -> Iterator[Line]:
    """Seats of secretaries and chairs without a holder: an administrator appoints, SMS names an acting holder."""
    councils = list(Council.objects.select_related("region"))
    compositions = compositions_on(councils, day)
    for council in councils:
        places = compositions[council.pk].places
        deputy = any(place.seat.role == SeatRole.DEPUTY and place.membership for place in places)
        for place in places:
            if place.membership is None and place.seat.role in (SeatRole.SECRETARY, SeatRole.CHAIR):
                words = _vacant(place.seat.role, deputy)
                since = place.vacant_since
                yield Line("vacant", words, council.get_absolute_url(), day, since, None, council.region.name)


def alarm_lines(day: date, councils: Iterable[int] | None = None) -> Iterator[Line]:
    """From which day nobody can record or sign: of all councils, or of some (rule 2)."""
    for alarm in alarms(day, councils):
        council = alarm.council
        yield Line("alarm", alarm.words, council.get_absolute_url(), day, None, alarm.day, council.region.name)


def _asleep(day: date) -> Iterator[Line]:
    """Accounts that are switched off soon; whoever uses one is written to as well."""
    count = falling_asleep().count()
    if count:
        words = ngettext(
            "%(n)s account is switched off soon: no sign-in",
            "%(n)s accounts are switched off soon: no sign-in",
            count,
        )
        yield Line("asleep", words % {"n": count}, f"{reverse('councils:user-list')}?asleep=yes", day)


def _vacant(role: str, deputy: bool) -> str:
    if role == SeatRole.SECRETARY:
        return _("The secretary's seat is vacant: nobody records")
    if deputy:
        return _("The chair's seat is vacant: the deputy signs")
    return _("The seats of the chair and the deputy are vacant: nobody can sign")


def _mails(day: date) -> Iterator[Line]:
    counted = Mail.objects.order_by().values("state").annotate(n=Count("pk"), since=Min("at"))
    found: dict[str, Any] = {row["state"]: row for row in counted}
    for state in (MailState.FAILED, MailState.UNSURE):
        if row := found.get(state):
            words = ngettext("%(n)s e-mail did not go out", "%(n)s e-mails did not go out", row["n"])
            if state == MailState.UNSURE:
                words = ngettext("%(n)s e-mail may not have gone out", "%(n)s e-mails may not have gone out", row["n"])
            url = f"{reverse('councils:outbox')}?state={state}"
            yield Line("mails", words % {"n": row["n"]}, url, day, day_of(row["since"]))
    if (row := found.get(MailState.WAITING)) and not mail.sends():
        url = f"{reverse('councils:outbox')}?state={MailState.WAITING}"
        yield Line("mails", _("E-mails wait: no mail server is set"), url, day, day_of(row["since"]))


def redaction_lines(user: User, day: date) -> Iterator[Line]:
    """Texts that somebody else asked to black out (rule 12): another person decides."""
    editions = "text__edition__report__council__region", "text__edition__national"
    asked = Redaction.objects.filter(decided_at=None).exclude(asked_by=user).select_related(*editions)
    for redaction in asked.order_by("pk"):
        edition = redaction.text.edition
        place = edition.report.council.region.name if edition.report else ""
        url = reverse("reports:redaction-decide", args=[redaction.pk])
        yield Line(
            "redaction", _("Decide whether a text is blacked out"), url, day, day_of(redaction.asked_at), None, place
        )


def own_lines(user: User, day: date) -> Iterator[Line]:
    """Work of the user's that failed, and typing that is not saved."""
    for job in failed_jobs_of(user):
        url, since = reverse("councils:job-detail", args=[job.pk]), job.ended_at or job.asked_at
        yield Line("job", _("Work in the background failed"), url, day, day_of(since), note=job.error)
    counted = unfinished(user).aggregate(n=Count("pk"), since=Min("saved_at"))
    if counted["n"]:
        words = ngettext("You have %(n)s unfinished form", "You have %(n)s unfinished forms", counted["n"])
        note = _("What you typed is kept; nothing of it is recorded yet.")
        url = reverse("councils:draft-list")
        yield Line("drafts", words % {"n": counted["n"]}, url, day, day_of(counted["since"]), note=note)


def failed_jobs_of(user: User) -> list[Job]:
    """Work that failed and was not done since, said where its owner looks."""
    failed = list(Job.objects.visible_to(user).filter(state=JobState.FAILED)[:20])
    later = _done_later(failed)
    return [job for job in failed if later.get((job.kind, job.key), 0) < job.pk][:JOBS_SHOWN]


def _done_later(failed: Iterable[Job]) -> dict[tuple[str, str], int]:
    kinds, keys = {job.kind for job in failed}, {job.key for job in failed}
    again = Job.objects.filter(kind__in=kinds, key__in=keys).exclude(state=JobState.FAILED)
    return {(kind, key): pk for kind, key, pk in again.order_by("pk").values_list("kind", "key", "pk")}
