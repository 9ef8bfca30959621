"""What the database refuses of plans and events (rules 3, 6 to 8, 12)."""

from councils.guards import AnyGuard, Guard, append_only, both

_IN_FORCE = (
    "EXISTS (SELECT 1 FROM actionplans_planitem i JOIN actionplans_actionplan p ON p.id = i.plan_id"
    " WHERE i.id = NEW.item_id AND p.council_id = NEW.council_id AND p.status = 'endorsed' AND NOT i.sensitive"
    " AND NEW.starts_on >= p.starts_on AND NEW.ends_on <= p.ends_on"
    " AND (i.starts_on IS NULL OR NEW.starts_on >= i.starts_on)"
    " AND (i.ends_on IS NULL OR NEW.ends_on <= i.ends_on)"
    " AND (i.in_effect_from IS NULL OR NEW.starts_on >= i.in_effect_from)"
    " AND (i.withdrawn_from IS NULL OR NEW.ends_on < i.withdrawn_from))"
)
_OF_REGION = (
    "EXISTS (SELECT 1 FROM councils_district d JOIN councils_council c ON c.region_id = d.region_id"
    " WHERE d.id = NEW.district_id AND c.id = NEW.council_id)"
)
_QUARTER = {
    "sqlite": "NEW.quarter <> CAST(strftime('%Y', NEW.ends_on) AS INTEGER) * 10"
    " + (CAST(strftime('%m', NEW.ends_on) AS INTEGER) + 2) / 3",
    "postgresql": "NEW.quarter <> EXTRACT(YEAR FROM NEW.ends_on)::int * 10 + EXTRACT(QUARTER FROM NEW.ends_on)::int",
}
_REAL_TODAY = {
    "sqlite": "date('now', '+6 hours')",
    "postgresql": "(now() AT TIME ZONE 'Asia/Bishkek')::date",
}


# A sealed quarter's events change only by a correction, which is counted and says why (rule 12).
_CORRECTED = "NEW.corrections > OLD.corrections AND NEW.correction_reason <> ''"


def _closed(row: str, unless: str = "") -> str:
    sealed = f"(g.sealed AND NOT ({unless}))" if unless else "g.sealed"
    return (
        # Only "NEW", "OLD" and the condition above are put in.
        f"EXISTS (SELECT 1 FROM actionplans_quarterguard g WHERE g.council_id = {row}.council_id"  # noqa: S608
        f" AND {row}.ends_on >= g.starts_on AND {row}.ends_on <= g.ends_on"
        f" AND ({sealed} OR NEW.changed_on > g.locks_on))"
    )


_QUARTER_OF_GUARD = {
    "sqlite": "CAST(strftime('%Y', g.starts_on) AS INTEGER) * 10"
    " + (CAST(strftime('%m', g.starts_on) AS INTEGER) + 2) / 3",
    "postgresql": "EXTRACT(YEAR FROM g.starts_on)::int * 10 + EXTRACT(QUARTER FROM g.starts_on)::int",
}
_TYPED_IN_CLOSED_QUARTER = {
    vendor: (
        "EXISTS (SELECT 1 FROM actionplans_indicator n JOIN actionplans_planitem i ON i.id = n.item_id"  # noqa: S608
        " JOIN actionplans_actionplan p ON p.id = i.plan_id"
        " JOIN actionplans_quarterguard g ON g.council_id = p.council_id"
        f" WHERE n.id = NEW.indicator_id AND NEW.quarter = {quarter}"
        " AND (g.sealed OR NEW.changed_on > g.locks_on))"
    )
    for vendor, quarter in _QUARTER_OF_GUARD.items()
}
_NOT_TYPED_IN = (
    "NOT EXISTS (SELECT 1 FROM actionplans_indicator n JOIN actionplans_planitem i ON i.id = n.item_id"
    " WHERE n.id = NEW.indicator_id AND n.source = 'typed_in' AND NOT i.sensitive)"
)


_SHRUNK_PLAN = (
    "EXISTS (SELECT 1 FROM actionplans_event e JOIN actionplans_planitem i ON i.id = e.item_id"
    " WHERE i.plan_id = NEW.id AND (e.starts_on < NEW.starts_on OR e.ends_on > NEW.ends_on"
    " OR NEW.status <> 'endorsed' OR e.council_id <> NEW.council_id))"
)
_SHRUNK_ITEM = (
    "EXISTS (SELECT 1 FROM actionplans_event e WHERE e.item_id = NEW.id"
    " AND (e.starts_on < NEW.starts_on OR e.ends_on > NEW.ends_on OR NEW.plan_id <> OLD.plan_id"
    " OR e.starts_on < NEW.in_effect_from OR e.ends_on >= NEW.withdrawn_from"
    " OR (NEW.sensitive AND NOT OLD.sensitive)))"
)

_OF_ENDORSED = "EXISTS (SELECT 1 FROM actionplans_amendment a WHERE a.id = OLD.amendment_id AND a.status = 'endorsed')"
_AMENDMENT_STANDS = "what an endorsed amendment changed does not change"

# Where events came from, and on whose behalf, is what editions tell of them (rules 3 and 12).
_UNFIT_BATCH = (
    "EXISTS (SELECT 1 FROM actionplans_importbatch b WHERE b.id = NEW.batch_id"
    " AND (b.council_id <> NEW.council_id OR (b.undone_at IS NOT NULL AND NEW.status = 'recorded')))"
)
_OTHER_BATCH = (
    "OLD.batch_id IS NOT NULL AND (NEW.batch_id IS NULL OR NEW.batch_id <> OLD.batch_id"
    " OR NEW.batch_sheet <> OLD.batch_sheet OR COALESCE(NEW.batch_row, 0) <> COALESCE(OLD.batch_row, 0))"
)
_REWRITTEN_BATCH = (
    "OLD.undone_at IS NOT NULL OR NEW.council_id <> OLD.council_id OR NEW.imported_by_id <> OLD.imported_by_id"
    " OR NEW.imported_at <> OLD.imported_at OR NEW.file_name <> OLD.file_name OR NEW.file_digest <> OLD.file_digest"
    " OR NEW.letter_number <> OLD.letter_number OR COALESCE(NEW.letter_id, 0) <> COALESCE(OLD.letter_id, 0)"
)
_HALF_UNDONE = (
    "NEW.undone_at IS NOT NULL AND EXISTS (SELECT 1 FROM actionplans_event e"
    " WHERE e.batch_id = NEW.id AND e.status = 'recorded')"
)

_EVENT = "actionplans_event"
_BATCH = "actionplans_importbatch"
_LINK = "actionplans_eventorganisation"
_TYPED = "actionplans_typedfigure"


def _sealed(row: str) -> str:
    # An event corrected under its seal may change its organisations; one that never was may not.
    return (
        "EXISTS (SELECT 1 FROM actionplans_event e JOIN actionplans_quarterguard g ON g.council_id = e.council_id"  # noqa: S608
        f" WHERE e.id = {row}.event_id AND e.ends_on >= g.starts_on AND e.ends_on <= g.ends_on AND g.sealed"
        " AND e.corrections = 0)"
    )


GUARDS: tuple[AnyGuard, ...] = (
    *both(
        "event_fits_a_plan_in_force", _EVENT, f"NEW.item_id IS NOT NULL AND NOT {_IN_FORCE}",
        "the event does not fit its item, plan, council or their dates",
    ),
    *both(
        "event_district_is_of_its_region", _EVENT, f"NEW.district_id IS NOT NULL AND NOT {_OF_REGION}",
        "the district lies in another region",
    ),
    *both(
        "event_counts_in_its_last_days_quarter", _EVENT, _QUARTER,
        "an event counts in the quarter in which it ends",
    ),
    *both(
        "event_is_recorded_on_a_real_day", _EVENT,
        {vendor: f"NEW.changed_on > {today}" for vendor, today in _REAL_TODAY.items()},
        "nothing is recorded on a day to come",
    ),
    Guard("event_in_closed_quarter_insert", _EVENT, "INSERT", _closed("NEW"),
          "the quarter is sealed or locked"),
    Guard("event_in_closed_quarter_update", _EVENT, "UPDATE",
          f"{_closed('NEW', _CORRECTED)} OR {_closed('OLD', _CORRECTED)}",
          "the quarter is sealed or locked"),
    Guard("event_change_is_numbered", _EVENT, "UPDATE", "NEW.version <= OLD.version",
          "each change of an event has its own version and day"),
    Guard("event_organisation_in_sealed_quarter_insert", _LINK, "INSERT", _sealed("NEW"), "the quarter is sealed"),
    Guard("event_organisation_in_sealed_quarter_update", _LINK, "UPDATE", f"{_sealed('NEW')} OR {_sealed('OLD')}",
          "the quarter is sealed"),
    Guard("event_organisation_in_sealed_quarter_delete", _LINK, "DELETE", _sealed("OLD"), "the quarter is sealed"),
    Guard("quarter_guard_is_kept", "actionplans_quarterguard", "DELETE", "1 = 1",
          "the guard of a quarter is opened or closed, never deleted"),
    *both("event_fits_its_batch", _EVENT, _UNFIT_BATCH, "the file is another council's, or was undone"),
    Guard("event_keeps_its_batch", _EVENT, "UPDATE", _OTHER_BATCH, "from which file an event came does not change"),
    Guard("batch_is_kept", _BATCH, "DELETE", "1 = 1", "a batch is undone with a reason, never deleted"),
    Guard("batch_stays", _BATCH, "UPDATE", _REWRITTEN_BATCH, "which file came in, by whom and by which letter, stays"),
    Guard("undone_batch_is_undone_whole", _BATCH, "UPDATE", _HALF_UNDONE, "events of the batch are still recorded"),
    Guard("event_is_kept", _EVENT, "DELETE", "1 = 1", "an event is voided with a reason, never deleted"),
    Guard("plan_keeps_its_events", "actionplans_actionplan", "UPDATE", _SHRUNK_PLAN,
          "events of the plan would be left outside it"),
    Guard("item_keeps_its_events", "actionplans_planitem", "UPDATE", _SHRUNK_ITEM,
          "events of the item would be left outside it"),
    *both("typed_figure_in_closed_quarter", _TYPED, _TYPED_IN_CLOSED_QUARTER, "the quarter is sealed or locked"),
    *both("typed_figure_is_of_a_typed_indicator", _TYPED, _NOT_TYPED_IN,
          "the indicator's figure is not typed in, or its item is about victims or cases"),
    Guard("typed_figure_stays_in_its_quarter", _TYPED, "UPDATE",
          "NEW.quarter <> OLD.quarter OR NEW.indicator_id <> OLD.indicator_id",
          "a figure belongs to its indicator and quarter"),
    Guard("typed_figure_is_kept", _TYPED, "DELETE", "1 = 1", "a figure is changed, never deleted"),
    *append_only("actionplans_itemversion"),
    Guard("amendment_is_kept", "actionplans_amendment", "DELETE", "OLD.status <> 'draft'",
          "an endorsed amendment is never deleted"),
    Guard("endorsed_amendment_stays", "actionplans_amendment", "UPDATE", "OLD.status = 'endorsed'",
          "an endorsed amendment does not change"),
    Guard("endorsed_change_stays", "actionplans_amendmentchange", "UPDATE", _OF_ENDORSED, _AMENDMENT_STANDS),
    Guard("endorsed_change_is_kept", "actionplans_amendmentchange", "DELETE", _OF_ENDORSED, _AMENDMENT_STANDS),
    Guard("national_event_is_kept", "actionplans_nationalevent", "DELETE", "1 = 1",
          "a national event is voided with a reason, never deleted"),
    Guard("proposal_is_kept", "actionplans_proposal", "DELETE", "1 = 1",
          "a proposal is settled, never deleted"),
    Guard("settled_proposal_stays", "actionplans_proposal", "UPDATE", "OLD.state <> 'proposed'",
          "a proposal is settled once"),
    Guard("proposal_stays_whose_it_is", "actionplans_proposal", "UPDATE",
          "NEW.link_id <> OLD.link_id OR NEW.council_id <> OLD.council_id OR NEW.number <> OLD.number"
          " OR NEW.client_key <> OLD.client_key", "who proposed what to whom does not change"),
    *both("proposal_is_to_its_links_council", "actionplans_proposal",
          "NOT EXISTS (SELECT 1 FROM councils_contributorlink l"
          " WHERE l.id = NEW.link_id AND l.council_id = NEW.council_id)", "the link is another council's"),
    *both("agenda_link_is_within_one_council", "actionplans_agendalink",
          "NOT EXISTS (SELECT 1 FROM councils_agendaitem a JOIN councils_meeting t ON t.id = a.meeting_id"
          " JOIN actionplans_planitem i ON i.id = NEW.item_id JOIN actionplans_actionplan p ON p.id = i.plan_id"
          " WHERE a.id = NEW.agenda_item_id AND p.council_id = t.council_id)",
          "the item is in another council's plan"),
    Guard("evidence_is_kept", "actionplans_evidence", "DELETE", "1 = 1",
          "evidence is removed with a reason, its row stays"),
)  # fmt: skip
