"""Add, prepare, remove and erase what proves an event: the audit chain gets digests and kinds, no name, no caption.

Evidence changes no figure, so it may be added and removed while the quarter is sealed or locked
(docs/decisions/0010-evidence.md); a voided event takes none.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.evidence import DAMAGED, MOST_PIECES, TAKEN, Terms, kept, last_day, over
from actionplans.models import Event, Evidence
from actionplans.states import EventStatus, EvidenceKind
from councils import audit, clock, files, jobs
from councils.files import UploadRefused
from councils.locks import lock_council
from councils.models import AuditEntry, Council, StoredFile, User
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Unfit


def add_files(
    event: Event, uploads: "Iterable[UploadedFile[Any]]", terms: Terms, *, actor: User
) -> tuple[list[Evidence], list[str]]:
    """Each file by itself: those that were kept, and a sentence for each that was refused, with its name.

    Raises NotAllowed, IllegalMove, Unfit (people who did not agree).
    """
    added, refused = [], []
    for upload in uploads:
        try:
            added.append(add_file(event, upload, terms, actor=actor))
        except UploadRefused as refusal:
            refused.append(f"{upload.name}: {refusal}")
    return added, refused


def add_file(event: Event, upload: "UploadedFile[Any]", terms: Terms, *, actor: User) -> Evidence:
    """One file. The same content sent again (a retry after a lost answer) is the same piece.

    Raises NotAllowed, IllegalMove, Unfit, UploadRefused.
    """
    if terms.shows_people and not terms.consent:
        raise Unfit(_("A picture in which people can be recognised is kept only if they agreed to it."))
    content, kind = files.read(upload, TAKEN[terms.kind], picture_limit=files.PHOTO_LIMIT)
    return _keep(event, content, kind, upload.name or "", terms, actor=actor)


@files.undone_together()
@transaction.atomic
def _keep(event: Event, content: bytes, kind: str, name: str, terms: Terms, *, actor: User) -> Evidence:
    council = _open_for(event, actor)
    sha256 = hashlib.sha256(content).hexdigest()
    if before := _sent_before(event, sha256):
        return before
    _check_room(event)
    stored = files.keep(content, kind, name, council=council, actor=actor)
    is_picture = kind in files.PHOTOS
    evidence = Evidence.objects.create(
        event=event, kind=terms.kind, stored=stored, caption=terms.caption, shows_people=terms.shows_people,
        consent=terms.consent, ready=not is_picture, keep_until=last_day(terms.kind, clock.today()),
        added_by=actor, added_at=clock.now(),
    )  # fmt: skip
    _record("evidence.added", evidence, actor, {"sha256": sha256, "keep_until": evidence.keep_until})
    if is_picture:
        # Nobody's own work to wait for: the event's page says how it stands.
        jobs.ask("reduce_photo", str(evidence.pk), owner=None, evidence=evidence.pk)
    return evidence


@transaction.atomic
def add_link(event: Event, url: str, caption: str, *, actor: User) -> Evidence:
    """A link to a publication or broadcast; the same address again is the same piece.

    Raises NotAllowed, IllegalMove, UploadRefused.
    """
    _open_for(event, actor)
    if before := kept(event).filter(url=url).first():
        return before  # type: ignore[no-any-return]
    _check_room(event)
    evidence = Evidence.objects.create(
        event=event, kind=EvidenceKind.MEDIA_LINK, url=url, caption=caption, ready=True, added_by=actor,
        added_at=clock.now(),
    )  # fmt: skip
    _record("evidence.added", evidence, actor, {"url_sha256": audit.digest(url)})
    return evidence


def put_picture(evidence: Evidence, picture: bytes | None, thumbnail: bytes | None) -> None:
    """Put our own picture in the original's place and erase the original; None if it could not be read.

    Runs inside the job's transaction; a piece that is ready, removed or erased meanwhile stays as it is.
    """
    lock_council(evidence.event.council)
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    original = evidence.stored
    if evidence.ready or evidence.removed_on or original is None or original.erased_on:
        return
    told: dict[str, Any] = {"original_sha256": original.sha256}
    if picture is None:
        evidence.fault = DAMAGED
        told["fault"] = DAMAGED
    else:
        evidence.stored = _keep_ours(picture, evidence, original)
        evidence.thumbnail = _keep_ours(thumbnail, evidence, original) if thumbnail else None
        evidence.ready = True
        told["sha256"] = evidence.stored.sha256
    evidence.save(update_fields=["stored", "thumbnail", "ready", "fault"])
    files.erase(original)
    audit.record(
        "evidence.prepared", f"evidence:{evidence.pk}", actor=None, council=evidence.event.council, after=told
    )


def _keep_ours(content: bytes, evidence: Evidence, original: StoredFile) -> StoredFile:
    name = f"{original.name.rpartition('.')[0] or original.name}.jpg"
    return files.keep(content, "jpeg", name, council=original.council, actor=evidence.added_by)


@transaction.atomic
def remove(evidence: Evidence, *, actor: User, reason: str) -> Evidence:
    """Erase a piece at once, with a reason; its row and digest stay. Raises NotAllowed, IllegalMove, Unfit."""
    _locked(evidence.event, actor)
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if evidence.removed_on or (evidence.stored and evidence.stored.erased_on):
        raise IllegalMove(_("This piece is erased already."))
    if not reason.strip():
        raise Unfit(_("Reason: write why the piece is removed."))
    evidence.removed_on, evidence.remove_reason = clock.today(), reason.strip()
    evidence.save(update_fields=["removed_on", "remove_reason"])
    _erase(evidence)
    sha256 = evidence.stored.sha256 if evidence.stored else None
    _record("evidence.removed", evidence, actor, {"sha256": sha256}, reason=evidence.remove_reason)
    return evidence


@transaction.atomic
def erase_over(council: Council) -> int:
    """Erase what is past its last day: one audit entry for the council and day. How many pieces; 0 writes nothing."""
    council = lock_council(council)
    gone = list(over(clock.today()).filter(event__council=council).select_related("stored", "thumbnail"))
    if not gone:
        return 0
    for evidence in gone:
        _erase(evidence)
    told = [{"evidence": each.pk, "kind": each.kind, "sha256": each.stored.sha256} for each in gone if each.stored]
    audit.record("evidence.erased", audit.subject_of(council), actor=None, council=council, after={"pieces": told})
    return len(gone)


def _erase(evidence: Evidence) -> None:
    for stored in (evidence.stored, evidence.thumbnail):
        if stored and not stored.erased_on:
            files.erase(stored)


def _open_for(event: Event, actor: User) -> Council:
    council = _locked(event, actor)
    if Event.objects.select_for_update().get(pk=event.pk).status != EventStatus.RECORDED:
        raise IllegalMove(_("This event was voided; it takes no evidence."))
    return council


def _locked(event: Event, actor: User) -> Council:
    council = lock_council(event.council)
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the council's secretary adds and removes evidence."))
    return council


def _check_room(event: Event) -> None:
    if kept(event).count() >= MOST_PIECES:
        words = _("An event keeps at most %(most)s pieces of evidence. Remove one first.")
        raise UploadRefused(words % {"most": MOST_PIECES})


def _sent_before(event: Event, sha256: str) -> Evidence | None:
    """The piece that this content became: of a reduced picture only the chain knows what was sent."""
    entries = AuditEntry.objects.filter(
        chain=event.council.code, subject=f"event:{event.code}", action="evidence.added", text__contains=sha256
    )
    pieces = {piece.pk: piece for piece in kept(event)} if (found := list(entries)) else {}
    keys = (json.loads(entry.text)["after"]["evidence"] for entry in found)
    return next((pieces[key] for key in keys if key in pieces), None)


def _record(action: str, evidence: Evidence, actor: User, told: dict[str, Any], reason: str = "") -> None:
    event = evidence.event
    after = {"evidence": evidence.pk, "kind": evidence.kind, **told}
    audit.record(action, f"event:{event.code}", actor=actor, council=event.council, after=after, reason=reason)
