"""What pages say of the system's checks of itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from councils import clock

from .models import SelfCheck
from .states import CheckFault, CheckKind

STALE = timedelta(days=2)  # the check runs every night: something is wrong with it where it did not for so long


@dataclass(frozen=True)
class FaultLine:
    where: str
    path: str
    what: Any
    detail: str


@dataclass(frozen=True)
class Latest:
    """When the figures were checked last, and what did not agree: what a weekly run found stands until the next one,
    for a nightly run does not look at all of it."""

    at: datetime
    faults: list[FaultLine]

    @property
    def is_stale(self) -> bool:
        return clock.now() - self.at > STALE


def latest() -> Latest | None:
    """Two queries."""
    found = [SelfCheck.objects.filter(kind=kind).first() for kind in CheckKind]
    checks = [check for check in found if check]
    if not checks:
        return None
    weekly = next((check for check in checks if check.kind == CheckKind.WEEKLY), None)
    last = max(checks, key=lambda check: check.at)
    rows = list(last.faults)
    if weekly and weekly != last:
        rows += [fault for fault in weekly.faults if fault not in rows and _only_weekly(fault)]
    return Latest(last.at, [fault_line(fault) for fault in rows])


def _only_weekly(fault: dict[str, Any]) -> bool:
    """Whether a nightly run would not have looked at it again: it counts open reports every time, and proves the
    editions that were at fault."""
    return not (fault["code"] == CheckFault.FIGURES or fault["edition"])


def fault_line(fault: dict[str, Any]) -> FaultLine:
    return FaultLine(fault["where"], fault["path"], CheckFault(fault["code"]).label, fault["detail"])
