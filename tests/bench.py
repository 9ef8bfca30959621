"""`make bench`: what a year of the whole country costs, as ratios and against limits; status 1 when one is broken.

The eight registers of 2019 (5,127 events) are brought into a scratch database by the commands that an operator types.
Times are processor time of this process, medians of several runs after one that does not count: they hold on a busy
machine, and ratios hold on any.
"""

import os
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
DATA = Path(__file__).resolve().parent / "data" / "2019"
RUNS = 5
MB = 1_000_000


@dataclass
class Figure:
    """One line: what was measured, how, and the limit that it must keep (`at_least` or at most)."""

    what: str
    value: float
    unit: str
    how: str
    limit: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        word = "at least" if self.at_least else "at most"
        told = "" if self.limit is None else f"  ({word} {self.limit:g}: {'holds' if self.holds else 'BROKEN'})"
        return f"{self.what:<58} {self.value:>9.2f} {self.unit:<3}{told}\n    {self.how}"


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median of the processor time of `runs` runs, after one that is not counted."""
    work()
    taken = []
    for _run in range(runs):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


# ---- the scratch database


def bring_in() -> list[Any]:
    """Reference data, eight plans and the events of 2019; the councils in their order."""
    from django.core.management import call_command

    from councils.models import Council

    quiet = {"stdout": StringIO()}
    call_command("load_reference", **quiet)
    order = ("--authority", "Полномочный представитель", "--order", "№ 41-р", "--on", "2018-06-15")
    for plan in sorted((DATA / "plans").glob("*.xlsx")):
        call_command("import_plan", str(plan), "--council", plan.stem, *order, **quiet)
        call_command("import_events", str(DATA / "tidy" / plan.name), "--council", plan.stem, "--json", **quiet)
    return list(Council.objects.select_related("region"))


def quarters_of(councils: list[Any]) -> dict[Any, list[Any]]:
    """By council its four statements of 2019 with events."""
    from actionplans.quarters import Year
    from reports.statement import statement_of

    return {
        council: [statement_of(council, quarter, None, with_events=True) for quarter in Year(2019).quarters]
        for council in councils
    }


def year_content(sms: Any) -> Any:
    """The year from its sealed editions."""
    from actionplans.quarters import Year
    from reports.workbooks import content_of_sum

    return content_of_sum(Year(2019), sms, "ru")


# ---- what is measured


def workbooks_of_the_year(sms: Any) -> list[Figure]:
    """With the national edition of 2019-Q4, which is taken back: `consolidating` makes it anew."""
    from django.db import transaction

    from reports.models import Period
    from reports.services import national_reports

    with transaction.atomic():
        national_reports.consolidate(Period.objects.get(year=2019, quarter=4), missing={}, actor=sms)
        content = year_content(sms)
        figures = [*workbook(content), *sheet_of_events(content, sms)]
        transaction.set_rollback(True)
    return figures


def workbook(content: Any) -> list[Figure]:
    from reports import workbooks

    taken = seconds(lambda: workbooks.rendered(content))
    tracemalloc.start()
    data = workbooks.rendered(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    whole = in_a_worker(content)
    events = content.statement["figures"]["events"]
    return [
        Figure("National workbook of a year", taken, "s", f"{events} events, 13 sheets, {len(data)} bytes", 2),
        Figure("… memory at its peak", peak / MB, "MB", "what making it allocates, by tracemalloc", 150),
        Figure("… peak of a whole worker process", whole / MB, "MB", "Django and the year's statements besides"),
    ]  # fmt: skip


def in_a_worker(content: Any) -> int:
    """Bytes that a process of its own holds at most when it opens the statements and makes the workbook."""
    with tempfile.NamedTemporaryFile() as file:
        pickle.dump(content, file)
        file.flush()
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "tipcc.settings"}
        command = [sys.executable, "-m", "tests.bench", "--worker", file.name]
        return int(subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout)


def work(path: str) -> int:
    """What in_a_worker starts."""
    import django

    django.setup()
    from reports import workbooks

    workbooks.rendered(pickle.loads(Path(path).read_bytes()))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def sheet_of_events(content: Any, sms: Any) -> list[Figure]:
    """The same rows and columns by django-import-export, of rows in memory and from the database."""
    from django.utils import translation

    from actionplans.models import Event
    from reports.exports import events
    from reports.exports.workbook import assemble
    from tests.bench_peer import resource_of

    rows = Event.objects.counted().select_related("council__region", "district", "campaign", "item__measure", "batch")
    rows = rows.prefetch_related("event_organisations__organisation").order_by("council__position", "ends_on", "pk")
    held = list(rows)

    def ours(told: Any) -> bytes:
        with translation.override("ru"):
            return assemble(told, "", (events.write,))

    def theirs(told: Any) -> bytes:
        with translation.override("ru"):
            return bytes(resource_of().export(told).xlsx)

    def ours_from_the_database() -> bytes:
        return ours(year_content(sms))

    peer, own = seconds(lambda: theirs(held), 3), seconds(lambda: ours(content), 3)
    peer_all, own_all = seconds(lambda: theirs(list(rows.all())), 1), seconds(ours_from_the_database, 1)
    how = f"{len(held)} rows in memory, 30 columns: {peer:.2f} s against {own:.2f} s in this run"
    whole = f"from the database: {peer_all:.2f} s against {own_all:.2f} s, which opens the year's editions besides"
    return [
        Figure("Events sheet: django-import-export ÷ ours", peer / own, "×", how, 4, at_least=True),
        Figure("… with reading the database", peer_all / own_all, "×", whole),
    ]


def consolidating(told: dict[Any, list[Any]], sms: Any) -> list[Figure]:
    """The national report of 2019-Q4 in a transaction that is taken back; with a year of editions, then with ten."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from reports.models import Period
    from reports.services import national_reports

    def consolidate() -> None:
        with transaction.atomic():
            national_reports.consolidate(Period.objects.get(year=2019, quarter=4), missing={}, actor=sms)
            transaction.set_rollback(True)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            consolidate()
        return len(captured)

    first, asked = seconds(consolidate), queries()
    for year in range(2010, 2019):
        _editions(told, year, sms)
    tenth, asked_then = seconds(consolidate), queries()
    how = f"{tenth * 1000:.0f} ms against {first * 1000:.0f} ms, {asked_then} queries against {asked}"
    return [
        Figure("Consolidating after ten years ÷ after one", tenth / first, "×", how, 1.5),
        Figure("… more queries after ten years", asked_then - asked, "", "must be the same number", 0),
    ]


def _editions(told: dict[Any, list[Any]], year: int, actor: Any) -> None:
    """Every council's accepted and sealed report on each quarter; a national edition of each but the last of 2019."""
    from actionplans.quarters import Quarter
    from reports import editions
    from reports.models import CouncilReport, Period
    from reports.services import national_reports
    from reports.statement import period_told
    from reports.states import ReportStatus

    for number in (1, 2, 3, 4):
        quarter = Quarter(year, number)
        day = date(year + number // 4, number % 4 * 3 + 1, 14)
        period = Period.objects.create(year=year, quarter=number, opened_on=day, deadline=day, locks_on=day)
        for council, statements in told.items():
            report = CouncilReport.objects.create(
                council=council, period=period, status=ReportStatus.ACCEPTED, opened_on=day, due_on=day,
                first_submitted_on=day,
            )  # fmt: skip
            sealed = statements[number - 1] | {
                "period": period_told(quarter, period), "submitted_on": day.isoformat(),
                "first_submitted_on": day.isoformat(), "days_late": 0, "returns": 0, "signature": None,
                "changes": None,
            }  # fmt: skip
            editions.seal(sealed, report, actor=actor)
        if (year, number) != (2019, 4):
            national_reports.consolidate(period, missing={}, actor=actor)


def rolling_up(councils: list[Any]) -> list[Figure]:
    from actionplans.quarters import Quarter
    from reports.rollup import roll_up

    taken = seconds(lambda: roll_up(councils, Quarter(2019, 4)))
    return [Figure("One roll-up of a quarter, eight councils", taken * 1000, "ms", "one query on events, by item")]


def main() -> int:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    from tests.factories import make_grant

    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print("Bringing in the registers of 2019 …", flush=True)
        councils = bring_in()
        told = quarters_of(councils)
        sms = make_grant("sms", username="bench")
        _editions(told, 2019, sms)
        figures: list[Figure] = []
        for part in (
            lambda: rolling_up(councils), lambda: workbooks_of_the_year(sms), lambda: consolidating(told, sms),
        ):  # fmt: skip
            figures += shown(part())
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()
    return int(not all(figure.holds for figure in figures))


def shown(figures: list[Figure]) -> list[Figure]:
    for figure in figures:
        print(figure, flush=True)
    return figures


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        print(work(sys.argv[2]))
    else:
        sys.exit(main())
