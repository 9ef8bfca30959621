"""Prove the audit chains and every sealed edition; name what was changed or is missing."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from councils import audit
from councils.models import AuditEntry
from reports import editions, proof


class Command(BaseCommand):
    help = (
        "Walk all audit chains, compare their heads with those that sealed editions name, and verify every edition,"
        " its texts, sums and kept files (as verify_seals does)."
        " Exit code: 0 all as it was written, 1 something was changed or is missing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        seals = proof.prove_all()
        faults = list(found(seals))
        for fault in faults:
            self.stdout.write(fault)
        chains = AuditEntry.objects.values("chain").distinct().count()
        checked = (
            f"{AuditEntry.objects.count()} entries in {chains} chains, {seals.editions} editions,"
            f" {seals.files} kept files"
        )
        if faults:
            raise CommandError(f"{len(faults)} faults; checked: {checked}.")
        self.stdout.write(f"All as it was written: {checked}.")


def found(seals: proof.Proof) -> Iterator[str]:
    """Every fault in words, chain by chain, edition by edition with its texts, sums and files."""
    for fault in audit.verify(editions.chain_heads()):
        yield f"chain {fault.chain}, entry {fault.number}: {fault.what}"
    for seal in seals.faults:
        yield f"edition {seal.edition}, {seal.edition.short_code}: {seal.what}"
