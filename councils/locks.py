"""The locks that order all writing (docs/architecture.md: council, then system; never the other way round).

Whatever writes a council's events, reports or seats locks its Council row first. That one rule serialises
sealing, the audit chain and appointments. Charters, accounts and grants belong to no council: theirs is the
Installation row. A step that needs both takes the council's first.
"""

from .mode import ensure_mode
from .models import Council, Installation


def lock_council(council: Council) -> Council:
    """The council's row as it is now, locked until the transaction ends. The caller's copy may be stale."""
    return Council.objects.lock().select_related("region").get(pk=council.pk)


def lock_system() -> Installation:
    """The installation's row, locked until the transaction ends."""
    ensure_mode()
    return Installation.objects.select_for_update().get(pk=1)
