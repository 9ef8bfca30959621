"""Open a quarter's reports and print its figures by council and item."""

import json
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from councils import jobs
from councils.management.acting import ActingCommand, council_of
from councils.models import Council, Job, User
from councils.rights import rights_of
from councils.states import JobState, NotAllowed, Refused
from reports.management.asking import quarter
from reports.rollup import CouncilFigures, roll_up
from reports.services.periods import is_due
from reports.work import ask_for_reports

PATIENCE = 60  # seconds for jobs that another worker holds
PRINTED = ("events", "participants", "women", "men", "youth", "audience", "materials")


class Command(ActingCommand):
    help = (
        "Open the quarter and the reports that are due, as the scheduler does when it has ended, wait until they are"
        " open, and print the figures. It does the waiting work itself: no worker and no Redis need to run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("quarter", type=quarter, metavar="QUARTER", help="such as 2019-Q4")
        parser.add_argument("--council", metavar="CODE", help="this council only")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def act(self, actor: User, **options: Any) -> None:
        if not rights_of(actor).is_sms:
            raise NotAllowed(_("Only an officer of the State Migration Service does this."))
        asked = options["quarter"]
        chosen = [council_of(options["council"])] if options["council"] else list(Council.objects.all())
        councils = [council for council in chosen if is_due(council, asked)]
        if not councils:
            raise Refused(_("The council was founded later: no report is due for this quarter."))
        work(ask_for_reports(asked, actor=actor, code=options["council"] or ""))
        work(list(Job.objects.filter(kind="tell_sms", key=asked.label, state=JobState.QUEUED)))
        rows = roll_up(councils, asked)
        if options["json"]:
            told = {"period": asked.label, "councils": [as_json(row) for row in rows]}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.print_table(asked.label, rows)

    def print_table(self, label: str, rows: list[CouncilFigures]) -> None:
        self.stdout.write(label)
        self.stdout.write("".join(("council".ljust(10), *(name.rjust(13) for name in PRINTED))))
        totals = [row.total.as_dict() for row in rows]
        for row, figures in zip(rows, totals, strict=True):
            self.stdout.write("".join((row.council.code.ljust(10), *(str(figures[n]).rjust(13) for n in PRINTED))))
        sums = (str(sum(figures[name] or 0 for figures in totals)).rjust(13) for name in PRINTED)
        self.stdout.write("".join(("all".ljust(10), *sums)))


def work(asked: list[Job]) -> None:
    """Do these jobs here; wait for those that another worker has taken. Raises CommandError when one failed."""
    for job in asked:
        jobs.run(job.pk)
    deadline = time.monotonic() + PATIENCE
    pks = [job.pk for job in asked]
    while at_work := Job.objects.filter(pk__in=pks, state__in=[JobState.QUEUED, JobState.RUNNING]).count():
        if time.monotonic() > deadline:
            raise CommandError(f"{at_work} jobs are still held by another worker; ask again in a minute.")
        time.sleep(0.2)
        for pk in pks:  # one whose worker died is free again after its lease
            jobs.run(pk)
    failed = Job.objects.filter(pk__in=pks, state=JobState.FAILED).first()
    if failed:
        raise CommandError(f"{failed} failed: {failed.error or 'the log says why'}")


def as_json(row: CouncilFigures) -> dict[str, Any]:
    figures = row.total.as_dict()
    return {
        "council": row.council.code,
        **{name: figures[name] for name in PRINTED},
        "items": [
            {"item": item.item.number, "events": item.figures.events, "participants": item.figures.participants}
            for item in row.items
        ],
    }
