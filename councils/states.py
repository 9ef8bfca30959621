"""Closed lists of the lowest app: roles, kinds of organisation, states of a job. A leaf: imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SeatRole(models.TextChoices):
    CHAIR = "chair", _("chair")
    DEPUTY = "deputy", _("deputy chair")
    SECRETARY = "secretary", _("secretary")
    MEMBER = "member", _("member")


class GrantRole(models.TextChoices):
    """Rights that do not follow from a seat (rule 3)."""

    SMS = "sms", _("SMS officer")
    GA = "ga", _("Government Administration reader")
    ADMINISTRATOR = "administrator", _("administrator")
    OBSERVER = "observer", _("observer")


class OrganisationKind(models.TextChoices):
    GOVERNMENT = "government", _("government body")
    SELF_GOVERNMENT = "self_government", _("local self-government")
    CIVIL_SOCIETY = "civil_society", _("civil society")
    YOUTH = "youth", _("youth organisation")
    INTERNATIONAL = "international", _("international organisation")
    MEDIA = "media", _("media")


class Power(models.TextChoices):
    """What a council comes to a stop without."""

    RECORD = "record", _("to record")
    SIGN = "sign", _("to sign")


class InvitationKind(models.TextChoices):
    """How a person is let in to set a password."""

    LINK = "link", _("link by e-mail")
    PAPER = "paper", _("printed code")


class QuorumRule(models.TextChoices):
    AT_LEAST = "at_least", _("at least")
    MORE_THAN = "more_than", _("more than")


class Majority(models.TextChoices):
    """Of whom a decision needs more than half."""

    PRESENT = "present", _("more than half of those present")
    SEATS = "seats", _("more than half of filled voting seats")


class MeetingForm(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    ONLINE = "online", _("online")
    MIXED = "mixed", _("in person and online")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class Presence(models.TextChoices):
    """How a member took part in a meeting (rule 4)."""

    PRESENT = "present", _("present")
    REMOTE = "remote", _("took part remotely")
    DEPUTY = "deputy", _("by an alternate")
    EXCUSED = "excused", _("absent, excused")
    ABSENT = "absent", _("absent")


TOOK_PART = (Presence.PRESENT, Presence.REMOTE, Presence.DEPUTY)  # these count for the quorum


class DecisionState(models.TextChoices):
    """What became of a decision; one that asks nothing of anybody is noted, not followed."""

    NOTED = "noted", _("nothing to carry out")
    OPEN = "open", _("to be carried out")
    DONE = "done", _("carried out")
    WITHDRAWN = "withdrawn", pgettext_lazy("decision", "withdrawn")


class TrainingTopic(models.TextChoices):
    """What members of councils are trained in."""

    MONITORING = "monitoring", _("monitoring and evaluation")
    IDENTIFICATION = "identification", _("identification and referral of victims")
    LAW = "law", _("law")
    AWARENESS = "awareness", _("awareness work")
    REPORTING = "reporting", _("reporting in this system")
    OTHER = "other", _("another topic")


class RegionKind(models.TextChoices):
    OBLAST = "oblast", _("oblast")
    CITY_REPUBLICAN = "city_republican", _("city of republican significance")


class DistrictKind(models.TextChoices):
    DISTRICT = "district", _("district")
    CITY_OBLAST = "city_oblast", _("city of oblast significance")
    CITY_DISTRICT = "city_district", _("district of a city")
    CITY_REPUBLICAN = "city_republican", _("city of republican significance")


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class MailState(models.TextChoices):
    WAITING = "waiting", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    UNSURE = "unsure", _("may have been sent, or not")
    FAILED = "failed", _("could not be sent")
    WITHDRAWN = "withdrawn", _("withdrawn: no longer needed")
    SHOWN = "shown", _("only shown: the demonstration sends nothing")


class MailFault(models.TextChoices):
    """Why a mail did not go out."""

    NO_ADDRESS = "no_address", _("The person has no e-mail address, or the account is switched off.")
    NO_SERVER = "no_server", _("The mail server could not be reached, or did not let us in.")
    REFUSED = "refused", _("The mail server did not take it.")
    INTERRUPTED = "interrupted", _("It was interrupted while it was handed over, so it is not sent again by itself.")


class Mode(models.TextChoices):
    DEMONSTRATION = "demonstration", _("demonstration")
    PRODUCTION = "production", _("production")


class Refused(Exception):
    """A rule said no; the text says which and what to do, in the reader's language."""


class IllegalMove(Refused):
    """The record is not in a state from which this step leads on."""


class SeatTaken(Refused):
    """The seat has another holder on one of the days (rule 2); the text names the holder and the days."""


class Unfit(Refused):
    """What was typed does not fit a rule or what is already recorded."""


class NotAllowed(Refused):
    """The acting user has no right to this step (commands and jobs; pages answer 403 or 404 before)."""


# What the audit list says for the steps of this app; every app names its own in its states.py.
AUDIT_ACTIONS = {
    "reference.load": _("Reference data loaded"),
    "council.found": _("Council founded"),
    "council.edit": _("Council changed"),
    "charter.create": _("Charter version written"),
    "charter.edit": _("Charter version changed"),
    "charter.adopt": _("Charter adopted"),
    "charter.deviate": _("Deviation approved"),
    "charter.scan": _("Scan of an order handed in"),
    "region.add": _("Region added"),
    "region.edit": _("Region changed"),
    "district.add": _("District added"),
    "district.edit": _("District changed"),
    "article.add": _("Article added"),
    "article.edit": _("Article changed"),
    "article.remove": _("Article taken out"),
    "article.write": _("Articles written anew"),
    "seat.add": _("Seat added"),
    "seat.edit": _("Seat changed"),
    "seat.remove": _("Seat taken out"),
    "membership.appoint": _("Member appointed"),
    "membership.act": _("Acting holder named"),
    "membership.extend": _("Membership extended"),
    "membership.end": _("Membership ended"),
    "alternate.name": _("Alternate named"),
    "alternate.end": _("Days of an alternate ended"),
    "training.record": _("Training of a member recorded"),
    "training.void": _("Training of a member voided"),
    "person.create": _("Person entered"),
    "person.edit": _("Person changed"),
    "organisation.create": _("Organisation entered"),
    "organisation.accept": _("Organisation accepted"),
    "organisation.edit": _("Organisation changed"),
    "organisation.unite": _("Organisation found to be the same as another"),
    "organisation.separate": _("Organisation found to be another after all"),
    "contributor.link": _("Link given to an organisation"),
    "contributor.link_ended": _("Link of an organisation ended"),
    "user.create": _("Account made"),
    "user.switch_on": _("Account switched on"),
    "user.switch_off": _("Account switched off"),
    "user.password": _("New password given"),
    "meeting.plan": _("Meeting planned"),
    "meeting.change": _("Meeting changed"),
    "meeting.notify": _("Notice of a meeting sent"),
    "meeting.cancel": _("Meeting cancelled"),
    "meeting.attendance": _("Attendance of a meeting recorded"),
    "meeting.correct": _("Attendance of a meeting corrected"),
    "meeting.minutes": _("Minutes of a meeting kept"),
    "decision.take": _("Decision taken"),
    "user.sleep": _("Account switched off: nobody signed in"),
    "user.invite": _("Invited to set a password"),
    "user.uninvite": _("Invitation withdrawn"),
    "user.join": _("Own password set"),
    "grant.give": _("Grant given"),
    "grant.end": _("Grant ended"),
    "decision.done": _("Outcome of a decision written"),
    "decision.reopen": _("Decision taken up again"),
    "decision.withdraw": _("Decision withdrawn"),
    "decision.due": _("Due day of a decision changed"),
}
