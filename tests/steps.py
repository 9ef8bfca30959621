"""What `make test` runs, step by step: `python -m tests.steps [STEP ...]`; all of them without a name.

Every step runs though one before it failed; the end names those that failed and what each took.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial

from tipcc.children import die_with_parent

PYTHON = sys.executable
CODE = ["tipcc", "councils", "actionplans", "reports"]
MANAGE = [PYTHON, "manage.py"]
# By file: what a module sets up (a browser, a year of events) is set up once.
XDIST = ["-n", os.environ.get("PYTEST_WORKERS", "2"), "--dist", "loadfile", "--no-loadscope-reorder"]
PYTEST = [PYTHON, "-m", "pytest", *XDIST, "--durations=5"]

STEPS: dict[str, tuple[list[str], dict[str, str]]] = {
    "lint": ([PYTHON, "-m", "ruff", "check", "."], {}),
    "format": ([PYTHON, "-m", "ruff", "format", "--check", "."], {}),
    "types": ([PYTHON, "-m", "mypy", *CODE], {}),
    "migrations": ([*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    "catalogues": ([PYTHON, "-m", "tipcc.catalogues", "check"], {}),
    "deployment": (
        [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
        {
            "DATABASE_URL": "postgres://tipcc@database/tipcc",
            "REDIS_URL": "redis://redis/0",
            "EMAIL_HOST": "mail.example.kg",
        },
    ),
    "sqlite": (PYTEST, {"TEST_DATABASE": "sqlite"}),
    "postgresql": (PYTEST, {"TEST_DATABASE": "postgresql"}),
}


def run(name: str, var: str) -> tuple[bool, float]:
    """Run one step with production's settings; returns whether it passed, and its seconds."""
    command, extra = STEPS[name]
    ours = {
        "TIPCC_MODE": "production",
        "TIPCC_VAR": var,
        "SITE_URL": "https://tipcc.example.kg",
        "SECRET_KEY": secrets.token_urlsafe(50),
    }
    env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DEBUG", "TIPCC_TODAY"}}
    print(f"\n==== {name}", flush=True)
    begun = time.monotonic()
    # SIGINT, as by Ctrl-C: pytest then ends its workers and removes what it made.
    follow = partial(die_with_parent, os.getpid(), signal.SIGINT)
    passed = subprocess.run(command, env=env | ours | extra, preexec_fn=follow).returncode == 0
    return passed, time.monotonic() - begun


def main(names: list[str]) -> int:
    """Run the steps; 0 when all passed, 1 when one failed, 2 for a step that there is not."""
    if unknown := set(names) - STEPS.keys():
        print(f"There is no step {', '.join(sorted(unknown))}; there are: {', '.join(STEPS)}")
        return 2
    with tempfile.TemporaryDirectory(prefix="tipcc-steps-") as var:
        results = {name: run(name, var) for name in names or STEPS}
    failed = [name for name, (passed, _seconds) in results.items() if not passed]
    print("\n==== summary")
    for name, (passed, seconds) in results.items():
        print(f"{name:12} {'passed' if passed else 'FAILED'} {seconds:7.1f} s")
    if failed:
        print(f"Failed: {', '.join(failed)}")
    # The plain line last, for machines that read the end of a log.
    print(f"steps: {len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
