"""The embedded run with real processes: it starts, heals, refuses in words, and leaves nothing behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers import answers, until
from tipcc.run import secret_key
from tipcc.servers import free_port

BASE_DIR = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.sqlite_only


def processes() -> dict[int, tuple[int, str]]:
    """Living processes: pid → (parent, command line). One that only waits to be reaped does not live."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state not in "ZX":
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    found[int(entry.name)] = (int(parent), line)
    return found


def descendants(root: int) -> dict[int, str]:
    everything, family = processes(), {root}
    while more := {pid for pid, (parent, _line) in everything.items() if parent in family} - family:
        family |= more
    return {pid: everything[pid][1] for pid in family - {root} if pid in everything}


def environment(var: Path) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS", "PYTEST"))}
    return inherited | {"TIPCC_VAR": str(var), "PYTHONUNBUFFERED": "1"}


def _as_from_a_terminal() -> None:
    """A suite that was put into the background ignores these, and so would what it starts: it would outlive us."""
    for signum in (signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, signal.SIG_DFL)


class Run:
    """A started supervisor (or whatever started it), what it printed, and the family that must end with it."""

    def __init__(self, command: list[str], var: Path, port: int) -> None:
        self.port, self.log = port, var.parent / f"{var.name}.log"
        self.seen: dict[
            int, str
        ] = {}  # also those whose parent has died, so that a failing test leaves nothing either
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=BASE_DIR, env=environment(var), stdout=output, stderr=output, start_new_session=True,
                preexec_fn=_as_from_a_terminal,
            )  # fmt: skip

    def wait_for_greeting(self, seconds: float = 180) -> None:
        def greeted() -> bool:
            assert self.process.poll() is None, self.log.read_text()
            return f"http://127.0.0.1:{self.port}/" in self.log.read_text()

        until(greeted, seconds, "the greeting")
        # Redis, gunicorn and its two, the worker and its two, the scheduler
        until(lambda: len(self.family()) >= 8, 60, "all servers")

    def family(self) -> dict[int, str]:
        found = descendants(self.process.pid)
        self.seen |= found
        return found

    def pid_of(self, words: str) -> int:
        """The first (parent) process whose command line holds `words`."""
        return min(pid for pid, line in self.family().items() if words in line)

    def kill(self) -> None:
        self.family()
        for pid, (_parent, line) in processes().items():
            if pid == self.process.pid or self.seen.get(pid) == line:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that is migrated by the first test and served again by the others."""
    return tmp_path_factory.mktemp("running") / "var"


@pytest.fixture
def start(var: Path) -> Iterator[Callable[..., Run]]:
    started: list[Run] = []

    def starter(command: list[str] | None = None, folder: Path = var) -> Run:
        port = free_port()
        words = command or [sys.executable, "-m", "tipcc.run", "--empty", "--port", "@PORT"]
        started.append(
            Run([word.replace("=PORT", f"={port}").replace("@PORT", str(port)) for word in words], folder, port)
        )
        return started[-1]

    yield starter
    for run in started:
        run.kill()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_supervisor_leaves_no_process_behind(start: Callable[..., Run], signum: signal.Signals) -> None:
    run = start()
    run.wait_for_greeting()
    family = run.family()
    run.process.send_signal(signum)
    until(lambda: not family.keys() & processes().keys(), 60, f"the end of {family}")
    assert run.process.wait(30) == (-9 if signum == signal.SIGKILL else 0)
    assert not answers(run.port)


@pytest.mark.parametrize("killed", ["make", "caller"])
def test_make_or_its_caller_killed_leaves_no_process_behind(start: Callable[..., Run], killed: str) -> None:
    run = start(["sh", "-c", "make --no-print-directory run PORT=PORT RUN_OPTIONS=--empty; true"])
    run.wait_for_greeting()
    family = run.family()
    if killed == "make":
        os.kill(run.pid_of("make --no-print-directory"), signal.SIGKILL)
    else:
        run.process.kill()
    until(lambda: not family.keys() & processes().keys(), 60, f"the end of {family}")


def test_make_in_the_background_outlives_its_caller(start: Callable[..., Run]) -> None:
    run = start(["sh", "-c", "make --no-print-directory run PORT=PORT RUN_OPTIONS=--empty & sleep 3600"])
    run.wait_for_greeting()
    sleeper = run.pid_of("sleep")
    family = {pid: line for pid, line in run.family().items() if pid != sleeper}
    supervisor = run.pid_of("tipcc.run")
    try:
        run.process.kill()
        time.sleep(2)
        assert family.keys() <= processes().keys()
        assert answers(run.port)
    finally:
        os.kill(sleeper, signal.SIGTERM)
        os.kill(supervisor, signal.SIGTERM)
    until(lambda: not family.keys() & processes().keys(), 30, "its end when asked")


def test_a_server_that_dies_is_started_again(start: Callable[..., Run]) -> None:
    run = start()
    run.wait_for_greeting()
    for words in ("celery --quiet --app tipcc worker", "gunicorn", "redis-server", "tipcc beat"):
        old = run.pid_of(words)
        children = descendants(old)
        os.kill(old, signal.SIGKILL)
        until(lambda: any(words in line and pid != old for pid, line in run.family().items()), 30, f"another {words}")  # noqa: B023
        until(lambda: not (children.keys() | {old}) & processes().keys(), 30, f"the end of {children}")  # noqa: B023
        until(lambda: answers(run.port), 60, "an answer")
    assert run.log.read_text().count("ended (exit -9); it starts again in 1 s.") == 4


def test_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "tipcc.run", "--empty", "--port", str(port)]
        done = subprocess.run(command, cwd=BASE_DIR, env=environment(tmp_path / "var"), capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout + done.stderr == (
        f"Port {port} cannot be used (Address already in use); choose another one: make run PORT=8123\n"
    )


def test_one_folder_runs_once(start: Callable[..., Run], var: Path) -> None:
    run = start()
    run.wait_for_greeting()
    command = [sys.executable, "-m", "tipcc.run", "--empty", "--port", str(free_port())]
    done = subprocess.run(command, cwd=BASE_DIR, env=environment(var), capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == f"tipcc already runs from this folder ({var}); end that one first.\n"


def test_secret_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    key = secret_key(path)
    assert secret_key(path) == key
    assert len(key) >= 50
    assert path.stat().st_mode & 0o777 == 0o600


def test_make_run_shows_the_demonstration_and_the_next_start_is_quick(
    start: Callable[..., Run], tmp_path: Path
) -> None:
    """Promised are 180 s and 10 s; the limits are wider, as the machine works for other tests at the same time."""
    command = ["make", "--no-print-directory", "run", "PORT=PORT"]
    first = start(command, tmp_path / "var")
    first.wait_for_greeting(360)
    said = first.log.read_text()
    assert "Loading the demonstration" in said
    assert "secretary" in said
    assert "password" in said.lower()
    first.process.terminate()
    first.process.wait(30)
    again = start(command, tmp_path / "var")
    again.wait_for_greeting(60)
    told = again.log.read_text()
    assert "Installing" not in told
    assert "Loading" not in told
