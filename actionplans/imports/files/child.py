"""The child process in which files of others are parsed.

`python -m actionplans.imports.files.child TASK LANGUAGE SECONDS BYTES` limits itself, reads the payload from its input
and writes the answer of one task to its output. No database, no settings, no key: only the words of the catalogues.
`bounded.run` starts it. A module becomes a task by its line in TASKS and a function `task(payload: bytes) -> bytes`
that raises FileRefused for what it refuses; it is imported in a process that has no models.
"""

import gc
import os
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TASKS = {
    "sheets": "actionplans.imports.files",
    "mark": "actionplans.imports.marking",
    "own_form": "reports.exports.own_form.filling",
}
REFUSED, NO_MEMORY = 3, 4  # exit codes; after REFUSED the output is the sentence for the person
_LARGEST_FILE = 256 * 1024 * 1024  # a writer of workbooks may need room in the folder for passing files


def main(task: str, language: str, seconds: str, size: str) -> int:
    """Raises KeyError for a task that is not named, and what a task raises beside a refusal."""
    _limit(int(seconds), int(size))
    gc.disable()  # nothing made here goes in circles that would matter in the seconds that it lives
    try:
        return _answer(task, language)
    except MemoryError:
        return NO_MEMORY


def _limit(seconds: int, size: int) -> None:
    for what, limit in (
        (resource.RLIMIT_AS, size),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        # The hard limit of time lies above the other, which says by its signal what it was.
        resource.setrlimit(what, (_lower(limit, hard), _lower(limit + 1, hard)))


def _lower(limit: int, hard: int) -> int:
    return limit if hard == resource.RLIM_INFINITY else min(limit, hard)


def _answer(task: str, language: str) -> int:
    _words_in(language)
    from .cells import FileRefused  # needs the settings

    run: Callable[[bytes], bytes] = import_module(TASKS[task]).task
    code = 0
    try:
        answer = run(sys.stdin.buffer.read())
    except FileRefused as refused:
        answer, code = str(refused).encode(), REFUSED
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return code


def _words_in(language: str) -> None:
    """Django as far as translation needs it: all apps would take longer to start than a register takes to read."""
    from django.apps import apps
    from django.conf import settings
    from django.utils import translation

    settings.configure(LANGUAGE_CODE=language, LOCALE_PATHS=[ROOT / "locale"], USE_I18N=True, INSTALLED_APPS=[])
    apps.populate(settings.INSTALLED_APPS)
    translation.activate(language)


if __name__ == "__main__":
    # Nothing is left to tidy up, and tidying up a hundred thousand cells takes time.
    _code = main(*sys.argv[1:])
    sys.stderr.flush()
    os._exit(_code)
