"""Files of editions: kept with their hash, served verbatim for ever (rule 12); each time is recorded (rule 17)."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.quarters import Span, Year
from councils import audit, clock, job_files
from councils.locks import lock_council, lock_system
from councils.models import Council, User
from councils.states import Refused
from reports.kept_files import blacked_out, file_of
from reports.models import Edition, EditionFile, OwnForm

from .kinds import name_of, owner_of


class FileChanged(Refused):
    """A kept file is not what its hash says: it is not served, an administrator restores it from a backup."""


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# ---- keeping


def keep(
    edition: Edition, kind: str, language: str, data: bytes, *, turn: int, actor: User, form: OwnForm | None = None
) -> EditionFile:  # fmt: skip
    """The edition's file of this kind and language: this one, or the one that was there first. In a transaction.

    `form` is the version of SMS's own form that was filled in; `turn` is what `blacked_out` said before the file was
    made. Raises Refused when a text went meanwhile.
    """
    quarter, council = owner_of(edition)
    lock_council(council) if council else lock_system()
    if blacked_out(edition) != turn:
        raise Refused(_("A text of this edition was blacked out while the file was made. Ask for the file again."))
    kept = file_of(edition, kind, language, form)
    if kept:
        return kept
    digest = digest_of(data)
    name = name_of(quarter, council, edition.number, f"{kind}-{form.number}" if form else kind, language)
    # Named by its content: a file that a crash left behind is written over by the same bytes, or never named.
    place = f"editions/{digest}{Path(name).suffix}"
    job_files.write(Path(settings.MEDIA_ROOT) / place, data)
    kept = EditionFile.objects.create(
        edition=edition, kind=kind, turn=turn, language=language, sha256=digest, size=len(data), file=place,
        name=name, form=form, made_at=clock.now(),
    )  # fmt: skip
    audit.record(
        "workbook.kept", f"edition:{edition.pk}", actor=actor, council=council,
        after={"kind": kind, "language": language, "sha256": digest, "edition": edition.sha256},
    )  # fmt: skip
    return kept


# ---- giving out


def bytes_of(kept: EditionFile) -> bytes:
    """The kept file, verbatim. Raises FileChanged when it is gone or is not what its hash says."""
    try:
        data = Path(kept.file.path).read_bytes()
    except OSError as error:
        raise FileChanged(_not_served(kept)) from error
    if digest_of(data) != kept.sha256:
        raise FileChanged(_not_served(kept))
    return data


def _not_served(kept: EditionFile) -> str:
    words = _("The file %(name)s is not as it was kept, so it is not given out. Tell the administrator.")
    return words % {"name": kept.name}


@transaction.atomic
def downloaded(kept: EditionFile, *, actor: User) -> None:
    """One audit entry for each download of an edition's file."""
    _quarter, council = owner_of(kept.edition)
    after = {"file": kept.name, "sha256": kept.sha256}
    audit.record("workbook.downloaded", f"edition:{kept.edition_id}", actor=actor, council=council, after=after)


@transaction.atomic
def exported(
    data: bytes, quarter: Span | Year, council: Council | None, name: str, edition: Edition | None, *, actor: User
) -> None:
    """One audit entry for each file that is handed out without being kept as an edition's."""
    after = {"file": name, "sha256": digest_of(data), "edition": edition.sha256 if edition else None}
    subject = f"quarter:{quarter.label}/{council.code if council else 'national'}"
    audit.record("workbook.exported", subject, actor=actor, council=council, after=after)
