"""Prove the sealed editions: content, texts, sums, what they consolidate, and the files kept of them."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.editions import SealFault
from reports.proof import Proof, prove_all


class Command(BaseCommand):
    help = (
        "Prove every sealed edition: its hash, its texts by their digests (a redacted text is told apart from a"
        " changed one), its place among the editions of its report, its figures as sums of its items and events, a"
        " national one as the sum of the editions that it names, and the files kept of it. One edition at a time is"
        " in memory. Exit code: 0 all as it was sealed, 1 something was changed, is missing or does not add up."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=date.fromisoformat, metavar="DAY", help="only editions sealed on this day and later"
        )
        parser.add_argument("--json", action="store_true", help="print what was checked and what is wrong as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        proof = prove_all(options["since"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(proof), ensure_ascii=False, indent=2))
        else:
            for fault in proof.faults:
                self.stdout.write(f"edition {fault.edition}, {fault.edition.short_code}: {fault.what}")
        checked = (
            f"{proof.editions} editions, {proof.texts} texts ({proof.redacted} redacted), {proof.files} kept files"
        )
        if proof.faults:
            raise CommandError(f"{len(proof.faults)} faults; checked: {checked}.")
        if not options["json"]:
            self.stdout.write(f"All as it was sealed: {checked}.")


def _as_json(proof: Proof) -> dict[str, Any]:
    return {
        "checked": {
            "editions": proof.editions, "texts": proof.texts, "redacted": proof.redacted, "files": proof.files,
        },
        "faults": [_fault(fault) for fault in proof.faults],
    }  # fmt: skip


def _fault(fault: SealFault) -> dict[str, Any]:
    edition = fault.edition
    return {
        "edition": edition.pk, "report": str(edition.report or edition.national), "number": edition.number,
        "code": edition.short_code, "what": fault.what,
    }  # fmt: skip
