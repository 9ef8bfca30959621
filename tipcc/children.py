"""Child processes that never outlive the process that started them."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int, signum: int = signal.SIGKILL) -> None:
    """Ask Linux to send `signum` to this process when `parent` dies, however that comes about.

    Elsewhere than on Linux this does nothing: a parent that is killed there leaves its children behind.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signum)
    if os.getppid() != parent:  # it died before we could ask
        os.kill(os.getpid(), signum)


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: str | Path | None = None,
    user: int | None = None,
    group: int | None = None,
    feed: str | None = None,
    stdout: int | IO[Any] | None = None,
    stderr: int | IO[Any] | None = None,
) -> subprocess.Popen[str]:
    """Start `command` in a process group of its own, killed with us; `feed` is what it reads on its input.

    A group of its own, because Ctrl-C in a terminal reaches a whole group: only the one who started the
    children decides in which order they end. Call it from the main thread: Linux ties the promise to the
    thread that forks.
    """
    me = os.getpid()
    before: Callable[[], None] = lambda: die_with_parent(me)  # noqa: E731
    process = subprocess.Popen(
        command,
        env=env,
        cwd=cwd,
        user=user,
        group=group,
        extra_groups=[] if user is not None else None,
        stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
        stdout=stdout,
        stderr=stderr,
        text=True,
        process_group=0,
        preexec_fn=before,
    )
    if feed is not None and process.stdin:
        process.stdin.write(feed)
        process.stdin.close()
    return process


def end(processes: Sequence[subprocess.Popen[str]], *, patience: float = 6.0, signum: int = signal.SIGTERM) -> None:
    """End `processes` and what they started: asked by `signum`, killed after `patience` seconds together."""
    running = [process for process in processes if process.poll() is None]
    for process in running:
        process.send_signal(signum)
    for process in running:
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            patience = 0.1
    for process in processes:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        process.wait()
