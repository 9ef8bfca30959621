"""The child process that parses what others send: the same sheets, its limits, its words, what it may see."""

import logging
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.imports.files import bounded, child, read_sheets, wire
from actionplans.imports.files.cells import ERROR, NO_VALUE, FileRefused, Row, Sheet
from actionplans.imports.files.guard import MAX_ROWS
from tests.actionplans.parts import large, repacked
from tests.actionplans.sheets import event_row, register, workbook

CELLS = st.one_of(
    st.none(),
    st.text(st.characters(blacklist_categories=["Cs"])),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
)
ROWS = st.builds(
    Row,
    st.integers(1, 100_000),
    st.lists(CELLS, max_size=5).map(tuple),
    st.booleans(),
    st.frozensets(st.integers(0, 5)),
    st.dictionaries(st.integers(0, 5), st.sampled_from([NO_VALUE, ERROR])),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.builds(Sheet, st.text("аб "), st.lists(ROWS, max_size=4), st.sampled_from(["", "hidden"]))))
def test_sheets_come_through_as_they_were(sheets: list[Sheet]) -> None:
    assert wire.unpacked(wire.packed(sheets)) == sheets


def test_a_number_keeps_its_places_on_the_way() -> None:
    (sheet,) = wire.unpacked(wire.packed([Sheet("", [Row(1, (Decimal("1.10"), date(2019, 3, 12)))])]))
    assert [str(cell) for cell in sheet.rows[0].cells] == ["1.10", "2019-03-12"]


@pytest.mark.parametrize("content", [register(event_row(), event_row(participants="25 чел.")), "а;б\n1;2".encode()])
def test_the_child_reads_what_we_would(content: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert bounded.read_sheets(content) == read_sheets(content)


def test_a_refusal_of_the_child_comes_in_the_language_of_the_person() -> None:
    content = b"a;b\n" * (MAX_ROWS + 1)
    told = {}
    for language in ("en", "ru", "ky"):
        with translation.override(language), pytest.raises(FileRefused) as refused:
            bounded.read_sheets(content)
        told[language] = str(refused.value)
        with translation.override(language), pytest.raises(FileRefused) as here:
            read_sheets(content)
        assert told[language] == str(here.value)
    assert len(set(told.values())) == 3


def test_what_is_plainly_no_table_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "run", lambda *_arguments: pytest.fail("a process was started"))
    with pytest.raises(FileRefused, match="PDF"):
        bounded.read_sheets(b"%PDF-1.7")


# ---- limits


@pytest.fixture(scope="module")
def largest() -> bytes:
    return large(MAX_ROWS, 20)


def test_the_largest_register_is_read_within_the_limits(largest: bytes) -> None:
    (sheet,) = bounded.read_sheets(largest)
    assert (len(sheet.rows), len(sheet.rows[-1].cells)) == (MAX_ROWS, 20)


def test_what_takes_too_long_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, largest: bytes) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 1)
    with pytest.raises(FileRefused, match="too long to read"):
        bounded.read_sheets(largest)


def test_whoever_waits_is_told_that_it_goes_on_and_may_end_it(monkeypatch: pytest.MonkeyPatch, largest: bytes) -> None:
    monkeypatch.setattr(bounded, "STEP", 0.2)
    told = []
    (sheet,) = bounded.read_sheets(largest, lambda: told.append(None))
    assert len(told) > 2 and len(sheet.rows) == MAX_ROWS

    class Lost(Exception):
        pass

    def lost() -> None:
        raise Lost

    begun = time.monotonic()
    with pytest.raises(Lost):
        bounded.read_sheets(largest, lost)
    assert time.monotonic() - begun < 3  # the child is not waited for


def test_the_child_ends_itself_when_its_time_is_used_up(largest: bytes) -> None:
    """Also when nobody waits for it any more."""
    command = [sys.executable, "-m", "actionplans.imports.files.child", "sheets", "en", "1", str(bounded.MEMORY)]
    done = subprocess.run(command, input=largest, capture_output=True, cwd=child.ROOT, timeout=60)
    assert (done.returncode, done.stdout) == (-24, b"")  # SIGXCPU


def test_a_child_out_of_processor_time_is_told_like_one_out_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, -24, b"")
    with pytest.raises(FileRefused, match="too long to read"):
        bounded.run("sheets", b"a;b")


def test_what_takes_too_much_memory_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, largest: bytes) -> None:
    monkeypatch.setattr(bounded, "MEMORY", 70 * 1024 * 1024)
    with pytest.raises(FileRefused, match="too much memory"):
        bounded.read_sheets(largest)


def test_a_child_that_the_machine_ends_for_its_memory_is_told_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, -9, b"")
    with pytest.raises(FileRefused, match="too much memory"):
        bounded.run("sheets", b"a;b")


# ---- what goes wrong, and what nobody is shown


def answers(monkeypatch: pytest.MonkeyPatch, code: int, out: bytes, complaint: bytes = b"") -> None:
    """As if the child had ended so."""
    ended = MagicMock(returncode=code)
    ended.__enter__.return_value = ended
    ended.communicate.return_value = (out, complaint)
    monkeypatch.setattr(bounded.subprocess, "Popen", lambda *_arguments, **_options: ended)


def test_a_child_that_breaks_is_logged_and_its_trace_shown_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(FileRefused) as refused:
        bounded.run("no such task", b"")
    assert str(refused.value).startswith("The file cannot be read.")
    assert "KeyError" in caplog.text


@pytest.mark.parametrize(
    "answer", [b"", b"not json", b"[1]", b'[["a", "", [[1, [{"day": "x"}]]]]]', b"[[1,2]]", b"\xff"]
)
def test_an_answer_that_is_no_sheet_is_refused(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, 0, answer)
    with pytest.raises(FileRefused, match="cannot be read"):
        bounded.read_sheets(b"a;b")


def test_a_broken_workbook_is_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(FileRefused, match="workbook cannot be read"):
        bounded.read_sheets(repacked(workbook(("x",)), xl__workbook_xml=b"<workbook"))
    assert caplog.text == ""


def test_the_child_is_given_no_key_and_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    real: Callable[..., Any] = subprocess.run

    def spy(*arguments: Any, **options: Any) -> Any:
        seen.update(options["env"])
        return real(*arguments, **options)

    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    monkeypatch.setenv("DATABASE_URL", "postgresql://tipcc:secret@db/tipcc")
    monkeypatch.setattr(bounded.subprocess, "run", spy)
    bounded.read_sheets(b"a;b")
    assert set(seen) <= {"PATH", "LD_LIBRARY_PATH", "TMPDIR", "PYTHONDONTWRITEBYTECODE"}


def test_a_worker_that_may_have_no_children_of_its_own_kind_reads_too() -> None:
    """Celery's workers are daemons of multiprocessing: that refuses them children, a process like ours it does not."""
    ours, theirs = multiprocessing.get_context("fork").Pipe()

    def work() -> None:
        theirs.send([sheet.rows[0].cells for sheet in bounded.read_sheets(b"a;b")])

    worker = multiprocessing.get_context("fork").Process(target=work, daemon=True)
    worker.start()
    assert ours.poll(60)
    assert ours.recv() == [("a", "b")]
    worker.join()
