"""Which files of an edition are given out: those in which no text was blacked out since they were made (rule 12)."""

import json
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from councils import job_files

from .models import Edition, EditionFile, EditionText, OwnForm, Redaction

KIND = "render_workbook"  # of the jobs that make files; older rows have it
_DONE, _NOTHING = ".blacked-out-erased", "0 None"


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


def carried_out() -> str:
    """How many texts were blacked out by now, and when the last one was."""
    told = Redaction.objects.carried_out().aggregate(count=Count("pk"), last=Max("decided_at"))
    return f"{told['count']} {told['last']}"


def erase_blacked_out() -> None:
    """For the tick: the content of files goes that were made before a text in them was blacked out; rows stay. So do
    all files of quarters that are not sealed: editions are read for them too, and anybody can ask for them again.

    Looks through files only where something was blacked out since; a file under MEDIA_ROOT tells up to what.
    """
    done, now = Path(settings.MEDIA_ROOT) / _DONE, carried_out()
    if now == (done.read_text() if done.exists() else _NOTHING):
        return
    job_files.erase(KIND)
    stale = [kept for kept in EditionFile.objects.select_related("edition") if not is_given_out(kept)]
    standing = _places(EditionFile.objects.exclude(pk__in=[kept.pk for kept in stale]))
    for place in _places(stale) - standing:  # where the text was in none of its words, both have the same bytes
        (Path(settings.MEDIA_ROOT) / place).unlink(missing_ok=True)
    job_files.write(done, now.encode())


def _places(files: Iterable[EditionFile]) -> set[str]:
    return {str(kept.file.name) for kept in files}
