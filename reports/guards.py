"""What the database refuses of reports and editions (rules 12 and 17)."""

from councils.guards import AnyGuard, Guard, append_only

_TEXT = "reports_editiontext"

GUARDS: tuple[AnyGuard, ...] = (
    *append_only("reports_edition"),
    *append_only("reports_reportstep"),
    *append_only("reports_nationalstep"),
    *append_only("reports_editionfile"),
    Guard(
        "sealed_text_is_only_redacted", _TEXT, "UPDATE",
        "NEW.edition_id <> OLD.edition_id OR NEW.key <> OLD.key OR NEW.digest <> OLD.digest"
        " OR NOT (NEW.text = OLD.text OR (NEW.text = '' AND NEW.redacted_at IS NOT NULL))"
        " OR (OLD.redacted_at IS NOT NULL AND NEW.redacted_at IS NULL)",
        "a sealed text does not change; it can only be redacted",
    ),
    Guard("sealed_text_is_kept", _TEXT, "DELETE", "1 = 1", "a sealed text is redacted, never deleted"),
)  # fmt: skip
