"""The Celery app and its one schedule entry; the work itself is in councils/tasks.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tipcc.settings")

app = Celery("tipcc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["councils"])
