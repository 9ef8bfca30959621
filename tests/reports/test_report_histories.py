"""Whatever councils and SMS do with a report, in any order: what must hold after each step (rules 3, 11, 12)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans.models import QuarterGuard
from councils.models import User
from councils.states import Refused
from reports import editions
from reports.models import CouncilReport, Edition
from reports.permissions import writes_report
from reports.services import behalf, council_reports, entries, reading, signing
from reports.states import REPORT_NEXT, SEALED
from tests.factories import make_grant

from .world import SCAN, World, code_of, make_world, open_report, record

LATER = date(2019, 4, 30)
STEPS = (
    "write", "write by sms", "prepare", "prepare by sms", "hand back", "sign", "sign by deputy", "paper",
    "paper by sms", "recall", "read", "return", "accept", "accept by another", "reopen", "behalf", "take over",
)  # fmt: skip
# The road that most histories begin with: without it few of them would come to an edition.
ROADS = (
    (), ("write", "prepare", "sign"), ("behalf", "write by sms", "prepare by sms", "paper by sms"),
    ("write", "prepare", "paper", "accept by another", "reopen"), ("write", "prepare", "sign", "recall", "behalf"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


class History:
    def __init__(self, world: World, sms: User, another: User) -> None:
        self.world, self.sms, self.another = world, sms, another
        self.report, self.taken, self.hashes = open_report(world), list[str](), list[str]()

    def take(self, step: str) -> None:
        """A step that is refused changes nothing."""
        before = self.seen()
        try:
            with transaction.atomic():
                self._verb(step)()
        except Refused:
            assert self.seen() == before, step
        else:
            self.taken.append(step)
        self.report = CouncilReport.objects.select_related("council", "period").get(pk=self.report.pk)

    def seen(self) -> tuple[Any, ...]:
        report = CouncilReport.objects.get(pk=self.report.pk)
        return (
            report.status, report.read_by_sms_at, report.steps.count(), report.editions.count(),
            report.behalf_entries.filter(taken_over_at=None).count(), QuarterGuard.objects.get().sealed,
        )  # fmt: skip

    def _verb(self, step: str) -> Callable[[], Any]:
        world, report = self.world, self.report
        said: dict[str, Any] = {"reason": "x", "until": LATER}
        verbs: dict[str, Callable[[], Any]] = {
            "write": lambda: self.write(world.secretary), "write by sms": lambda: self.write(self.sms),
            "prepare": lambda: council_reports.prepare(report, actor=world.secretary),
            "prepare by sms": lambda: council_reports.prepare(report, actor=self.sms),
            "hand back": lambda: council_reports.hand_back(report, actor=world.chair, reason="x"),
            "sign": lambda: signing.sign(report, actor=world.chair),
            "sign by deputy": lambda: signing.sign(report, actor=world.deputy),
            "paper": lambda: self.paper(world.secretary), "paper by sms": lambda: self.paper(self.sms),
            "recall": lambda: council_reports.recall(report, actor=world.chair, reason="x"),
            "read": lambda: reading.opened(report, actor=self.sms),
            "return": lambda: council_reports.return_report(report, actor=self.sms, **said),
            "accept": lambda: council_reports.accept(report, actor=self.sms),
            "accept by another": lambda: council_reports.accept(report, actor=self.another),
            "reopen": lambda: council_reports.reopen(report, actor=self.sms, **said),
            "behalf": lambda: behalf.enter_on_behalf(report, letter_number="1", letter=SCAN, actor=self.sms),
            "take over": lambda: behalf.take_over(report, actor=world.secretary),
        }  # fmt: skip
        return verbs[step]

    def write(self, actor: User) -> None:
        for item in (self.world.item, self.world.silent):
            entry = self.report.entries.filter(item=item).first()
            entries.write_entry(
                self.report, item, status="in_progress", text="x", version=entry.version if entry else 0, actor=actor
            )

    def paper(self, actor: User) -> None:
        signing.submit_on_paper(
            self.report, signed_on=date(2019, 4, 5), outgoing_number="1", scan=SCAN, actor=actor,
            code=code_of(self.world, self.report),
        )  # fmt: skip

    def hold(self) -> None:
        report, steps = self.report, list(self.report.steps.order_by("number"))
        assert QuarterGuard.objects.get().sealed == (report.status in SEALED)
        hashes = list(report.editions.order_by("number").values_list("sha256", flat=True))
        assert hashes[: len(self.hashes)] == self.hashes  # an edition that stood stands
        self.hashes = hashes
        assert len(hashes) == sum(step.after == "submitted" for step in steps)
        states = ["open", *(step.after for step in steps)]
        assert [step.before for step in steps] == states[:-1] and report.status == states[-1]
        assert all(step.after in REPORT_NEXT[step.before] for step in steps)
        assert [writes_report(user, report) for user in (self.world.secretary, self.sms)].count(True) == 1
        if report.status == "recalled":
            assert report.read_by_sms_at is None
        self._hold_of_hands(steps)

    def _hold_of_hands(self, steps: list[Any]) -> None:
        officers = {self.sms.pk, self.another.pk}
        for at, step in enumerate(steps):
            if step.after in ("prepared", "submitted"):
                assert bool(step.behalf_letter) == (step.by_id in officers)
            if step.after == "accepted":
                assert step.by_id not in {each.by_id for each in steps[:at] if each.after in ("prepared", "submitted")}


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(road=st.sampled_from(ROADS), rest=st.lists(st.sampled_from(STEPS), max_size=8))
def test_no_order_of_steps_half_seals_or_accepts_ones_own(
    april: None, db: None, road: tuple[str, ...], rest: list[str]
) -> None:
    with transaction.atomic():
        history = begun()
        for step in (*road, *rest):
            history.take(step)
            history.hold()
        for edition in Edition.objects.all():
            assert not list(editions.verify(edition))
        transaction.set_rollback(True)


def begun() -> History:
    world = make_world()
    record(world, date(2019, 3, 1))
    return History(world, make_grant("sms", username="sms"), make_grant("sms", username="another"))


@pytest.mark.parametrize("road", ROADS)
def test_the_roads_are_taken_to_their_end(april: None, db: None, road: tuple[str, ...]) -> None:
    """The histories above are worth nothing if their steps are refused."""
    history = begun()
    for step in road:
        history.take(step)
    assert history.taken == list(road)
