"""Evidence as tests need it: rows with content, past the services and the job."""

from datetime import date
from typing import Any

from actionplans.models import Event, Evidence
from actionplans.pictures import reduced, thumbnail
from councils import clock, files
from councils.models import User
from tests import bad_files
from tests.factories import make_operator


def make_piece(
    event: Event, kind: str = "photo", *, by: User | None = None, keep_until: date | None = None, **values: Any
) -> Evidence:
    """A piece that is ready: a photo with its thumbnail, or a PDF of another kind; `url` makes a link."""
    by = by or make_operator()
    values = {"added_by": by, "added_at": clock.now(), "ready": True, "caption": "Класс 9б"} | values
    if kind == "media_link":
        return Evidence.objects.create(event=event, kind=kind, **({"url": "https://kaktus.media/1"} | values))
    if kind == "photo":
        content = reduced(bad_files.photo_with_place(), "jpeg")
        values["thumbnail"] = files.keep(thumbnail(content), "jpeg", "photo.jpg", council=event.council, actor=by)
    else:
        content = b"%PDF-1.7 " + event.code.encode()
    stored = files.keep(content, "jpeg" if kind == "photo" else "pdf", "photo.jpg", council=event.council, actor=by)
    keep_until = keep_until or date(2099, 1, 1)
    return Evidence.objects.create(event=event, kind=kind, stored=stored, keep_until=keep_until, **values)
