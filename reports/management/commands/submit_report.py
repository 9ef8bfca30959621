"""Submit a council's report: signed by the chair or the deputy who acts, else from signed paper."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from actionplans.models import PlanItem
from councils import clock, files
from councils.files import Handed
from councils.management.acting import ActingCommand, day
from councils.models import Membership, User
from councils.rights import rights_of
from councils.states import Refused, SeatRole
from reports.management.asking import quarter, report_of
from reports.models import CouncilReport, Edition
from reports.readiness import needs_a_reason
from reports.services import council_reports, entries, signing
from reports.statement import items_told
from reports.states import IN_PREPARATION, ItemStatus


class Command(ActingCommand):
    help = (
        "Submit and seal a council's report. Acting as its chair or deputy signs it as on screen; anybody else who may"
        " prepare it submits what was signed on paper, with its outgoing number. A report that is still in"
        " preparation is prepared first, if nothing is missing in it. All or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("quarter", type=quarter, metavar="QUARTER", help="such as 2019-Q4")
        parser.add_argument("--council", required=True, metavar="CODE")
        parser.add_argument("--signed-by", metavar="USERNAME", help="who signed the paper; else whoever held the seat")
        parser.add_argument("--signed-on", type=day, metavar="DATE", help="the day of signing; today unless given")
        parser.add_argument("--outgoing", default="", metavar="NUMBER", help="the paper's outgoing number")
        parser.add_argument(
            "--scan", type=Path, metavar="FILE",
            help="the signed paper, PDF, JPEG or PNG; only the operator submits without one, such as history",
        )  # fmt: skip
        parser.add_argument(
            "--code", default="", help="the code that stands on the paper; that of other figures is refused"
        )
        parser.add_argument(
            "--confirm-proposed", action="store_true", help="confirm the states of items that the figures suggest"
        )
        parser.add_argument(
            "--state", dest="states", action="append", default=[], metavar="ITEM=STATE",
            help=f"confirm an item's state; * for all that have none yet. States: {', '.join(ItemStatus.values)}",
        )  # fmt: skip
        parser.add_argument(
            "--because", default="", metavar="TEXT",
            help="the progress of items that have none: why a state of --state is not the one that figures suggest",
        )  # fmt: skip
        parser.add_argument("--no-events", action="store_true", help="say that no events were held this quarter")

    @transaction.atomic
    def act(self, actor: User, **options: Any) -> None:
        report = report_of(options["council"], options["quarter"], actor)
        confirm(report, actor, options)
        if report.status in IN_PREPARATION:
            try:
                report = council_reports.prepare(report, actor=actor)
            except entries.NotReady as missing:
                raise CommandError(f"{missing} (--confirm-proposed, --state, --no-events)") from missing
        edition = submit(report, actor, options)
        self.stdout.write(
            f"{report.council.code} {report.period.label}: edition {edition.number}, {edition.short_code}"
        )


def confirm(report: CouncilReport, actor: User, options: dict[str, Any]) -> None:
    """What the options say in place of the report's page."""
    wanted = dict(map(_state, options["states"]))
    if options["no_events"]:
        entries.confirm_no_events(report, confirmed=True, actor=actor)
    rest = wanted.pop("*", "")
    items = items_of(report)
    numbers = list(dict.fromkeys(item["number"] for item in items))
    if unknown := wanted.keys() - set(numbers):
        raise CommandError(f"The report has no item {', '.join(sorted(unknown))}; it has {', '.join(numbers)}.")
    for item in items:  # of two plans in one quarter both may have this number
        if item["number"] in wanted:
            _write(report, item, wanted[item["number"]], options["because"], actor)
    if options["confirm_proposed"]:
        entries.confirm_proposed(report, actor=actor)
    if rest:
        for item in items_of(report):
            if not item["status"]:
                _write(report, item, rest, options["because"], actor)


def items_of(report: CouncilReport) -> list[dict[str, Any]]:
    """The report's items as they stand now."""
    return items_told(report)


def _state(text: str) -> tuple[str, str]:
    item, _sign, status = text.partition("=")
    if status not in ItemStatus.values:
        raise CommandError(f"“{text}”: write ITEM=STATE with a state of {', '.join(ItemStatus.values)}.")
    return item, status


def _write(report: CouncilReport, item: dict[str, Any], status: str, because: str, actor: User) -> None:
    text = item["text"] or (because if needs_a_reason(item, status) else "")
    try:
        entries.write_entry(
            report, PlanItem.objects.get(pk=item["id"]), status=status, text=text, version=item["version"], actor=actor
        )
    except entries.ReasonNeeded as needed:
        raise CommandError(f"{item['number']}: {needed} (--because)") from needed


def submit(report: CouncilReport, actor: User, options: dict[str, Any]) -> Edition:
    if rights_of(actor).may_sign(report.council_id) and not options["outgoing"]:
        return signing.sign(report, actor=actor)
    signed_on = options["signed_on"] or clock.today()
    signatory = None
    if options["signed_by"]:
        seats = Membership.objects.on(signed_on).filter(
            council=report.council, person__user__username=options["signed_by"],
            seat__role__in=(SeatRole.CHAIR, SeatRole.DEPUTY),
        )  # fmt: skip
        signatory = seats.first()
        if signatory is None:
            raise CommandError(f"“{options['signed_by']}” held neither chair's nor deputy's seat on {signed_on}.")
    return signing.submit_on_paper(
        report, signed_on=signed_on, outgoing_number=options["outgoing"], actor=actor, signatory=signatory,
        scan=scan_of(options["scan"]), code=options["code"],
    )  # fmt: skip


def scan_of(path: Path | None) -> Handed | None:
    """The signed paper; None without one."""
    if path is None:
        return None
    try:
        content, kind = files.read(SimpleUploadedFile(path.name, path.read_bytes()), files.SCANS)
    except (OSError, Refused) as error:
        raise CommandError(f"{path}: {error}") from error
    return content, kind, path.name
