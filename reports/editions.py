"""Seal a statement, open an edition again, verify it (rule 12).

An edition's payload is canonical JSON; the texts that persons typed stand beside it and only their salted
digests are in the payload, so that a name can be redacted and the seal still proves everything else.
"""

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from councils import audit, clock
from councils.models import User
from councils.states import Refused

from .models import CouncilReport, Edition, EditionText, NationalReport, Redaction
from .redacting import place_of
from .sealed_texts import each_text
from .statement import FORMAT, Statement, statement_of
from .states import SEALED, EditionKind

REDACTED = "█████"
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)  # reading content that is not what was sealed
# What somebody else said before and nobody can say otherwise now: reasons of steps, of a later deadline, instructions.
_SAID_ELSEWHERE = ("changes", "extension", "councils", "restated", "instructions", "decisions")


@dataclass(frozen=True)
class SealFault:
    edition: Edition
    what: str


def salted(salt: str, text: str) -> str:
    return audit.digest(f"{salt}\n{text}")


def seal(statement: Statement, owner: CouncilReport | NationalReport, *, actor: User) -> Edition:
    """Freeze a statement as the next edition of a report. Must run inside the signing transaction.

    Raises Refused where a text that was blacked out stands in it again and can be written otherwise; where it cannot,
    a bar is sealed in its place."""
    national = owner if isinstance(owner, NationalReport) else None
    report = owner if isinstance(owner, CouncilReport) else None
    last = owner.editions.order_by("-number").first()
    number, moment = last.number + 1 if last else 1, clock.now()
    barred = _blacked_out_again(statement, owner)
    _refuse_what_can_be_rewritten(barred)
    texts: list[EditionText] = []

    def keep(key: str, text: str) -> str:
        if not text:
            return ""
        text, salt = REDACTED if key in barred else text, secrets.token_hex(16)
        texts.append(EditionText(key=key, salt=salt, text=text, digest=salted(salt, text)))
        return texts[-1].digest

    sealed = json.loads(audit.canonical(statement))
    sealed |= {"edition": number, "sealed_at": moment.isoformat(), "supersedes": last.sha256 if last else None}
    sealed["chains"] = audit.heads()
    each_text(sealed, keep)
    payload = audit.canonical(sealed)
    edition = Edition.objects.create(
        kind=EditionKind.NATIONAL if national else EditionKind.COUNCIL,
        report=report,
        national=national,
        number=number,
        format=FORMAT,
        payload=payload,
        sha256=audit.digest(payload),
        sealed_at=moment,
        sealed_by=actor,
    )
    for text in texts:
        text.edition = edition
    EditionText.objects.bulk_create(texts, batch_size=1000)
    return edition


def must_not_return(statement: Statement, owner: CouncilReport | NationalReport) -> None:
    """Refuse what was blacked out in an edition of the report and would come back with the next one."""
    _refuse_what_can_be_rewritten(_blacked_out_again(statement, owner))


def _refuse_what_can_be_rewritten(keys: Iterable[str]) -> None:
    if places := [place_of(key) for key in keys if key.split("/")[0] not in _SAID_ELSEWHERE]:
        words = _("Blacked out before, and written here again: %(places)s. Write it without what was blacked out.")
        raise Refused(words % {"places": "; ".join(places)})


def _blacked_out_again(statement: Statement, owner: CouncilReport | NationalReport) -> list[str]:
    """Keys under which the statement says what was blacked out there, found by digests. One query, from the few
    redactions to their texts: the texts of ten years are not looked through."""
    own = Q(edition__report=owner)
    if isinstance(owner, CouncilReport):  # a decision stands in the reports of several quarters
        own |= Q(edition__report__council=owner.council_id, key__startswith="decisions/")
    if isinstance(owner, NationalReport):  # an instruction stands in the national reports of several quarters
        own = Q(edition__national=owner) | Q(edition__national__isnull=False, key__startswith="instructions/")
    emptied: dict[str, list[EditionText]] = {}
    redacted = EditionText.objects.filter(pk__in=Redaction.objects.carried_out().values("text"))
    for text in redacted.filter(own):
        emptied.setdefault(_where(text.key), []).append(text)
    again: list[str] = []

    def compare(key: str, text: str) -> str:
        if any(salted(one.salt, text) == one.digest for one in emptied.get(_where(key), ())):
            again.append(key)
        return text

    if emptied:
        each_text(statement, compare)
    return again


def _where(key: str) -> str:
    """A problem or an opinion that was taken out and written anew is another row."""
    kind, *rest = key.split("/")
    return f"{kind}/{rest[-1]}" if kind in ("problems", "opinions") else key


def open_edition(edition: Edition, *, with_events: bool = True) -> Statement:
    """The sealed statement in the shape of a live one, texts in their places, redacted ones as a bar."""
    texts = edition.texts.all() if with_events else edition.texts.exclude(key__startswith="events/")
    return _opened(edition, texts, with_events=with_events)


def open_editions(editions: Iterable[Edition]) -> list[Statement]:
    """Many at once, in their order, without their events. One query for their texts, however many they are."""
    rows = list(editions)
    texts: dict[int, list[EditionText]] = {row.pk: [] for row in rows}
    for text in EditionText.objects.filter(edition__in=rows).exclude(key__startswith="events/"):
        texts[text.edition_id].append(text)
    return [_opened(row, texts[row.pk], with_events=False) for row in rows]


def _opened(edition: Edition, texts: Iterable[EditionText], *, with_events: bool) -> Statement:
    statement: Statement = json.loads(edition.payload)
    if not with_events:
        statement.pop("events", None)
    found = {text.key: REDACTED if text.redacted_at else text.text for text in texts}
    each_text(statement, lambda key, digest: found[key] if digest else "")
    statement["sha256"], statement["short_code"] = edition.sha256, edition.short_code
    return statement


def in_force(report: CouncilReport, *, with_events: bool = False) -> tuple[Statement, Edition | None]:
    """What a report says now: its sealed edition while that stands, else the live statement and no edition."""
    if report.status in SEALED:
        edition = report.editions.order_by("-number")[0]
        return open_edition(edition, with_events=with_events), edition
    return statement_of(report.council, report.period.as_quarter, report, with_events=with_events), None


def verify(edition: Edition) -> Iterator[SealFault]:
    """What is wrong with an edition, text by text; redacted texts are told apart from broken ones."""
    if audit.digest(edition.payload) != edition.sha256:
        yield SealFault(edition, "its content is not what was sealed")
    digests: dict[str, str] = {}

    def note(key: str, digest: str) -> str:
        if digest:
            digests[key] = digest
        return digest

    each_text(json.loads(edition.payload), note)
    texts = {text.key: text for text in edition.texts.all()}
    for key in sorted(digests.keys() - texts.keys()):
        yield SealFault(edition, f"the text {key} is missing")
    for key, text in texts.items():
        if digests.get(key) != text.digest:
            yield SealFault(edition, f"the text {key} is not of this edition")
        elif not text.redacted_at and salted(text.salt, text.text) != text.digest:
            yield SealFault(edition, f"the text {key} was changed")


def chain_heads() -> Iterator[tuple[str, int, str]]:
    """The heads of the audit chains that sealed editions name: anchors for verify_audit."""
    for payload in Edition.objects.order_by("pk").values_list("payload", flat=True).iterator(chunk_size=1):
        try:
            heads = heads_in(json.loads(payload))
        except UNREADABLE:  # proof.py names the edition
            continue
        yield from heads


def heads_in(payload: Statement) -> list[tuple[str, int, str]]:
    return [(chain, head["number"], head["hash"]) for chain, head in payload["chains"].items()]
