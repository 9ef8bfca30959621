"""The audit chains (rule 17): one entry per step that matters, hashed onto the one before it.

One chain per council, one for the system. Whoever records holds the council's lock (locks.py), so numbers
have no gaps and no two entries follow the same one.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from . import clock
from .models import AuditEntry, Council, Installation, User
from .models.audit import SYSTEM

START = "0" * 64
_source: ContextVar[str] = ContextVar("audit_source", default="web")


@contextmanager
def source(name: str) -> Iterator[None]:
    """Say where the steps inside come from: "web", "command" or "job"."""
    token = _source.set(name)
    try:
        yield
    finally:
        _source.reset(token)


def shown(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """What entries say, for a page: words that were blacked out since are a bar there."""
    barred: Callable[[Iterable[dict[str, Any]]], list[dict[str, Any]]] = import_string(settings.TIPCC_BARRED)
    return barred(json.loads(entry.text) for entry in entries)


def canonical(value: Any) -> str:
    """The one JSON text of a value: keys sorted, no spaces, Unicode as it is, days and moments in ISO form."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    return str(value)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_rows(rows: Iterable[Any]) -> str:
    """One SHA-256 over many rows: a batch is one entry with a digest of its rows."""
    sha = hashlib.sha256()
    for row in rows:
        sha.update(canonical(row).encode() + b"\n")
    return sha.hexdigest()


def fields_of(row: models.Model, *names: str) -> dict[str, Any]:
    """The named columns of a row, for `before` and `after`."""
    columns: dict[str, Any] = {name: row._meta.get_field(name) for name in names}
    return {name: getattr(row, column.attname) for name, column in columns.items()}


def subject_of(row: models.Model) -> str:
    """How an entry names the row it tells of: "membership:12"."""
    return f"{row._meta.model_name}:{row.pk}"


def record(
    action: str,
    subject: str,
    *,
    actor: User | None,
    council: Council | None = None,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> AuditEntry:
    """Add an entry to the council's chain, or to the system's. Must run inside the step's own transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit entry is written in the transaction of what it tells of.")
    chain = council.code if council else SYSTEM
    _lock(council)
    last = AuditEntry.objects.filter(chain=chain).order_by("-number").values("number", "hash").first()
    number, previous = (last["number"] + 1, last["hash"]) if last else (1, START)
    moment = clock.now()
    text = canonical({
        "chain": chain, "number": number, "at": moment, "actor": actor.username if actor else None,
        "action": action, "subject": subject, "before": before, "after": after, "reason": reason,
        "source": _source.get(),
    })  # fmt: skip
    return AuditEntry.objects.create(
        chain=chain, number=number, at=moment, actor=actor, action=action, subject=subject, text=text,
        previous=previous, hash=digest(previous + text),
    )  # fmt: skip


def _lock(council: Council | None) -> None:
    if council:
        Council.objects.lock().values_list("pk", flat=True).get(pk=council.pk)
    else:
        Installation.objects.select_for_update().filter(pk=1).first()


def heads() -> dict[str, dict[str, Any]]:
    """The last number and hash of every chain: put into sealed editions and backups, so that a cut tail shows."""
    last = AuditEntry.objects.values("chain").annotate(top=models.Max("number")).order_by("chain")
    found = {row["chain"]: row["top"] for row in last}
    entries = AuditEntry.objects.filter(
        models.Q(*[models.Q(chain=c, number=n) for c, n in found.items()], _connector=models.Q.OR)
    ) if found else AuditEntry.objects.none()  # fmt: skip
    return {entry.chain: {"number": entry.number, "hash": entry.hash} for entry in entries}


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a chain: which entry, and what."""

    chain: str
    number: int
    what: str


def verify(anchors: Iterable[tuple[str, int, str]] = ()) -> Iterator[Fault]:
    """Walk all chains and name what was changed or is missing; `anchors` are heads kept elsewhere (editions).

    The anchors are read first: whoever seals meanwhile names an entry that this walk has not come by.
    """
    anchors = list(anchors)
    hashes: dict[tuple[str, int], str] = {}
    place: dict[str, tuple[int, str]] = {}
    entries = AuditEntry.objects.order_by("chain", "number").select_related("actor")
    for entry in entries.iterator(chunk_size=2000):
        number, previous = place.get(entry.chain, (0, START))
        for missing in range(number + 1, entry.number):
            yield Fault(entry.chain, missing, "missing")
        if entry.number == number + 1 and entry.previous != previous:
            yield Fault(entry.chain, entry.number, "does not follow the entry before it")
        if entry.hash != digest(entry.previous + entry.text) or not _columns_agree(entry):
            yield Fault(entry.chain, entry.number, "changed")
        hashes[entry.chain, entry.number] = entry.hash
        place[entry.chain] = (entry.number, entry.hash)
    for chain, number, head in anchors:
        if (chain, number) not in hashes:
            yield Fault(chain, number, "missing, though a sealed edition names it")
        elif hashes[chain, number] != head:
            yield Fault(chain, number, "is not the entry that a sealed edition names")


def _columns_agree(entry: AuditEntry) -> bool:
    try:
        told = json.loads(entry.text)
        return bool(
            told["chain"] == entry.chain
            and told["number"] == entry.number
            and told["action"] == entry.action
            and told["subject"] == entry.subject
            and told["actor"] == (entry.actor.username if entry.actor else None)
            and datetime.fromisoformat(told["at"]) == entry.at
        )
    except (KeyError, TypeError, ValueError):  # a text of another kind, hashed anew
        return False
