"""What the database refuses of plans and events."""

GUARDS = ()
