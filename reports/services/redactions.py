"""Black out a sealed text: one person asks with a reason, another decides; the digest stays (rule 12)."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils import audit, clock, files
from councils.locks import lock_council, lock_system
from councils.models import Council, StoredFile, User
from councils.states import IllegalMove, NotAllowed, Refused
from reports.models import EditionText, Redaction
from reports.redacting import council_of, gives_away, may_ask, may_decide, same_texts

from .moves import reasoned


@transaction.atomic
def ask(text: EditionText, *, reason: str, actor: User) -> Redaction:
    """Ask that a text is blacked out wherever it stands. The reason must not repeat it: reasons are kept.

    Raises NotAllowed, and Refused where it is blacked out or was asked for already.
    """
    council = _locked(text)
    text = EditionText.objects.select_related("edition__report__period", "edition__national__period").get(pk=text.pk)
    if not may_ask(actor, text.edition):
        raise NotAllowed(_("SMS asks for this, or the council's secretary, chair or deputy."))
    reason = reasoned(reason)
    if text.redacted_at or text.redactions.open().exists():
        raise Refused(_("This text is blacked out already, or somebody asked for it."))
    if gives_away(reason, text.text):
        raise Refused(_("Reason: it repeats the text. Say why without these words: the reason is kept."))
    now = clock.now()
    texts = [each for each in same_texts(text) if not each.redactions.open().exists()]
    asked = [Redaction(text=each, reason=reason, asked_by=actor, asked_at=now) for each in texts]
    Redaction.objects.bulk_create(asked)
    _record("asked", text, texts, council, actor, reason)
    return Redaction.objects.get(text=text, decided_at=None)


@transaction.atomic
def carry_out(redaction: Redaction, *, actor: User) -> list[EditionText]:
    """Empty the text wherever it stands by now, a separate opinion's scan with it; whoever asked does not decide.
    Texts that were emptied."""
    council, text = _for_decision(redaction, actor)
    now = clock.now()
    texts = list(same_texts(text))
    asked = set(Redaction.objects.open().filter(text__in=texts).values_list("text", flat=True))
    again = {"reason": redaction.reason, "asked_by": redaction.asked_by, "asked_at": redaction.asked_at}
    Redaction.objects.bulk_create(Redaction(text=each, **again) for each in texts if each.pk not in asked)
    pks = [each.pk for each in texts]
    mine = Redaction.objects.open().filter(text__in=pks)
    if mine.filter(asked_by=actor).exists():
        raise NotAllowed(_("Another person decides than the one who asked."))
    mine.update(decided_by=actor, decided_at=now)
    EditionText.objects.filter(pk__in=pks).update(text="", redacted_at=now)
    _erase_scans(texts)
    _record("carried_out", text, texts, council, actor, redaction.reason)
    return texts


def _erase_scans(texts: Iterable[EditionText]) -> None:
    """A separate opinion that is blacked out is not read in its scan either, whose digest editions tell."""
    for text in texts:
        kind, row, *_rest = text.key.split("/")
        if kind == "opinions" and text.edition.report:
            told = json.loads(text.edition.payload)["opinions"]
            digest = next(one["file_sha256"] for one in told if str(one["id"]) == row)
            council = text.edition.report.council
            for stored in StoredFile.objects.filter(council=council, sha256=digest, erased_on=None):
                files.erase(stored)


@transaction.atomic
def refuse(redaction: Redaction, *, actor: User) -> None:
    """The text stays as it was signed, wherever it was asked for in one go."""
    council, text = _for_decision(redaction, actor)
    mine = Redaction.objects.open().filter(
        asked_by=redaction.asked_by, asked_at=redaction.asked_at, reason=redaction.reason
    )
    texts = list(EditionText.objects.filter(redactions__in=mine).select_related("edition").distinct())
    mine.update(decided_by=actor, decided_at=clock.now(), refused=True)
    _record("refused", text, texts, council, actor, redaction.reason)


def _for_decision(redaction: Redaction, actor: User) -> tuple[Council | None, EditionText]:
    council = _locked(redaction.text)
    if not may_decide(actor):
        raise NotAllowed(_("An administrator or an SMS officer decides this."))
    redaction.refresh_from_db()
    if redaction.decided_at:
        raise IllegalMove(_("This is decided already."))
    if redaction.asked_by_id == actor.pk:
        raise NotAllowed(_("Another person decides than the one who asked."))
    texts = EditionText.objects.select_related("edition__report__period", "edition__national__period")
    return council, texts.get(pk=redaction.text_id)


def _locked(text: EditionText) -> Council | None:
    """The council, then the system: national editions may quote the text."""
    council = council_of(text)
    council = lock_council(council) if council else None
    lock_system()
    return council


def _record(
    step: str, text: EditionText, texts: Iterable[EditionText], council: Council | None, actor: User, reason: str
) -> None:
    """By digests alone: the chain is kept for ever."""
    told: list[dict[str, Any]] = [
        {"edition": each.edition.sha256, "key": each.key, "digest": each.digest} for each in texts
    ]
    audit.record(
        f"redaction.{step}", f"edition:{text.edition_id}", actor=actor, council=council, after={"texts": told},
        reason=reason,
    )  # fmt: skip
