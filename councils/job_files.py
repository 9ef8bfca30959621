"""Files that jobs make for whoever asked: kept for a day under the job's name, written whole or not at all."""

import os
import tempfile
from pathlib import Path

from django.conf import settings

from . import files
from .models import Job

KEPT_SECONDS = 24 * 3600  # they can be asked for again


def keep(job: Job, content: bytes, kind: str) -> str:
    """Write the file; its name, for the job's result."""
    path = _folder() / f"{job.pk}-{job.lease_token[:8]}.{kind}"
    write(path, content)
    return path.name


def made(job: Job) -> bytes | None:
    """The file that the job made, while it is kept."""
    try:
        return (_folder() / Path(job.result["file"]).name).read_bytes()
    except (KeyError, FileNotFoundError):
        return None


def erase(kind: str) -> None:
    """What jobs of a kind made goes before its day: something in it is not to be read any more."""
    for name in Job.objects.filter(kind=kind, result__has_key="file").values_list("result__file", flat=True):
        (_folder() / Path(name).name).unlink(missing_ok=True)


def forget_old() -> None:
    """For the tick: files of yesterday go, and what a worker killed half-way left under a name of its own."""
    files.remove_older(_folder(), KEPT_SECONDS)


def write(path: Path, content: bytes) -> None:
    """All or nothing: a reader never meets half a file, nor does a killed worker leave one under the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), settings.FILE_UPLOAD_PERMISSIONS or 0o640)
    Path(file.name).replace(path)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "made"
