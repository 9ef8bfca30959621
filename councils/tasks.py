"""What Celery runs: thin. The scheduler has one entry, the tick."""

import logging
from typing import Any

from celery import shared_task
from celery.signals import worker_init
from django.conf import settings
from django.utils.module_loading import import_string

from . import jobs
from .mode import ensure_mode

log = logging.getLogger(__name__)


@worker_init.connect  # Celery's own start hook, not a model signal
def refuse_wrong_mode(**kwargs: Any) -> None:
    ensure_mode()


@shared_task(name="councils.run_job")
def run_job(pk: int) -> None:
    jobs.run(pk)


@shared_task(name="councils.tick")
def tick() -> None:
    """Derive the work that is due from today's date and the database, then wake what was lost.

    One part that fails must not keep the others from running: it is logged with its trace and tried again
    at the next tick.
    """
    for path in settings.TIPCC_TICK:
        try:
            import_string(path)()
        except Exception:
            log.exception("tick: %s failed", path)
    jobs.sweep()
