"""Whether sealed editions are still what was signed, and whether what they say adds up (rules 12 and 14).

Beside content and texts (`editions.verify`): the edition stands in its place, its figures are the sums of its items
and these of its events, a national one is the sum of the editions that it names, redactions were carried out by two
persons, and kept files are as they were kept. One edition at a time is in memory, whatever the years behind.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from actionplans.models.national import NATIONAL_COUNTS
from councils import clock

from .editions import UNREADABLE, SealFault, heads_in, verify
from .kept_files import is_given_out, standing_files_of
from .models import Edition, EditionFile, Redaction
from .rollup import Figures, total
from .sealed_events import by_item
from .statement import Statement

SAME_MOMENT = timedelta(minutes=1)  # the first editions read the clock twice
REACHED = ("participants", "same_group", "adjusted", "reached")


@dataclass
class Proof:
    """What was looked at, and what is wrong with it."""

    editions: int = 0
    texts: int = 0
    redacted: int = 0
    files: int = 0
    faults: list[SealFault] = field(default_factory=list)


def prove_all(since: Any = None) -> Proof:
    """All editions, or those sealed on `since` and later; read one by one."""
    proof = Proof()
    editions = Edition.objects.order_by("pk")
    if since:
        editions = editions.filter(sealed_at__gte=datetime.combine(since, time.min, clock.BISHKEK))
    for pk in list(editions.values_list("pk", flat=True)):
        edition = Edition.objects.select_related("report__council", "report__period", "national__period").get(pk=pk)
        proof.editions += 1
        proof.texts += edition.texts.count()
        proof.redacted += edition.texts.filter(redacted_at__isnull=False).count()
        proof.faults.extend(prove(edition))
        with suppress(*UNREADABLE):  # named above
            proof.files += standing_files_of(edition).count()
    return proof


def prove(edition: Edition) -> Iterator[SealFault]:
    """Everything that is wrong with one edition; a redacted text is no fault."""
    try:
        payload: Statement = json.loads(edition.payload)
        yield from verify(edition)
        wrong = chain(_out_of_place(edition, payload), _sums(edition, payload))
        yield from (SealFault(edition, what) for what in wrong)
        heads_in(payload)
        for kept in standing_files_of(edition):
            if is_given_out(kept) and not is_as_kept(kept):  # else its content has just gone with a text
                yield SealFault(edition, f"the file {kept.name} is not as it was kept")
    except UNREADABLE as error:  # only where the content is not what was sealed
        yield SealFault(edition, f"its content cannot be read: {error!r}")
    for text in edition.texts.filter(redacted_at__isnull=False).exclude(
        redactions__in=Redaction.objects.carried_out()
    ):
        yield SealFault(edition, f"the text {text.key} was emptied, and no two persons redacted it")


def is_as_kept(kept: EditionFile) -> bool:
    """Whether a kept file is there and has its hash."""
    try:
        with Path(kept.file.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == kept.sha256
    except OSError:
        return False


def _out_of_place(edition: Edition, payload: Statement) -> Iterator[str]:
    """An edition says its number, moment and format, and the one that it supersedes."""
    own = {"report": edition.report_id, "national": edition.national_id}
    before = Edition.objects.filter(**own, number=edition.number - 1).values_list("sha256", flat=True).first()
    if payload["edition"] != edition.number or payload["format"] != edition.format:
        yield "it says another number or format than it is kept under"
    if abs(datetime.fromisoformat(payload["sealed_at"]) - edition.sealed_at) > SAME_MOMENT:
        yield "it says another moment than it is kept under"
    if payload["supersedes"] != before:
        yield f"the edition before it is not the one that it names, {payload['supersedes']}"


def _sums(edition: Edition, payload: Statement) -> Iterator[str]:
    if edition.national_id:
        yield from _of_councils(payload)
        yield from _year(edition, payload)
        yield from _national_events(payload)
        return
    items = payload["items"]
    yield from _differ("its figures", payload["figures"], total(Figures(**item["figures"]) for item in items))
    found = by_item(payload["events"])
    for item in items:
        yield from _differ(f"item {item['number']}", item["figures"], found.pop(item["id"], Figures()))
    for item in found:
        yield f"events of an item that it does not tell, {item}"
    yield from _reached(payload, sum(item["adjustment"]["participants"] for item in items if item.get("adjustment")))


def _differ(what: str, told: dict[str, Any], found: Figures) -> Iterator[str]:
    """Each figure that is not the sum of what stands behind it."""
    for name, value in found.as_dict().items():
        if name in told and told[name] != value:
            yield f"{what}: {name} is {told[name]}, what stands behind it gives {value}"


def _reached(payload: Statement, adjusted: int) -> Iterator[str]:
    told = payload.get("reached")
    if not told:  # since format 4
        return
    if told["participants"] != payload["figures"]["participants"] or told["adjusted"] != adjusted:
        yield "residents reached: the participants or what was counted twice are not those of its items"
    if told["reached"] != told["participants"] - told["same_group"] - told["adjusted"]:
        yield "residents reached are not participants less those counted again"


def _of_councils(payload: Statement) -> Iterator[str]:
    """Each edition that was consolidated exists and says these figures; the nation is their sum."""
    for told in payload["councils"]:
        sealed = Edition.objects.filter(sha256=told["sha256"]).values_list("payload", flat=True).first()
        if sealed is None:
            yield f"the edition {told['sha256']} of {told['code']}, which it consolidates, does not exist"
        else:
            yield from _differ(f"council {told['code']}", told["figures"], Figures(**json.loads(sealed)["figures"]))
    councils = payload["councils"]
    yield from _differ("its figures", payload["figures"], total(Figures(**told["figures"]) for told in councils))
    reached = payload.get("reached")
    if reached:
        for name in REACHED:
            if reached[name] != sum(told["reached"][name] for told in councils):
                yield f"residents reached: {name} is not the sum of the councils"


def _year(edition: Edition, payload: Statement) -> Iterator[str]:
    """The year to date is the sum of its quarters' editions of that moment (rule 13)."""
    quarters: Iterable[int] = payload["year_quarters"]
    parts = [Figures(**payload["figures"])]
    for quarter in quarters:
        if quarter != payload["period"]["quarter"]:
            period = {"national__period__year": payload["period"]["year"], "national__period__quarter": quarter}
            earlier = Edition.objects.filter(**period, pk__lt=edition.pk).order_by("-number").first()
            if earlier is None:
                yield f"no national edition of quarter {quarter} was there to be summed"
                return
            parts.append(Figures(**json.loads(earlier.payload)["figures"]))
    yield from _differ("year to date", payload["year_to_date"], total(parts))


def _national_events(payload: Statement) -> Iterator[str]:
    told = payload.get("national_events")
    for name in NATIONAL_COUNTS if told else ():
        if told and told["figures"].get(name, 0) != sum(event[name] or 0 for event in told["events"]):
            yield f"national events: {name} is not the sum of its events"
