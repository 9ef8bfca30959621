"""Bring in a council's register of events from a spreadsheet."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from actionplans.imports.batch import ImportResult, import_events
from actionplans.imports.files.guard import FileRefused
from actionplans.imports.results import marked_copy
from councils.management.acting import ActingCommand, council_of
from councils.models import User

from .import_plan import content_of, file_argument


class Command(ActingCommand):
    help = (
        "Record the events of a register as one batch, by the rules of the form. A row that is there already in"
        " every field of the file is skipped and counted, so the same file again creates nothing; a row doubled in"
        " the file is recorded once; faulty rows are named with sheet, row and column and the good ones recorded."
        " Exit code: 0 also when rows were faulty, 1 refused by a rule, 2 the file cannot be read as a register."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        file_argument(parser)
        parser.add_argument("--dry-run", action="store_true", help="check and tell, write nothing")
        parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
        parser.add_argument(
            "--marked", type=Path, metavar="FILE", help="write the file to FILE as .xlsx, its faulty cells marked"
        )

    def act(self, actor: User, **options: Any) -> None:
        council, path = council_of(options["council"]), options["file"]
        content = content_of(path)
        try:
            result = import_events(council, content, file_name=path.name, actor=actor, dry_run=options["dry_run"])
        except FileRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(result.to_json(), ensure_ascii=False))
        else:
            self.tell(result, options["dry_run"])
        if options["marked"]:
            self.mark(content, result, options["marked"])

    def mark(self, content: bytes, result: ImportResult, path: Path) -> None:
        """After the result is told: what was recorded stays recorded if the copy cannot be made."""
        try:
            path.write_bytes(marked_copy(content, result))
        except (FileRefused, OSError) as refusal:
            raise CommandError(f"The marked file was not written: {refusal}", returncode=2) from refusal

    def tell(self, result: ImportResult, dry_run: bool) -> None:
        rows = {
            "would be created" if dry_run else "created": result.created,
            "already there": result.existing,
            "doubled in the file": result.duplicates,
            "left out": len(result.left_out),
            "faults": len(result.faults),
        }
        for name, number in rows.items():
            self.stdout.write(f"{name:20}{number:6}")
        for total in result.totals:
            self.stdout.write(
                f"total    {total.sheet}, {total.row}, {total.column}: {total.theirs}, here {total.ours},"
                f" difference {total.difference}, of it unexplained {total.unexplained}"
            )
        for fault in result.faults:
            self.stdout.write(f"fault    {fault}")
        for warning in result.warnings:
            self.stdout.write(f"warning  {warning}")
        for one in result.left_out:
            self.stdout.write(f"left out {one}")
