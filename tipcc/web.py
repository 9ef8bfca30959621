"""How gunicorn serves the pages (`gunicorn -c python:tipcc.web tipcc.wsgi`): embedded and in production."""

import os
from typing import Any

from tipcc.children import die_with_parent

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
# Threads, because a browser opens spare connections and one that says nothing would hold a whole sync worker.
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = 4
timeout = 60
graceful_timeout = 5
max_requests = 5000
max_requests_jitter = 500
preload_app = True
loglevel = "warning"
control_socket_disable = True


def post_fork(server: Any, worker: Any) -> None:
    """A worker ends with its master, however that ends."""
    die_with_parent(worker.ppid)
