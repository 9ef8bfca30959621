"""Which files of an edition are given out: those in which no text was blacked out since they were made (rule 12)."""

import json
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from .models import Edition, EditionFile, EditionText, OwnForm


def blacked_out(edition: Edition) -> int:
    """How many of the texts that the edition's files are made from are blacked out by now: its own, and of a national
    edition those of the council editions that it consolidated. Only ever grows."""
    sources = [edition.pk]
    if edition.national_id:
        digests = [council["sha256"] for council in json.loads(edition.payload)["councils"]]
        sources += Edition.objects.filter(sha256__in=digests).values_list("pk", flat=True)
    return EditionText.objects.filter(edition__in=sources, redacted_at__isnull=False).count()


def standing_files_of(edition: Edition) -> QuerySet[EditionFile]:
    """The edition's files whose content stands, of every version of SMS's own form: a link to each is served."""
    return EditionFile.objects.filter(edition=edition, turn=blacked_out(edition))


def offered_files_of(edition: Edition) -> list[EditionFile]:
    """The files that pages offer, by kind and language; of SMS's own form the version in force."""
    return list(standing_files_of(edition).filter(Q(form=None) | Q(form=OwnForm.objects.in_force(edition.kind))))


def file_of(edition: Edition, kind: str, language: str, form: OwnForm | None = None) -> EditionFile | None:
    kept = EditionFile.objects.filter(edition=edition, kind=kind, language=language, form=form)
    return kept.filter(turn=blacked_out(edition)).first()


def is_given_out(kept: EditionFile) -> bool:
    """Whether nothing that the file was made from has been blacked out since."""
    return kept.turn == blacked_out(kept.edition)


def erase_blacked_out() -> None:
    """For the tick: the content of files goes that were made before a text in them was blacked out; rows stay."""
    redacted = EditionText.objects.filter(redacted_at__isnull=False)
    if not redacted.exists():
        return
    stale = [kept for kept in EditionFile.objects.select_related("edition") if not is_given_out(kept)]
    standing = _places(EditionFile.objects.exclude(pk__in=[kept.pk for kept in stale]))
    for place in _places(stale) - standing:  # where the text was in none of its words, both have the same bytes
        (Path(settings.MEDIA_ROOT) / place).unlink(missing_ok=True)


def _places(files: Iterable[EditionFile]) -> set[str]:
    return {str(kept.file.name) for kept in files}
