"""A signature is whole or it is not: killed in the middle by SIGKILL, and given twice at the same moment (rule 12)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from actionplans.models import QuarterGuard
from councils.models import AuditEntry, StoredFile
from councils.states import IllegalMove
from reports import editions
from reports.models import CouncilReport, Edition, EditionText
from reports.services import signing
from reports.statement import fingerprint, statement_of
from tests.servers import until
from tests.together import all_at_once
from tipcc.children import end, spawn

from .world import SCAN, World, code_of, make_world, open_report, prepared, record

pytestmark = pytest.mark.django_db(transaction=True)
BASE_DIR = Path(__file__).resolve().parent.parent.parent
POINTS = ("before the seal", "between the edition and its texts", "before the commit")
# A process that signs as the chair, or submits the paper as the secretary, and stands still at one point.
SIGN = """
import django, sys, time; django.setup()
from datetime import date
from pathlib import Path
from councils import clock
from councils.models import User
from reports import editions
from reports.models import CouncilReport, EditionText
from reports.services import signing
from reports.statement import draft_code, statement_of

point, mark, manner = sys.argv[1:]
def stand_still():
    Path(mark).touch()
    time.sleep(600)

seal, keep = editions.seal, EditionText.objects.bulk_create
def standing(*args, **kwargs):
    if point == "before the seal":
        stand_still()
    edition = seal(*args, **kwargs)
    if point == "before the commit":
        stand_still()
    return edition
editions.seal = standing
if point == "between the edition and its texts":
    EditionText.objects.bulk_create = lambda *args, **kwargs: stand_still()

with clock.at(date(2019, 4, 5)):
    report = CouncilReport.objects.get()
    if manner == "screen":
        signing.sign(report, actor=User.objects.get(username="kg-b-chair"))
    else:
        told = statement_of(report.council, report.period.as_quarter, report)
        signing.submit_on_paper(
            report, signed_on=date(2019, 4, 5), outgoing_number="1", code=draft_code(told),
            scan=(b"%PDF-1.7 signed", "pdf", "a.pdf"), actor=User.objects.get(username="kg-b-secretary"))
"""


@pytest.fixture
def world(april: None) -> World:
    return make_world()


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1))
    return prepared(world, open_report(world))


Start = Callable[[str, str], subprocess.Popen[bytes]]


@pytest.fixture
def start(process_env: dict[str, str], tmp_path: Path, settings: Any) -> Iterator[Start]:
    """A signing process that stands at its point; it ends with the test at the latest."""
    settings.MEDIA_ROOT = tmp_path / "files"
    begun: list[subprocess.Popen[bytes]] = []

    def start_one(point: str, manner: str) -> subprocess.Popen[bytes]:
        mark, log = tmp_path / "stands", (tmp_path / "log").open("w")
        command = [sys.executable, "-c", SIGN, point, str(mark), manner]
        begun.append(
            spawn(command, env=process_env | {"TIPCC_VAR": str(tmp_path)}, cwd=BASE_DIR, stdout=log, stderr=log)
        )
        until(lambda: mark.exists() or begun[-1].poll() is not None, 60, point)
        assert begun[-1].poll() is None, (tmp_path / "log").read_text()
        return begun[-1]

    yield start_one
    end(begun, signum=signal.SIGKILL)


def nothing_happened(report: CouncilReport) -> None:
    report.refresh_from_db()
    assert (report.status, report.first_submitted_on) == ("prepared", None)
    assert not Edition.objects.exists() and not EditionText.objects.exists() and not StoredFile.objects.exists()
    assert not report.steps.filter(after="submitted").exists() and not QuarterGuard.objects.get().sealed
    assert not AuditEntry.objects.filter(action="report.submitted").exists()


@pytest.mark.parametrize("manner", ["screen", "paper"])
@pytest.mark.parametrize("point", POINTS)
def test_killed_in_the_middle_nothing_is_half_sealed(
    world: World, report: CouncilReport, start: Start, point: str, manner: str
) -> None:
    process = start(point, manner)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait(20) == -signal.SIGKILL

    nothing_happened(report)
    record(world, date(2019, 3, 2))  # the quarter is open, and nobody holds its lock
    edition = signing.sign(report, actor=world.chair)

    assert Edition.objects.get() == edition and not list(editions.verify(edition))
    assert editions.open_edition(edition)["figures"]["participants"] == 50
    report.refresh_from_db()
    assert report.status == "submitted" and QuarterGuard.objects.get().sealed
    call_command("verify_audit", stdout=StringIO())


def test_a_reader_sees_nothing_of_a_signature_that_is_not_committed(
    world: World, report: CouncilReport, start: Start
) -> None:
    start("before the commit", "screen")
    nothing_happened(report)


def test_the_same_page_signed_four_times_at_once_is_one_edition(world: World, report: CouncilReport) -> None:
    seen = fingerprint(statement_of(world.council, report.period.as_quarter, report))
    answers = all_at_once([lambda: signing.sign(report, actor=world.chair, seen=seen).pk] * 4)
    assert answers == [Edition.objects.get().pk] * 4
    assert report.steps.filter(after="submitted").count() == 1
    call_command("verify_audit", stdout=StringIO())


def test_of_chair_deputy_and_paper_at_once_one_signs(
    world: World, report: CouncilReport, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    seen, code = fingerprint(statement_of(world.council, report.period.as_quarter, report)), code_of(world, report)

    def sign(user: Any) -> Callable[[], int]:
        return lambda: once(lambda: signing.sign(report, actor=user, seen=seen))

    def paper() -> int:
        said = {"signed_on": date(2019, 4, 5), "outgoing_number": "1", "scan": SCAN, "code": code}
        return once(lambda: signing.submit_on_paper(report, actor=world.secretary, **said))

    assert sorted(all_at_once([sign(world.chair), sign(world.deputy), paper])) == [0, 0, 1]
    assert Edition.objects.count() == report.steps.filter(after="submitted").count() == 1
    assert StoredFile.objects.count() <= 1 and not list(editions.verify(Edition.objects.get()))


def once(step: Callable[[], Edition]) -> int:
    try:
        return step().number
    except IllegalMove:
        return 0
