"""The notice of a meeting: to whom it goes, by how many days it comes, what it says (rule 4)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import charter, mail
from .calendars import NAME, Method, calendar_of
from .dates import day_words
from .models import AgendaItem, Mail, Meeting, Membership, Person, User

# What a mail about a meeting tells: that it is called, that day, hour or place are others now, that it is off.
CALLED, MOVED, CANCELLED = "meeting_notice", "meeting_change", "meeting_cancel"


@dataclass(frozen=True)
class Invited:
    """A member of the meeting's day, and by whom an e-mail reaches them; None: to be told in another way."""

    membership: Membership
    to: User | Person | None


def invited(meeting: Meeting) -> list[Invited]:
    """The members of the meeting's day, each person once, in the order of the seats; alternates are not invited."""
    found: dict[int, Invited] = {}
    for place in charter.composition_on(meeting.council, meeting.held_on).places:
        member = place.membership
        if member and member.person_id not in found:
            found[member.person_id] = Invited(member, _reached(member.person))
    return list(found.values())


def _reached(person: Person) -> User | Person | None:
    to: User | Person = person.user if person.user and person.user.is_active else person
    return to if mail.email_of(to) else None


def days_given(meeting: Meeting, day: date) -> int:
    """Days of notice if it goes out on `day`."""
    return (meeting.held_on - day).days


def days_asked(meeting: Meeting) -> int | None:
    """Days of notice for which the Charter asks on the meeting's day; None while none is in force."""
    found = charter.arrangements_on(meeting.council, meeting.held_on)
    return found.notice_days if found else None


def days_words(given: int, asked: int) -> str:
    """ "7 days before the meeting; the Charter asks for 10"."""
    words = ngettext(
        "%(n)s day before the meeting; the Charter asks for %(asked)s",
        "%(n)s days before the meeting; the Charter asks for %(asked)s",
        given,
    )
    return words % {"n": given, "asked": asked}


def late_words(meeting: Meeting, day: date) -> str:
    """What is wrong with a notice that goes out on `day`: empty if it is early enough."""
    asked = days_asked(meeting)
    given = days_given(meeting, day)
    return days_words(given, asked) if asked is not None and given < asked else ""


def write_mails(meeting: Meeting, kind: str) -> list[Mail]:
    """One mail for each member who is reached and has not had it in this version, in their language."""
    method: Method = "CANCEL" if kind == CANCELLED else "REQUEST"
    stem = f"meeting/{meeting.pk}/{meeting.version}"
    before = set(Mail.objects.filter(key__startswith=f"{stem}/").values_list("key", flat=True))
    written = []
    for row in invited(meeting):
        key = f"{stem}/{row.membership.person_id}"
        if row.to is None or key in before:
            continue
        with mail.in_language_of(row.to):
            attached = (NAME, calendar_of(meeting, method))
            told = {"subject": _subject(meeting, kind), "body": _body(meeting, kind, isinstance(row.to, User))}
        written.append(mail.write(row.to, kind=kind, key=key, attached=attached, **told))
    return written


def _subject(meeting: Meeting, kind: str) -> str:
    words = {
        CALLED: _("Meeting of the council on %(day)s"),
        MOVED: _("The meeting of the council: now on %(day)s"),
        CANCELLED: _("The meeting of the council on %(day)s is cancelled"),
    }
    return words[kind] % {"day": day_words(meeting.held_on)}


def _body(meeting: Meeting, kind: str, has_account: bool) -> str:
    """Day, hour, place, agenda; the page only for who can sign in."""
    lines = [meeting.council.name, "", when_words(meeting)]
    if kind == CANCELLED:
        lines += ["", _("The meeting is cancelled: %(reason)s") % {"reason": meeting.cancelled_because}]
        lines += ["", _("The file that is attached takes it out of your calendar.")]
    else:
        if kind == MOVED:
            lines.insert(2, _("Day, hour or place of the meeting changed. Now it is:"))
        lines += ["", _("Agenda:"), *map(question_words, meeting.agenda.all())]
        lines += ["", _("The file that is attached puts the meeting into your calendar.")]
    if has_account:
        lines += ["", mail.address(meeting.get_absolute_url())]
    return "\n".join(lines)


def question_words(item: AgendaItem) -> str:
    """ "1. The plan of the year. Reports: A. B.": a question of the agenda and who reports on it."""
    words = f"{item.position}. {item.text}"
    if not item.presenter:
        return words
    stop = "" if words.endswith((".", "?", "!")) else "."
    return f"{words}{stop} " + _("Reports: %(person)s.") % {"person": item.presenter}


def when_words(meeting: Meeting) -> str:
    """ "14 March 2020, 10:00, in person, Batken, Sadykov street 1"."""
    parts = [day_words(meeting.held_on), f"{meeting.starts_at:%H:%M}", meeting.get_form_display()]
    return ", ".join([*parts, *(part for part in (meeting.place, meeting.link) if part)])
