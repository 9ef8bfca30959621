"""The suite's wiring: the database's guards around flushes, other processes, Chromium, LibreOffice.

Fixtures of the domain (councils, plans, users) are in their own modules; this file only starts things.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from tests.servers import answers, until
from tipcc import catalogues
from tipcc.children import end, spawn
from tipcc.servers import free_port

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        catalogues.compile_all()
    _lift_guards_around_flushes()


# ---- the database


def _lift_guards_around_flushes() -> None:
    """A transactional test ends by emptying every table, which the guards refuse; only there they are lifted."""
    from councils import guards

    flush = TransactionTestCase._fixture_teardown

    def lifted_flush(self: TransactionTestCase) -> None:
        with guards.lifted(connection):
            flush(self)

    TransactionTestCase._fixture_teardown = lifted_flush  # type: ignore[method-assign]


@pytest.fixture
def process_env(transactional_db: None) -> dict[str, str]:
    """The environment for another process (manage.py, a Celery worker) that is to see this test's database.

    Such a process reads tipcc.settings; only committed rows reach it, hence the transactional database.
    """
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        account = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
        host = database["HOST"] + (f":{database['PORT']}" if database["PORT"] else "")
        host = f"/{host}" if host.startswith("/") else host  # a socket's folder is part of the address's path
        url = f"postgres://{account}@{host}/{database['NAME']}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tipcc.settings",
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "TIPCC_MODE": settings.TIPCC_MODE,
        "TIPCC_VAR": str(settings.VAR_DIR),
        "REDIS_URL": settings.REDIS_URL,
    }


@pytest.fixture
def served(process_env: dict[str, str], tmp_path: Path) -> Iterator[int]:
    """The port of the pages as production serves them: gunicorn with four processes, static files compressed.

    It shares this test's database, so that a session of the live server serves there too.
    """
    port, here = free_port(), Path(__file__).resolve().parent.parent
    env = process_env | {"TIPCC_STATIC": str(tmp_path / "static"), "WEB_WORKERS": "4", "PORT": str(port)}
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(manage, env=env, cwd=here, check=True)
    command = [sys.executable, "-m", "gunicorn", "--config", "python:tipcc.web", "tipcc.wsgi"]
    log = tmp_path / "gunicorn.log"
    with log.open("w") as output:
        server = spawn(command, env=env, cwd=here, stdout=output, stderr=output)
    try:
        until(lambda: server.poll() is not None or answers(port), 60, "gunicorn")
        assert server.poll() is None, log.read_text()[-2000:]
        yield port
    finally:
        end([server])


# ---- programs that a test drives


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """A headless Chromium driven by Playwright's synchronous calls, for one test module.

    For a module, not the session: while it runs, its event loop makes Django refuse the database in this
    thread unless it is told that this is meant, and the other modules must not be told so.
    """
    if os.environ.get("BROWSER_TESTS") == "off":
        pytest.skip("BROWSER_TESTS=off")
    from playwright.sync_api import Error, sync_playwright

    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    try:
        with sync_playwright() as playwright:
            try:
                chromium = playwright.chromium.launch(
                    executable_path=program,
                    headless=True,
                    args=CHROMIUM_FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else []),
                )
            except Error as error:
                pytest.fail(
                    "These tests need Chromium: apt-get install chromium, or .venv/bin/python -m playwright install"
                    f" chromium; BROWSER_TESTS=off leaves them out. It said: {error}",
                    pytrace=False,
                )
            yield chromium
            chromium.close()
    finally:
        patch.undo()


@pytest.fixture
def page(browser: object, live_server: object) -> Iterator[object]:
    """A fresh page (no cookies) on the live server; relative addresses work: `page.goto("/")`.

    A script error or a refusal by the content security policy in the page fails the test.
    """
    context = browser.new_context(base_url=live_server.url, locale="ru-RU", timezone_id="Asia/Bishkek")
    context.set_default_timeout(10_000)
    opened, complaints = context.new_page(), []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
    yield opened
    context.close()
    assert not complaints


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice's program; without it the test is left out, but in CI it fails."""
    if found := shutil.which("soffice") or shutil.which("libreoffice"):
        return found
    words = "LibreOffice is not installed (apt-get install libreoffice-calc-nogui)"
    if os.environ.get("CI") == "true":
        pytest.fail(words, pytrace=False)
    pytest.skip(words)


# ---- which tests run, and in which order

ASK_THE_DATABASE = {"db", "transactional_db", "django_db_setup"}
LONGEST_FIRST = (
    "test_running.py", "test_russian.py", "test_truth.py", "test_access.py", "test_kyrgyz.py", "test_english.py",
    "test_demonstration.py",
)  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that use the browser or LibreOffice carry its marker, so that -m "not browser" finds them.

    On PostgreSQL those are left out whose answer no database changes: the suite on SQLite runs them. The modules
    that take longest come first: the other worker does the rest meanwhile.
    """
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "browser" in names:
            item.add_marker("browser")
        if "soffice" in names:
            item.add_marker("libreoffice")
    if os.environ.get("TEST_DATABASE") == "postgresql":
        left_out = [item for item in items if not _asks_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    items.sort(key=lambda item: LONGEST_FIRST.index(item.path.name) if item.path.name in LONGEST_FIRST else 99)


def _asks_the_database(item: pytest.Item) -> bool:
    if any(item.get_closest_marker(once) for once in ("sqlite_only", "browser", "libreoffice")):
        return False
    return bool(item.get_closest_marker("django_db") or ASK_THE_DATABASE & set(getattr(item, "fixturenames", ())))
