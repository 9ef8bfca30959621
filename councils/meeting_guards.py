"""What the database refuses of meetings, of who took part and of what was decided (rule 4): kept, counted once."""

from .guards import Guard, append_only, both

_SAT_THAT_DAY = (
    "EXISTS (SELECT 1 FROM councils_meeting t JOIN councils_membership m ON m.id = NEW.membership_id"
    " WHERE t.id = NEW.meeting_id AND m.council_id = t.council_id AND m.starts_on <= t.held_on"
    " AND COALESCE(m.ends_on, '9999-12-31') >= t.held_on)"
)
_ALTERNATE_THAT_DAY = (
    "EXISTS (SELECT 1 FROM councils_meeting t JOIN councils_alternate a ON a.id = NEW.alternate_id"
    " WHERE t.id = NEW.meeting_id AND a.membership_id = NEW.membership_id AND a.starts_on <= t.held_on"
    " AND COALESCE(a.ends_on, '9999-12-31') >= t.held_on)"
)
_COUNTED = ("filled", "present", "votes_for", "votes_against", "votes_abstained", "casting_vote", "is_advice",
            "is_adopted", "meeting_id", "number", "text")  # fmt: skip
GUARDS = (
    *both(
        "meeting_of_a_founded_council",
        "councils_meeting",
        "EXISTS (SELECT 1 FROM councils_council c WHERE c.id = NEW.council_id AND c.founded_on > NEW.held_on)",
        "the council was not founded yet on that day",
    ),
    Guard(
        "meeting_is_kept", "councils_meeting", "DELETE", "1 = 1",
        "a meeting is cancelled, never deleted; one that was held stays",
    ),
    Guard(
        "held_meeting_stays_held", "councils_meeting", "UPDATE",
        "OLD.state = 'held' AND (NEW.state <> 'held' OR NEW.held_on <> OLD.held_on)",
        "a meeting that was held stays so, on its day",
    ),
    Guard(
        "attended_meeting_keeps_its_day", "councils_meeting", "UPDATE",
        "(NEW.held_on <> OLD.held_on OR NEW.council_id <> OLD.council_id OR NEW.state = 'cancelled')"
        " AND EXISTS (SELECT 1 FROM councils_attendance a WHERE a.meeting_id = OLD.id)",
        "who took part is recorded: the meeting took place, on its day",
    ),
    *both(
        "attendance_of_a_member_of_that_day", "councils_attendance", f"NOT {_SAT_THAT_DAY}",
        "only who sat on the meeting's council that day takes part in it",
    ),
    *both(
        "alternate_named_for_that_day", "councils_attendance",
        f"NEW.alternate_id IS NOT NULL AND NOT {_ALTERNATE_THAT_DAY}",
        "an alternate comes for the member for whom they are named that day",
    ),
    Guard(
        "membership_covers_its_attendance", "councils_membership", "UPDATE",
        "EXISTS (SELECT 1 FROM councils_attendance a JOIN councils_meeting t ON t.id = a.meeting_id"
        " WHERE a.membership_id = NEW.id AND (t.held_on < NEW.starts_on"
        " OR t.held_on > COALESCE(NEW.ends_on, '9999-12-31')))",
        "the member's attendance is recorded at a meeting outside these days",
        reads=("councils_meeting", "councils_attendance"),
    ),
    Guard(
        "attendance_of_a_decision_is_kept", "councils_attendance", "DELETE",
        "EXISTS (SELECT 1 FROM councils_decision d WHERE d.meeting_id = OLD.meeting_id)",
        "a decision was counted with it",
    ),
    Guard("decision_is_kept", "councils_decision", "DELETE", "1 = 1", "a decision is withdrawn, never deleted"),
    Guard(
        "decision_is_counted_once", "councils_decision", "UPDATE",
        " OR ".join([*(f"NEW.{name} <> OLD.{name}" for name in _COUNTED),
                     "COALESCE(NEW.needed, 0) <> COALESCE(OLD.needed, 0)"]),
        "votes and quorum of a decision are those of the meeting, and so are its words",
    ),
    *both(
        "decision_within_its_council",
        "councils_decision",
        "EXISTS (SELECT 1 FROM councils_membership m JOIN councils_meeting t ON t.id = NEW.meeting_id"
        " WHERE m.id = NEW.responsible_member_id AND m.council_id <> t.council_id)"
        " OR EXISTS (SELECT 1 FROM councils_agendaitem i WHERE i.id = NEW.agenda_item_id"
        " AND i.meeting_id <> NEW.meeting_id)",
        "the responsible member and the question are of the same council and meeting",
    ),
    *append_only("councils_decision_had_left"),
)  # fmt: skip
