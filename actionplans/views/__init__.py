"""Pages of plans and events."""
