"""The settings of a worker that a test starts: the project's own, with a quick tick and the jobs of real_jobs.py."""

from tipcc.settings import *  # noqa: F403
from tipcc.settings import CELERY_BEAT_SCHEDULE, TIPCC_JOBS

CELERY_BEAT_SCHEDULE["tick"]["schedule"] = 1.0
for _name in ("note", "slow", "fails_once"):
    TIPCC_JOBS[_name] = f"tests.reports.real_jobs.{_name}"
