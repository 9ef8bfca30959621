"""For any history of events, corrections, seals, reopenings and redactions: what was sealed stays as it was, and every
difference is told (rules 12 to 14)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from actionplans.models import Event
from actionplans.quarters import Quarter, Year
from actionplans.services.events import change_event, draft_of, void_event
from councils import clock
from councils.models import User
from councils.states import Refused
from reports.differences import between
from reports.editions import REDACTED, open_edition
from reports.models import CouncilReport, Edition, EditionText, NationalReport, Period
from reports.proof import prove
from reports.rollup import Figures, total
from reports.sealed_events import FIGURES
from reports.services import council_reports, national_reports, redactions, signing
from reports.statement import statement_of
from reports.states import IN_PREPARATION, ReportStatus
from reports.years import council_parts, council_year, national_parts, year_statement
from tests.factories import make_grant

from .world import World, make_world, open_report, prepared, record

JULY = date(2019, 7, 5)
DAYS = (date(2019, 3, 1), date(2019, 6, 3))
QUARTERS = (Quarter(2019, 1), Quarter(2019, 2))
COUNTS = st.one_of(st.none(), st.integers(0, 40))
VERBS = ("record", "correct", "void", "seal", "accept", "reopen", "redact", "consolidate")
OFTEN = (*VERBS, "record", "seal", "seal", "accept", "accept")
STEPS = st.lists(
    st.tuples(st.sampled_from(OFTEN), st.integers(0, 1), st.integers(0, 1), COUNTS), min_size=4, max_size=14
)


@dataclass
class History:
    """Two councils, two quarters, and every edition as it was on the day it was sealed."""

    worlds: list[World]
    sms: User
    administrator: User
    sealed: dict[int, tuple[str, str]] = field(default_factory=dict)

    def report(self, world: World, quarter: Quarter) -> CouncilReport:
        return CouncilReport.objects.get(council=world.council, period__quarter=quarter.quarter)

    def remember(self) -> None:
        for edition in Edition.objects.exclude(pk__in=self.sealed):
            self.sealed[edition.pk] = (edition.payload, edition.sha256)

    # ---- the steps; one that the state of things refuses changes nothing

    def record(self, world: World, which: int, heads: int | None) -> None:
        women = None if heads is None else heads // 2
        again = {} if heads is None else {"women": women, "under_18": women}
        record(world, DAYS[which], heads, **again)

    def correct(self, world: World, which: int, heads: int | None) -> None:
        found = self._last_event(world, which)
        draft = replace(draft_of(found), participants=heads, women=None, under_18=None, materials=3)
        change_event(found, draft, actor=world.secretary, version=found.version, reason="лист пересчитан")

    def void(self, world: World, which: int, _heads: int | None) -> None:
        void_event(self._last_event(world, which), actor=world.secretary, reason="записано дважды")

    def _last_event(self, world: World, which: int) -> Event:
        found = Event.objects.counted().filter(council=world.council, ends_on=DAYS[which]).last()
        if found is None:
            raise Refused("nothing to correct")
        return found

    def seal(self, world: World, which: int, _heads: int | None) -> None:
        report = self.report(world, QUARTERS[which])
        if report.status in IN_PREPARATION:
            if not Event.objects.counted().filter(council=world.council, ends_on=DAYS[which]).exists():
                record(world, DAYS[which], 7)
            report = prepared(world, report)
        signing.sign(report, actor=world.chair)

    def accept(self, world: World, which: int, _heads: int | None) -> None:
        council_reports.accept(self.report(world, QUARTERS[which]), actor=self.sms)

    def reopen(self, world: World, which: int, _heads: int | None) -> None:
        report = self.report(world, QUARTERS[which])
        verb = council_reports.reopen if report.status == ReportStatus.ACCEPTED else council_reports.return_report
        verb(report, actor=self.sms, reason="Пересчитать", until=date(2019, 7, 20))

    def redact(self, _world: World, which: int, heads: int | None) -> None:
        texts = EditionText.objects.filter(redacted_at=None, edition__report__isnull=bool(which)).order_by("pk")
        text = texts[(heads or 0) % texts.count()] if texts.exists() else None
        if text is None:
            raise Refused("nothing to black out")
        redaction = redactions.ask(text, reason="Имя потерпевшей", actor=self.sms)
        emptied = redactions.carry_out(redaction, actor=self.administrator)
        assert text.pk in {each.pk for each in emptied}

    def consolidate(self, _world: World, which: int, _heads: int | None) -> None:
        period = Period.objects.get(quarter=QUARTERS[which].quarter)
        missing = {council.code: "не сдан" for council in national_reports.councils_missing(period)}
        national_reports.consolidate(period, missing=missing, actor=self.sms)

    # ---- what must hold after any history

    def nothing_sealed_ever_changed(self) -> None:
        now = {pk: (payload, sha) for pk, payload, sha in Edition.objects.values_list("pk", "payload", "sha256")}
        assert now == self.sealed
        for edition in Edition.objects.all():  # national = Σ councils, and all of it Σ events: reports/proof.py
            assert list(prove(edition)) == []
            texts = {text.key: text for text in edition.texts.all()}
            assert all(not text.text for text in texts.values() if text.redacted_at)
            barred = any(text.redacted_at or text.text == REDACTED for text in texts.values())
            assert (REDACTED in str(open_edition(edition))) == barred

    def live_less_sealed_is_the_sum_of_the_listed_changes(self) -> None:
        for report in CouncilReport.objects.filter(editions__isnull=False).distinct():
            live = statement_of(report.council, report.period.as_quarter, report, with_events=True)
            editions = [open_edition(edition) for edition in report.editions.order_by("number")]
            for old, new in zip(editions, [*editions[1:], live], strict=True):
                found = between(old, new)
                for figure in FIGURES:
                    assert (new["figures"][figure] or 0) - (old["figures"][figure] or 0) == found.moved(figure), figure
                listed = {each.key for each in found.events}
                told = new.get("changes") if new is not live else None
                if told:
                    assert listed == {*told["events_added"], *told["events_gone"], *told["events_changed"]}

    def a_year_is_the_sum_of_its_quarters(self) -> None:
        for world in self.worlds:
            parts = council_parts(world.council, Year(2019), self.sms, live=True)
            told = [part.statement for part in parts if part.statement]
            whole = council_year(world.council, Year(2019), parts)
            assert whole["figures"] == _sum(each["figures"] for each in told)
            live = [statement_of(world.council, quarter, None) for quarter in QUARTERS]
            assert live[1]["year_to_date"] == _sum(each["figures"] for each in live)
        parts = national_parts(Year(2019), self.sms)
        told = [part.statement for part in parts if part.statement]
        if told:
            assert year_statement(Year(2019), parts)["figures"] == _sum(each["figures"] for each in told)

    def the_nation_is_its_councils_with_their_adjustments(self) -> None:
        for national in NationalReport.objects.all():
            told = open_edition(national.editions.order_by("-number")[0])
            assert told["figures"] == _sum(council["figures"] for council in told["councils"])
            reached = told["reached"]
            assert reached["participants"] == told["figures"]["participants"]
            assert reached["reached"] == reached["participants"] - reached["same_group"] - reached["adjusted"]


def _sum(parts: Iterator[dict[str, Any]]) -> dict[str, Any]:
    return total(Figures(**part) for part in parts).as_dict()


@pytest.fixture
def history(db: None) -> Iterator[History]:
    with clock.at(JULY):
        worlds = [make_world("KG-B"), make_world("KG-O")]
        for world in worlds:
            for quarter in QUARTERS:
                open_report(world, quarter)
        yield History(worlds, make_grant("sms", username="sms"), make_grant("administrator", username="admin"))


@contextmanager
def refusals_change_nothing() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except Refused:
        event("refused")


@settings(
    max_examples=8, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(steps=STEPS)
def test_whatever_happens_what_was_sealed_stays_and_every_difference_is_told(history: History, steps: Any) -> None:
    history.sealed.clear()
    with transaction.atomic():
        for step, council, which, heads in steps:
            verb: Callable[..., None] = getattr(history, step)
            with refusals_change_nothing():
                verb(history.worlds[council], which, heads)
                event(step)
            history.remember()
        history.nothing_sealed_ever_changed()
        history.live_less_sealed_is_the_sum_of_the_listed_changes()
        history.a_year_is_the_sum_of_its_quarters()
        history.the_nation_is_its_councils_with_their_adjustments()
        transaction.set_rollback(True)
