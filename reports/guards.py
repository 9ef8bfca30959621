"""What the database refuses of reports and editions (rules 12 and 17)."""

from councils.guards import AnyGuard, Guard, append_only

_TEXT = "reports_editiontext"
_ASKED = ("year", "serial", "national_id", "text", "addressee", "due_on", "given_by_id", "given_at")

GUARDS: tuple[AnyGuard, ...] = (
    *append_only("reports_edition"),
    *append_only("reports_reportstep"),
    *append_only("reports_nationalstep"),
    *append_only("reports_editionfile"),
    *append_only("reports_nationaltext"),
    *append_only("reports_instructionstep"),
    Guard(
        "instruction_stays_as_given", "reports_instruction", "UPDATE",
        " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _ASKED)
        + " OR COALESCE(NEW.council_id, 0) <> COALESCE(OLD.council_id, 0)"
        " OR COALESCE(NEW.item_id, 0) <> COALESCE(OLD.item_id, 0)",
        "what an instruction asks does not change; withdraw it and give another",
    ),
    Guard("instruction_is_kept", "reports_instruction", "DELETE", "1 = 1", "an instruction is withdrawn, not deleted"),
    *append_only("reports_selfcheck"),
    Guard(
        "sealed_text_is_only_redacted", _TEXT, "UPDATE",
        "NEW.edition_id <> OLD.edition_id OR NEW.key <> OLD.key OR NEW.digest <> OLD.digest"
        " OR NOT (NEW.text = OLD.text OR (NEW.text = '' AND NEW.redacted_at IS NOT NULL))"
        " OR (OLD.redacted_at IS NOT NULL AND NEW.redacted_at IS NULL)",
        "a sealed text does not change; it can only be redacted",
    ),
    Guard("reminder_is_kept", "reports_reminder", "DELETE", "1 = 1", "what was sent to whom is kept"),
    Guard("sealed_text_is_kept", _TEXT, "DELETE", "1 = 1", "a sealed text is redacted, never deleted"),
)  # fmt: skip
