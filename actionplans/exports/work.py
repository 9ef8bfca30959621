"""A list of events as a file: made at once where it is short, by a job where it is long, kept for a day."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from actionplans import listing
from actionplans.permissions import reads_live_figures
from councils import audit, clock, job_files, jobs
from councils.models import Council, Job, User
from councils.rights import rights_of
from councils.states import NotAllowed, Refused, SeatRole

from .files import WRITERS
from .rows import columns, order_of, rows_of

KIND = "export_events"
AT_ONCE = 2_000  # rows that a page waits for: about two seconds as .xlsx


@dataclass(frozen=True)
class Wanted:
    """Which rows of which council, in which order, as which kind of file; `asked` as the list's form cleans it."""

    council: Council
    asked: Mapping[str, Any]
    state: str
    sort: str
    kind: str

    def order(self) -> list[int]:
        events = listing.in_state(listing.matching(self.council, self.asked), self.state)
        return order_of(listing.ordered(events, self.sort))

    @property
    def name(self) -> str:
        """tipcc-events-KG-B-2019-11-20.xlsx"""
        return f"tipcc-events-{self.council.code}-{clock.today().isoformat()}.{self.kind}"

    def told(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {
            "council": self.council.code, "asked": listing.packed(self.asked), "state": self.state,
            "sort": self.sort, "format": self.kind,
        }  # fmt: skip

    @classmethod
    def of_job(cls, job: Job) -> "Wanted":
        told = job.params
        council = Council.objects.get(code=told["council"])
        return cls(council, listing.unpacked(told["asked"]), told["state"], told["sort"], told["format"])


def content_of(wanted: Wanted, order: list[int], *, actor: User) -> bytes:
    """The file, in the language in force; one audit entry for each."""
    outside = not rights_of(actor).holds(wanted.council.pk, *SeatRole.values)
    rows = rows_of(wanted.council.events.all(), order, outside=outside)
    return WRITERS[wanted.kind](columns(), rows)


@transaction.atomic
def downloaded(wanted: Wanted, content: bytes, rows: int, *, actor: User) -> None:
    """Only how much and its digest: the words that were searched for may hold a name."""
    after = {"rows": rows, "format": wanted.kind, "sha256": hashlib.sha256(content).hexdigest()}
    audit.record("event.downloaded", f"council:{wanted.council.pk}", actor=actor, council=wanted.council, after=after)


def ask(wanted: Wanted, language: str, *, actor: User) -> Job:
    """The job that makes the file: asked twice while it is at work, it is one. The caller checked the right."""
    told = wanted.told() | {"language": language}
    digest = audit.digest(audit.canonical(told))[:16]
    return jobs.ask(KIND, f"{wanted.council.code}/{wanted.kind}/{digest}/{actor.pk}", owner=actor, **told)


def export_events(job: Job, lease: jobs.Lease) -> None:
    """Make the file that was asked for, if its owner may still read the list."""
    actor = job.owner
    if actor is None:
        raise Refused(_("Nobody asked for this list."))
    wanted = Wanted.of_job(job)
    if not reads_live_figures(actor, wanted.council.pk):
        raise NotAllowed(_("You may no longer read this council's events."))
    with translation.override(job.params["language"]):
        order = wanted.order()
        lease.renew(done=0, total=len(order))
        content = content_of(wanted, order, actor=actor)
    lease.renew()
    file = job_files.keep(job, content, wanted.kind)
    with transaction.atomic():
        downloaded(wanted, content, len(order), actor=actor)
        url = reverse("actionplans:event-download-file", args=[wanted.council.code, job.pk])
        lease.finish(url=url, file=file, name=wanted.name, kind=wanted.kind)
