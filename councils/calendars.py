"""A meeting as a calendar reads it (RFC 5545): the invitation that goes with the notice, and the file to download.

Hours are told in UTC: nobody's calendar needs to know the rules of Asia/Bishkek for that.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from . import clock
from .models import Meeting

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
NAME: Final = "meeting.ics"
LENGTH = timedelta(hours=2)  # no agenda says how long it takes


def starts(meeting: Meeting) -> datetime:
    """The moment at which the meeting begins, in Asia/Bishkek."""
    return datetime.combine(meeting.held_on, meeting.starts_at, clock.BISHKEK)


def calendar_of(meeting: Meeting, method: Method) -> str:
    """The file's text in the language that is set. REQUEST invites, CANCEL takes back, PUBLISH is to be downloaded.

    The same meeting keeps its UID, a newer version has a higher SEQUENCE. It names no member: whoever invites is the
    system's address, and the invited are one group (rule 9).
    """
    event = icalendar.Event()
    event.add("uid", f"meeting-{meeting.council.code}-{meeting.number}@{_host()}".lower())
    event.add("sequence", meeting.version - 1)
    event.add("dtstamp", clock.now().astimezone(UTC))
    event.add("dtstart", starts(meeting).astimezone(UTC))
    event.add("dtend", (starts(meeting) + LENGTH).astimezone(UTC))
    event.add("summary", _("Meeting: %(council)s") % {"council": meeting.council.name})
    if place := ", ".join(part for part in (meeting.place, meeting.link) if part):
        event.add("location", place)
    if meeting.link.startswith(("https://", "http://")):
        event.add("url", meeting.link)
    event.add("description", "\n".join(f"{item.position}. {item.text}" for item in meeting.agenda.all()))
    event.add("status", "CANCELLED" if method == "CANCEL" or meeting.state == "cancelled" else "CONFIRMED")
    if method != "PUBLISH":
        event.add("organizer", _address(meeting.council.name))
        event.add("attendee", _address(str(_("members of the council")), CUTYPE="GROUP", RSVP="FALSE"))
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//tipcc//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def _address(name: str, **parameters: str) -> icalendar.vCalAddress:
    found = icalendar.vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
    found.params["CN"] = name
    for key, value in parameters.items():
        found.params[key] = value
    return found


def _host() -> str:
    return settings.SITE_URL.partition("://")[2].partition(":")[0] or "tipcc"
