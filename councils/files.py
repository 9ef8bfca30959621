"""Files that people hand in: what one is (by its content), how large it may be, where it lies, how it is served."""

import hashlib
import logging
import lzma
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from PIL import Image

from . import clock
from .models import Council, StoredFile, User
from .states import Refused

Handed = tuple[bytes, str, str]  # content, kind and name of a file that was read and found fit
MIB = 1024 * 1024
LIMIT = 5 * MIB
PHOTO_LIMIT = 15 * MIB
SCANS = ("pdf", "jpeg", "png")
PHOTOS = ("jpeg", "png", "webp")
PAPERS = (*SCANS, "docx", "xlsx")
TYPES = {
    "pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv",
    "ics": "text/calendar",
}  # fmt: skip
WORDS = {"pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "webp": "WebP", "docx": "Word (.docx)", "xlsx": "Excel (.xlsx)"}
PIXELS = 25_000_000  # beyond it a picture is refused by its header, before anything is decoded
PILLOW_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
Image.MAX_IMAGE_PIXELS = PIXELS  # Pillow's own stop, at twice as many, wherever a picture is opened
_UNPACKED = 50 * MIB
_MEMBERS = 300
_RATIO = 100
# All that a damaged archive makes the library raise: a broken list, a broken stream, a size or place beyond the file.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
# Where models.files.stored_path puts content; the storage adds letters to a name that is taken.
_STORED = re.compile(rf"[^/]+/[0-9a-f]{{2}}/[0-9a-f]{{64}}(_\w+)?\.({'|'.join(TYPES)})")
_UNNAMED_SECONDS = 3600  # a file this old is of no step that still runs; also how often such files are looked for
_LOOKED = ".unnamed-looked-for"
log = logging.getLogger(__name__)
_kept: ContextVar[list[str] | None] = ContextVar("files_kept", default=None)


class UploadRefused(Refused):
    """The file cannot be taken; the text says why and what to do."""


class UnknownKind(UploadRefused):
    """The content is of no kind that is taken anywhere: a program, a web page, an SVG."""

    def __init__(self) -> None:
        super().__init__(_("This file is none of the kinds that are taken here."))


def kind_of(content: bytes) -> str:
    """What a file is, by its content; raises UploadRefused with words for what is dangerous or unknown."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"hevc", b"msf1"}:
        raise UploadRefused(_("This is a HEIC photo. In the phone's camera settings choose “Most compatible” (JPEG)."))
    raise UnknownKind


def _office(content: bytes) -> str:
    """A .docx or .xlsx that is small enough once unpacked and carries no macros. Looks at the list, unpacks nothing
    beyond the cap: the list of a zip can lie about sizes."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > _MEMBERS or _unpacked(archive, members) > min(_UNPACKED, _RATIO * len(content)):
                raise UploadRefused(_("This file grows too large when it is unpacked; it is not taken."))
    except _DAMAGED as error:
        raise UploadRefused(_("This file is damaged or locked by a password.")) from error
    if any("vbaproject" in name.lower() for name in names):
        raise UploadRefused(_("This file carries macros. Save it without macros (.xlsx or .docx) and send that."))
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    raise UnknownKind


def _unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> int:
    """Bytes that the archive really holds, counted no further than one past the cap."""
    total = 0
    for member in members:
        with archive.open(member) as stream:
            while chunk := stream.read(64 * 1024):
                total += len(chunk)
                if total > _UNPACKED:
                    return total
    return total


def _check_picture(content: bytes, kind: str) -> None:
    """Refuse, by the header alone, a picture that would fill the memory once decoded."""
    words = _("The picture has more than %(limit)s million pixels. Save it smaller and send that.")
    too_large = UploadRefused(words % {"limit": PIXELS // 1_000_000})
    try:
        with Image.open(BytesIO(content), formats=[PILLOW_FORMATS[kind]]) as picture:
            width, height = picture.size
    except Image.DecompressionBombError as error:
        raise too_large from error
    except Exception as error:  # Pillow raises errors of many kinds at a damaged header
        raise UploadRefused(
            _("The picture is damaged. Open it on your device, save it as JPEG and send that.")
        ) from error
    if width * height > PIXELS:
        raise too_large


def read(
    upload: UploadedFile, kinds: Collection[str], limit: int = LIMIT, picture_limit: int | None = None
) -> tuple[bytes, str]:
    """Content and kind of an upload; limits in bytes, `picture_limit` for pictures if told. Raises UploadRefused."""
    at_most = max(limit, picture_limit or 0)
    _check_size(upload.size or 0, at_most)
    content = upload.read(at_most + 1)
    if not content:
        raise UploadRefused(_("The file is empty."))
    try:
        kind = kind_of(content)
    except UnknownKind as error:
        words = _("This file is none of the kinds that are taken here: %(kinds)s.")
        raise UploadRefused(words % {"kinds": ", ".join(WORDS[one] for one in kinds)}) from error
    if kind not in kinds:
        words = _("Taken here: %(kinds)s. This file is %(kind)s.")
        raise UploadRefused(words % {"kinds": ", ".join(WORDS[one] for one in kinds), "kind": WORDS[kind]})
    _check_size(len(content), at_most if kind in PHOTOS else limit)
    if kind in PHOTOS:
        _check_picture(content, kind)
    return content, kind


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        words = _("The file has %(size)s MiB; at most %(limit)s MiB are taken.")
        raise UploadRefused(words % {"size": -(-size // MIB), "limit": limit // MIB})


def keep(content: bytes, kind: str, name: str, *, council: Council | None, actor: User) -> StoredFile:
    """Store content that was read before. The name is for people only, without folders or control characters."""
    plain = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable())
    stored = StoredFile(
        council=council, kind=kind, name=plain[-200:] or f"file.{kind}", size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), uploaded_by=actor, uploaded_at=clock.now(),
    )  # fmt: skip
    stored.file.save(plain, ContentFile(content), save=False)
    written = _kept.get()
    if written is not None:
        written.append(str(stored.file.name))
    stored.save(force_insert=True)
    return stored


@contextmanager
def undone_together() -> Iterator[None]:
    """Around a transaction that keeps files: if it is rolled back, no content is left that no row knows of.

    Such a file would never be erased (rule 9).
    """
    written: list[str] = []
    token = _kept.set(written)
    try:
        yield
    except BaseException:
        for path in written:
            default_storage.delete(path)
        raise
    finally:
        _kept.reset(token)


def erase(stored: StoredFile) -> None:
    """Remove the content; the row keeps name, digest and the day (rule 9)."""
    path, stored.erased_on = stored.file.name, clock.today()
    stored.file = ""
    stored.save(update_fields=["file", "erased_on"])
    if path:
        # Only once the row is committed: a step that is rolled back must not have lost the file.
        transaction.on_commit(partial(default_storage.delete, path))


def remove_unnamed() -> None:
    """For the tick: remove content that no row names, left by a kill between a file and its commit (rule 9).

    Looks at most once an hour; a file under MEDIA_ROOT tells by its time when that was. Where no row names any file
    nothing goes: such a database is not restored yet.
    """
    root = Path(settings.MEDIA_ROOT)
    if not _is_due(root / _LOOKED):
        return
    # The files first, the rows after: whatever is committed meanwhile is named.
    there = [path.relative_to(root).as_posix() for path in root.glob("*/??/*")]
    named = set(StoredFile.objects.exclude(file="").values_list("file", flat=True))
    unnamed = [name for name in there if name not in named and _STORED.fullmatch(name)] if named else []
    removed = sum(_removed(root / name, _UNNAMED_SECONDS) for name in unnamed)
    if removed:
        log.warning("%s files removed that no row names", removed)


def remove_older(folder: Path, seconds: int) -> None:
    """Remove a folder's files that nothing was written to for so long; another worker may do the same just now."""
    for path in folder.glob("*"):
        _removed(path, seconds)


def _is_due(mark: Path) -> bool:
    """Whether an hour has passed since it last was; from now on it is not. Real time."""
    try:
        if 0 <= time.time() - mark.stat().st_mtime < _UNNAMED_SECONDS:
            return False
    except FileNotFoundError:
        mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return True


def _removed(path: Path, seconds: int) -> bool:
    try:
        if path.is_dir() or path.stat().st_mtime > time.time() - seconds:
            return False
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def answer(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file to download; `inline` only for pictures that we made ourselves. The caller has checked the rights."""
    response = FileResponse(
        stored.file.open("rb"), as_attachment=not inline, filename=stored.name, content_type=TYPES[stored.kind]
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def attached(content: bytes, name: str) -> HttpResponse:
    """What was made or kept, to download under this name, whose ending says what it is. The caller checked."""
    kind = name.rpartition(".")[2]
    charset = "; charset=utf-8" if kind in {"csv", "ics"} else ""  # ours; what people hand in has any
    response = HttpResponse(content, content_type=TYPES[kind] + charset)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


__all__ = [
    "LIMIT", "PAPERS", "PHOTOS", "PHOTO_LIMIT", "PILLOW_FORMATS", "SCANS", "Handed", "UploadRefused", "answer",
    "attached", "erase", "keep", "read", "remove_older", "remove_unnamed", "undone_together",
]  # fmt: skip
