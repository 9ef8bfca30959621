"""The project: wires the three apps together and holds no domain."""

from tipcc.celery import app as celery_app

__all__ = ["celery_app"]
