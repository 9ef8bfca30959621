"""Closed lists of plans and events, and the moves a plan may make. A leaf: imports nothing of ours but refusals."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pillar(models.TextChoices):
    PREVENTION = "prevention", _("Prevention")
    PROTECTION = "protection", _("Protection")
    PROSECUTION = "prosecution", _("Prosecution")
    PARTNERSHIP = "partnership", _("Partnership and coordination")


class PlanStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    ENDORSED = "endorsed", _("endorsed")


PLAN_NEXT = {PlanStatus.DRAFT: {PlanStatus.ENDORSED}, PlanStatus.ENDORSED: set()}


class AmendmentStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    ENDORSED = "endorsed", _("endorsed")


class ChangeKind(models.TextChoices):
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Unit(models.TextChoices):
    """What an indicator counts; a per cent is computed only where unit and source fit (rule 5)."""

    EVENT = "event", _("event")
    PERSON = "person", _("person")
    COPY = "copy", _("copy")
    BROADCAST = "broadcast", _("broadcast")
    MINUTE = "minute", _("minute")
    OUTLET = "outlet", _("media outlet")
    PUBLICATION = "publication", _("publication")
    PLACE = "place", _("place")
    CALL = "call", _("call")
    CONSULTATION = "consultation", _("consultation")
    DOCUMENT = "document", _("document")
    LETTER = "letter", _("letter")
    CHECK = "check", _("check")
    MEETING = "meeting", _("meeting")
    REPORT = "report", _("report")
    ITEM = "item", _("item")
    PER_CENT = "per_cent", _("%")
    OTHER = "other", _("other")


class Source(models.TextChoices):
    """Where an indicator's figure comes from (rule 5)."""

    EVENTS = "events", _("events recorded")
    PARTICIPANTS = "participants", _("participants of events")
    MATERIALS = "materials", _("materials handed out at events")
    MEETINGS = "meetings", _("council meetings")
    REPORTS_ON_TIME = "reports_on_time", _("reports sent on time")
    MEMBERS_TRAINED = "members_trained", _("members trained")
    TYPED_IN = "typed_in", _("typed in, with its document")


FITTING_UNITS: dict[str, set[str]] = {
    Source.EVENTS: {Unit.EVENT, Unit.BROADCAST, Unit.CONSULTATION},
    Source.PARTICIPANTS: {Unit.PERSON},
    Source.MATERIALS: {Unit.COPY},
    Source.MEETINGS: {Unit.MEETING},
    Source.REPORTS_ON_TIME: {Unit.REPORT},
    Source.MEMBERS_TRAINED: {Unit.PERSON},
    Source.TYPED_IN: set(),
}


# What an indicator of this source counts of the events; the other sources are not events.
MEASURE_OF = {Source.EVENTS: "events", Source.PARTICIPANTS: "participants", Source.MATERIALS: "materials"}


class EventForm(models.TextChoices):
    LECTURE = "lecture", _("lecture")
    CLASS_HOUR = "class_hour", _("class hour")
    SEMINAR = "seminar", _("seminar")
    ROUND_TABLE = "round_table", _("round table")
    RESIDENTS_MEETING = "residents_meeting", _("meeting with residents")
    VILLAGE_ASSEMBLY = "village_assembly", _("village assembly")
    DOOR_TO_DOOR = "door_to_door", _("door-to-door visits")
    TRAINING = "training", _("training")
    BROADCAST = "broadcast", _("television or radio broadcast")
    PRESS_CONFERENCE = "press_conference", _("press conference")
    FORUM_THEATRE = "forum_theatre", _("forum theatre")
    CONTEST = "contest", _("contest")
    SPORTS = "sports", _("sports event")
    STREET_ACTION = "street_action", _("street action or flash mob")
    ONLINE = "online", _("online")
    OTHER = "other", _("other form")


WITHOUT_DISTRICT = (EventForm.BROADCAST, EventForm.ONLINE)


class EventStatus(models.TextChoices):
    RECORDED = "recorded", _("recorded")
    VOIDED = "voided", _("voided")


class CountingBasis(models.TextChoices):
    SIGN_IN_SHEET = "sign_in_sheet", _("by the sign-in sheet")
    HEAD_COUNT = "head_count", _("by counting heads")
    ESTIMATE = "estimate", _("by estimate")


class OrganisationRole(models.TextChoices):
    ORGANISER = "organiser", _("organiser")
    PARTNER = "partner", _("partner")


class TargetGroup(models.TextChoices):
    PUPILS = "pupils", _("pupils")
    STUDENTS = "students", _("students")
    YOUTH = "youth", _("young people")
    WOMEN = "women", _("women")
    MIGRANTS = "migrants", _("labour migrants and their families")
    RESIDENTS = "residents", _("residents")
    SPECIALISTS = "specialists", _("specialists")
    OFFICIALS = "officials", _("officials")


class EvidenceKind(models.TextChoices):
    PHOTO = "photo", _("photo")
    DOCUMENT = "document", _("document")
    ATTENDANCE_SHEET = "attendance_sheet", _("attendance sheet (personal data)")
    MEDIA_LINK = "media_link", _("link to a publication or broadcast")


class UploadState(models.TextChoices):
    """How far a register is that was handed in as a file; nothing is recorded before RECORDING."""

    READING = "reading", _("being read")
    ASKS = "asks", _("asks what its columns mean")
    CHECKED = "checked", _("read, nothing recorded yet")
    RECORDING = "recording", _("being recorded")
    RECORDED = "recorded", _("recorded")
    REFUSED = "refused", _("cannot be read")
    DROPPED = "dropped", _("put aside")


class RegisterRowState(models.TextChoices):
    OPEN = "open", _("to be mended")
    MENDED = "mended", _("mended")
    DISMISSED = "dismissed", _("dismissed")
    PASSED_ON = "passed_on", _("left to a later file")


class NationalOwner(models.TextChoices):
    SMS = "sms", _("State Migration Service")
    GA = "ga", _("Government Administration")
    PARTNER = "partner", _("a partner organisation")


class ProposalState(models.TextChoices):
    """What became of an event that an organisation proposed; past the first there is no way on."""

    PROPOSED = "proposed", _("waits for the secretary")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RemarkKind(models.TextChoices):
    """What is worth a second look: of one event, or of many together."""

    DUPLICATE = "duplicate", _("perhaps recorded twice")
    SIZE = "size", _("far larger than usual here")
    SEX_MISSING = "sex_missing", _("large, and sex not recorded")
    PERSONAL_DATA = "personal_data", _("text that looks like personal data")
    COPIED_COUNTS = "copied_counts", _("the same counts again and again")
    HEAPED = "heaped", _("many numbers end in 0 or 5")
    SPLIT = "split", _("one event split into many")
    LAST_DAYS = "last_days", _("many events in the last days of the quarter")


FEWEST_NAMED = 5  # places of smaller events are given as the district only in all that leaves the council

# What the audit list says for the steps of this app.
AUDIT_ACTIONS = {
    "meeting.items": _("Plan items of an agenda chosen"),
    "event.recorded": _("Event recorded"),
    "event.imported": _("Events brought in from a file"),
    "batch.undone": _("Events brought in from a file voided together"),
    "register.uploaded": _("Register handed in as a file"),
    "register.columns_chosen": _("Columns of a register told apart"),
    "register.dropped": _("Register put aside"),
    "register.rows_settled": _("Rows of a register mended or dismissed"),
    "register.erased": _("File of a register erased"),
    "proposal.sent": _("Event proposed by an organisation"),
    "proposal.withdrawn": _("Proposal withdrawn by the organisation"),
    "proposal.accepted": _("Proposal accepted"),
    "proposal.declined": _("Proposal declined"),
    "event.changed": _("Event changed"),
    "event.voided": _("Event voided"),
    "plan.drafted": _("Plan drafted"),
    "plan.endorsed": _("Plan endorsed"),
    "plan.prolonged": _("Plan prolonged"),
    "plan.changed": _("Draft of the plan changed"),
    "plan.dropped": _("Draft of the plan deleted"),
    "plan.amended": _("Plan amended"),
    "amendment.opened": _("Amendment begun"),
    "amendment.changed": _("Draft of the amendment changed"),
    "amendment.dropped": _("Draft of the amendment dropped"),
    "figure.typed": _("Figure typed in"),
    "event.corrected": _("Event of a sealed quarter corrected"),
    "event.downloaded": _("List of events downloaded"),
    "event.attached": _("Event attached to a plan item"),
    "evidence.added": _("Evidence added"),
    "evidence.prepared": _("Picture reduced, its original erased"),
    "evidence.removed": _("Evidence removed"),
    "evidence.erased": _("Evidence erased after its last day"),
    "remark.answered": _("Second look: fine as it is"),
    "campaign.created": _("Campaign entered"),
    "campaign.changed": _("Campaign changed"),
    "national_event.recorded": _("National event recorded"),
    "national_event.changed": _("National event changed"),
    "national_event.voided": _("National event voided"),
}
