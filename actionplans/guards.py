"""What the database refuses of plans and events (rules 6 to 8, 12)."""

from councils.guards import AnyGuard, Guard, both

_IN_FORCE = (
    "EXISTS (SELECT 1 FROM actionplans_planitem i JOIN actionplans_actionplan p ON p.id = i.plan_id"
    " WHERE i.id = NEW.item_id AND p.council_id = NEW.council_id AND p.status = 'endorsed' AND NOT i.sensitive"
    " AND NEW.starts_on >= p.starts_on AND NEW.ends_on <= p.ends_on"
    " AND (i.starts_on IS NULL OR NEW.starts_on >= i.starts_on)"
    " AND (i.ends_on IS NULL OR NEW.ends_on <= i.ends_on))"
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


def _closed(row: str, changed_on: str) -> str:
    return (
        # Only "NEW", "OLD" and a column's name are put in.
        f"EXISTS (SELECT 1 FROM actionplans_quarterguard g WHERE g.council_id = {row}.council_id"  # noqa: S608
        f" AND {row}.ends_on >= g.starts_on AND {row}.ends_on <= g.ends_on"
        f" AND (g.sealed OR {changed_on} > g.locks_on))"
    )


_SHRUNK_PLAN = (
    "EXISTS (SELECT 1 FROM actionplans_event e JOIN actionplans_planitem i ON i.id = e.item_id"
    " WHERE i.plan_id = NEW.id AND (e.starts_on < NEW.starts_on OR e.ends_on > NEW.ends_on"
    " OR NEW.status <> 'endorsed' OR e.council_id <> NEW.council_id))"
)
_SHRUNK_ITEM = (
    "EXISTS (SELECT 1 FROM actionplans_event e WHERE e.item_id = NEW.id"
    " AND (e.starts_on < NEW.starts_on OR e.ends_on > NEW.ends_on OR NEW.plan_id <> OLD.plan_id))"
)

_EVENT = "actionplans_event"
_LINK = "actionplans_eventorganisation"


def _sealed(row: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM actionplans_event e JOIN actionplans_quarterguard g ON g.council_id = e.council_id"  # noqa: S608
        f" WHERE e.id = {row}.event_id AND e.ends_on >= g.starts_on AND e.ends_on <= g.ends_on AND g.sealed)"
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
    Guard("event_in_closed_quarter_insert", _EVENT, "INSERT", _closed("NEW", "NEW.changed_on"),
          "the quarter is sealed or locked"),
    Guard("event_in_closed_quarter_update", _EVENT, "UPDATE",
          f"{_closed('NEW', 'NEW.changed_on')} OR {_closed('OLD', 'NEW.changed_on')}",
          "the quarter is sealed or locked"),
    Guard("event_change_is_numbered", _EVENT, "UPDATE", "NEW.version <= OLD.version",
          "each change of an event has its own version and day"),
    Guard("event_organisation_in_sealed_quarter_insert", _LINK, "INSERT", _sealed("NEW"), "the quarter is sealed"),
    Guard("event_organisation_in_sealed_quarter_update", _LINK, "UPDATE", f"{_sealed('NEW')} OR {_sealed('OLD')}",
          "the quarter is sealed"),
    Guard("event_organisation_in_sealed_quarter_delete", _LINK, "DELETE", _sealed("OLD"), "the quarter is sealed"),
    Guard("quarter_guard_is_kept", "actionplans_quarterguard", "DELETE", "1 = 1",
          "the guard of a quarter is opened or closed, never deleted"),
    Guard("event_is_kept", _EVENT, "DELETE", "1 = 1", "an event is voided with a reason, never deleted"),
    Guard("plan_keeps_its_events", "actionplans_actionplan", "UPDATE", _SHRUNK_PLAN,
          "events of the plan would be left outside it"),
    Guard("item_keeps_its_events", "actionplans_planitem", "UPDATE", _SHRUNK_ITEM,
          "events of the item would be left outside it"),
)  # fmt: skip
