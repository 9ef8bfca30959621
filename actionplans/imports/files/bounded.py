"""What others send is parsed in a child process: 30 seconds, 512 MB, no settings and no key within its reach.

A process of its own and not a fork: it starts alike under a web server, in a worker that may have no children of
multiprocessing, and from the command line, and it holds nothing that its parent has open or knows.
"""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from subprocess import PIPE

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import wire
from .cells import FileRefused, Sheet
from .child import NO_MEMORY, REFUSED, ROOT
from .guard import kind_of

SECONDS = 30
STEP = 5  # seconds after which whoever waits is told that it goes on
MEMORY = 512 * 1024 * 1024
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
_LOGGED = 4000  # letters of what a child complained of

log = logging.getLogger(__name__)
Waiting = Callable[[], object]


def read_sheets(content: bytes, waiting: Waiting | None = None) -> list[Sheet]:
    """All sheets of a file, read in a child process. Raises FileRefused with words for the person."""
    kind_of(content)  # what is plainly no table is told without starting anything
    answer = run("sheets", content, waiting)
    try:
        return wire.unpacked(answer)
    except (ValueError, KeyError, TypeError) as error:
        log.exception("a child process answered what is no sheet")
        raise _unreadable() from error


def run(task: str, payload: bytes, waiting: Waiting | None = None) -> bytes:
    """The answer of a task that child.TASKS names, in the language that is active.

    `waiting` is called every few seconds until the child answers: a job keeps its lease by it. Raises FileRefused:
    with the task's own words, or where it took too much time or memory or failed. What it wrote to its error output
    is logged and shown to nobody.
    """
    language = get_language() or settings.LANGUAGE_CODE
    command = [sys.executable, "-m", "actionplans.imports.files.child", task, language, str(SECONDS), str(MEMORY)]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    with tempfile.TemporaryFile() as handed:  # not a pipe, which would have to be filled while we wait
        handed.write(payload)
        handed.seek(0)
        with subprocess.Popen(command, stdin=handed, stdout=PIPE, stderr=PIPE, cwd=ROOT, env=environment) as child:
            try:
                answer, complaint = _output(child, waiting or (lambda: None))
            except subprocess.TimeoutExpired as late:
                log.warning("a child process took longer than %s s: %s", SECONDS, task)
                raise _too_slow() from late
            finally:
                child.kill()  # does nothing to one that has ended
    if child.returncode == 0:
        return answer
    if child.returncode == REFUSED:
        raise FileRefused(answer.decode())
    log.warning("a child process ended with %s: %s\n%s", child.returncode, task, _end_of(complaint))
    if child.returncode in {NO_MEMORY, -signal.SIGKILL}:  # killed: the machine's own limit is below ours
        raise _too_heavy()
    raise _too_slow() if child.returncode == -signal.SIGXCPU else _unreadable()


def _output(child: "subprocess.Popen[bytes]", waiting: Waiting) -> tuple[bytes, bytes]:
    """Output and error output. Raises TimeoutExpired after SECONDS, and whatever `waiting` raises."""
    ends = time.monotonic() + SECONDS
    while True:
        left = ends - time.monotonic()
        try:
            return child.communicate(timeout=max(min(left, STEP), 0))
        except subprocess.TimeoutExpired:
            if left <= STEP:
                raise
            waiting()


def _end_of(complaint: bytes) -> str:
    return complaint.decode(errors="replace")[-_LOGGED:].strip()


def _too_slow() -> FileRefused:
    return FileRefused(_("The file takes too long to read. Send it in parts, for example a file for each quarter."))


def _too_heavy() -> FileRefused:
    return FileRefused(
        _("The file takes too much memory to read. Send it in parts, for example a file for each quarter.")
    )


def _unreadable() -> FileRefused:
    return FileRefused(
        _("The file cannot be read. Open it in Excel, copy the table into a new workbook and send that.")
    )
