"""The settings of the suite: production's, with a fast hasher and folders that vanish.

pytest reads this before anything else, so here the servers are found or started (tests/servers.py).
"""

import os
import secrets

from tests import servers

servers.provide(os.environ)
os.environ["TIPCC_VAR"] = str(servers.folder("var"))  # one for each process: xdist's workers do not meet
os.environ["TIPCC_MODE"] = "production"
os.environ["SITE_URL"] = "http://127.0.0.1:8000"
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ["LOG_LEVEL"] = "WARNING"
for name in ("DEBUG", "TIPCC_TODAY"):
    os.environ.pop(name, None)

from tipcc.settings import *  # noqa: E402, F403
from tipcc.settings import DATABASES, STORAGES, VAR_DIR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
(VAR_DIR / "static").mkdir(exist_ok=True)
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, for threads and other processes to share; in memory each would have its own.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
