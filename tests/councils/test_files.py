"""councils/files.py: what is taken is told by content, small before it is opened, and gone once erased (rule 9)."""

import contextlib
import os
import time
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import translation

from councils import clock, files
from councils.models import StoredFile
from councils.tasks import tick
from tests import bad_files
from tests.factories import make_user


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def read(content, name="file", kinds=(*files.PAPERS, *files.PHOTOS), **limits):
    return files.read(SimpleUploadedFile(name, content), kinds, **limits)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (bad_files.EXE, "photo.jpg", "none of the kinds"),
        (bad_files.SVG, "logo.png", "none of the kinds"),
        (bad_files.HTML, "scan.pdf", "none of the kinds"),
        (b"", "empty.pdf", "The file is empty"),
        (bad_files.HEIC, "IMG_1.jpg", "Most compatible"),
        (bad_files.workbook_with_macros(), "register.xlsx", "carries macros"),
        (bad_files.zip_bomb(), "register.xlsx", "grows too large"),
        (bad_files.zipped({"a.txt": b"x"}), "sheets.docx", "none of the kinds"),
        (b"PK\x03\x04" + b"\x00" * 50, "sheets.xlsx", "damaged"),
        (bad_files.huge_png(), "map.png", "more than 25 million pixels"),
        (bad_files.huge_png(5001, 5000), "map.png", "more than 25 million pixels"),
        (bad_files.huge_jpeg(), "photo.jpg", "more than 25 million pixels"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "photo.jpg", "The picture is damaged"),
        (b"RIFF\x00\x00\x00\x00WEBP" + b"\x00" * 40, "photo.webp", "The picture is damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_bad_file_is_refused_in_words_and_at_once(content, name, words):
    before = time.process_time()

    with pytest.raises(files.UploadRefused, match=words):
        read(content, name)
    assert time.process_time() - before < 2


@pytest.mark.parametrize("packing", [ZIP_DEFLATED, ZIP_LZMA, ZIP_BZIP2])
def test_an_archive_damaged_anywhere_is_refused_in_words(packing):
    out = BytesIO()
    with ZipFile(out, "w", packing) as archive:
        archive.writestr("xl/workbook.xml", bytes(range(256)) * 4)
    sound = out.getvalue()
    assert files.kind_of(sound) == "xlsx"

    for at in range(4, len(sound)):
        broken = sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :]
        with contextlib.suppress(files.UploadRefused):  # what the library reads all the same is an .xlsx
            assert files.kind_of(broken) == "xlsx"


def test_the_bomb_is_a_bomb():
    bomb = bad_files.zip_bomb()

    assert len(bomb) < 43 * 1024
    assert sum(member.file_size for member in ZipFile(BytesIO(bomb)).infolist()) > 5_000_000_000


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 a letter", "pdf"),
        (bad_files.picture("JPEG"), "jpeg"),
        (bad_files.picture("PNG"), "png"),
        (bad_files.picture("WEBP"), "webp"),
        (bad_files.workbook(), "xlsx"),
        (bad_files.zipped({"word/document.xml": b"<document/>"}), "docx"),
        (bad_files.huge_png(5000, 5000), "png"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_file_is_stands_in_its_content(content, kind):
    assert read(content, "wrong.name") == (content, kind)


def test_a_sound_file_of_another_kind_is_refused_with_both_kinds_named():
    with pytest.raises(files.UploadRefused, match=r"Taken here: JPEG, PNG, WebP\. This file is PDF\."):
        read(b"%PDF-1.7", kinds=files.PHOTOS)
    with pytest.raises(files.UploadRefused, match="none of the kinds that are taken here: JPEG, PNG, WebP"):
        read(bad_files.EXE, kinds=files.PHOTOS)


def test_the_limit_is_five_mebibytes_and_fifteen_for_pictures():
    paper = b"%PDF-" + b"\x00" * (5 * files.MIB)
    photo = bad_files.picture() + b"\x00" * (10 * files.MIB)
    limits = {"picture_limit": files.PHOTO_LIMIT}

    assert read(paper[: 5 * files.MIB], **limits)[1] == "pdf"
    assert read(photo, **limits)[1] == "jpeg"
    for content, words in ((paper, "6 MiB; at most 5"), (photo + b"\x00" * (6 * files.MIB), "17 MiB; at most 15")):
        with pytest.raises(files.UploadRefused, match=words):
            read(content, **limits)
    with pytest.raises(files.UploadRefused, match="11 MiB; at most 5"):
        read(photo)


def test_a_size_that_was_not_told_is_counted():
    upload = SimpleUploadedFile("x.pdf", b"%PDF-" + b"\x00" * (6 * files.MIB))
    upload.size = None

    with pytest.raises(files.UploadRefused, match="at most 5"):
        files.read(upload, files.PAPERS)


def test_a_kept_file_lies_under_its_digest_whatever_its_name(db):
    stored = files.keep(b"%PDF-1", "pdf", "../../etc/passwd\x00\n", council=None, actor=make_user())

    assert stored.name == "passwd"
    assert stored.file.name == f"national/{stored.sha256[:2]}/{stored.sha256}.pdf"


def test_an_erased_file_keeps_its_digest_and_its_twin_keeps_its_content(db, django_capture_on_commit_callbacks):
    one, other = (files.keep(b"%PDF-1", "pdf", "a.pdf", council=None, actor=make_user()) for _ in range(2))
    path = one.file.name

    with django_capture_on_commit_callbacks(execute=True), clock.at(date(2020, 1, 7)):
        files.erase(one)

    one.refresh_from_db()
    assert (one.sha256, one.erased_on, bool(one.file)) == (other.sha256, date(2020, 1, 7), False)
    assert not default_storage.exists(path) and other.file.read() == b"%PDF-1"
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=other.pk).update(erased_on=date(2020, 1, 7))


def test_a_step_that_is_undone_leaves_no_content_behind(db):
    kept = []

    @files.undone_together()
    @transaction.atomic
    def step():
        kept.append(files.keep(b"%PDF-2", "pdf", "a.pdf", council=None, actor=make_user()))
        raise ValueError

    with pytest.raises(ValueError):
        step()
    assert not default_storage.exists(kept[0].file.name) and not StoredFile.objects.exists()
    assert default_storage.exists(files.keep(b"%PDF-2", "pdf", "a", council=None, actor=make_user()).file.name)


@pytest.fixture
def root(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def laid(path: Path, age: int = 7200) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"GPS")
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_the_tick_removes_old_content_that_no_row_names_and_nothing_else(root, django_capture_on_commit_callbacks):
    user = make_user()
    kept, killed = (files.keep(bytes, "pdf", "a", council=None, actor=user) for bytes in (b"%PDF-1", b"%PDF-2"))
    content, unnamed = laid(Path(kept.file.path)), laid(Path(killed.file.path))
    with django_capture_on_commit_callbacks():  # committed, and killed before the file was deleted
        files.erase(killed)
    never_committed = laid(root / "KG-B" / "ab" / f"{'ab' * 32}_Xy12z.jpeg")
    being_written = laid(root / "KG-B" / "ab" / f"{'ac' * 32}.jpeg", age=60)
    others = [laid(root / name) for name in ("lists/1-a.csv", f"editions/{'ab' * 32}.xlsx", "KG-B/ab/notes.txt")]

    tick()

    assert not unnamed.exists() and not never_committed.exists()
    assert all(path.exists() for path in (content, being_written, *others))


def test_unnamed_content_is_looked_for_once_an_hour(root, django_assert_num_queries):
    files.keep(b"%PDF-1", "pdf", "a", council=None, actor=make_user())
    files.remove_unnamed()
    late = laid(root / "KG-B" / "ab" / f"{'ab' * 32}.jpeg")
    with django_assert_num_queries(0):
        files.remove_unnamed()
    assert late.exists()
    for mark in root.glob(".*"):
        os.utime(mark, (time.time() - 3601,) * 2)
    files.remove_unnamed()
    assert not late.exists()


def test_a_database_that_is_not_restored_yet_costs_no_files(root):
    waiting = laid(root / "KG-B" / "ab" / f"{'ab' * 32}.jpeg")
    files.remove_unnamed()
    assert waiting.exists()


def test_a_file_is_served_to_be_saved_and_never_guessed_at(db):
    stored = files.keep(b"%PDF-1", "pdf", "письмо.pdf", council=None, actor=make_user())

    with_words = files.answer(stored)
    inline = files.answer(stored, inline=True)
    assert (
        with_words["Content-Disposition"].startswith("attachment;") and "utf-8''" in with_words["Content-Disposition"]
    )
    assert inline["Content-Disposition"].startswith("inline;")
    assert {answer["X-Content-Type-Options"] for answer in (with_words, inline)} == {"nosniff"}
    for answer in (with_words, inline):
        answer.close()


def test_no_address_serves_the_folder_of_files(client):
    assert client.get("/files/x").status_code == 404
    assert client.get("/media/x").status_code == 404
