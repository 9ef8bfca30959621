"""What the database refuses of reports and editions."""

GUARDS = ()
