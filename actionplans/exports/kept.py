"""Files that jobs make for whoever asked: kept for a day under the job's name, written whole or not at all."""

import os
import tempfile
from pathlib import Path

from django.conf import settings

from councils import files
from councils.models import Job

KEPT_SECONDS = 24 * 3600


def keep(job: Job, content: bytes, kind: str) -> str:
    """Write the file; its name, for the job's result. A worker killed half-way leaves no half file under the name."""
    path = _folder() / f"{job.pk}-{job.lease_token[:8]}.{kind}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)  # noqa: PTH105
    return path.name


def made(job: Job) -> bytes | None:
    """The file that the job made, while it is kept."""
    try:
        return (_folder() / Path(job.result["file"]).name).read_bytes()
    except (KeyError, FileNotFoundError):
        return None


def forget_old() -> None:
    """For the tick: files of yesterday go, and what a worker killed half-way left under a name of its own."""
    files.remove_older(_folder(), KEPT_SECONDS)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "lists"
