"""One file of settings, read from the environment; refuses to start wrong.

Every variable is named in README.md ("Settings"). The default is production: the demonstration says so
of itself (TIPCC_MODE=demonstration), and only there do invented data, a fixed day and printed sign-ins exist.
"""

from datetime import date
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from .form_names import FORM_NAMES

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

# ---- mode ------------------------------------------------------------------------------------

TIPCC_MODE = env.str("TIPCC_MODE", default="production")
if TIPCC_MODE not in {"demonstration", "production"}:
    raise ImproperlyConfigured("TIPCC_MODE is 'demonstration' or 'production', nothing else.")
DEMONSTRATION = TIPCC_MODE == "demonstration"

TIPCC_TODAY = env.str("TIPCC_TODAY", default="")
if TIPCC_TODAY and not DEMONSTRATION:
    raise ImproperlyConfigured("TIPCC_TODAY sets the day of the demonstration only; remove it in production.")

DEBUG = env.bool("DEBUG", default=False)
if DEBUG and not DEMONSTRATION:
    raise ImproperlyConfigured("DEBUG shows internals to visitors; it is for the demonstration only.")

# ---- where things are --------------------------------------------------------------------------

VAR_DIR = Path(env.str("TIPCC_VAR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_scheme, _sep, _host = SITE_URL.partition("://")
if _scheme not in {"http", "https"} or not _host:
    raise ImproperlyConfigured("SITE_URL is the full address of the site, such as https://tipcc.example.kg")
_hostname = _host.split(":")[0]
LOCAL = _hostname in {"127.0.0.1", "localhost"}
ALLOWED_HOSTS = sorted({_hostname, "127.0.0.1", "localhost"} if LOCAL else {_hostname})
CSRF_TRUSTED_ORIGINS = [SITE_URL]

_WEAK = {"", "change-me", "secret", "insecure"}
SECRET_KEY = env.str("SECRET_KEY", default="demonstration-only-" + "0" * 40 if DEMONSTRATION and LOCAL else "")
if SECRET_KEY in _WEAK or len(SECRET_KEY) < 40:
    raise ImproperlyConfigured(
        "SECRET_KEY must be set to at least 40 random characters:"
        " python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )

# ---- apps --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "councils",
    "actionplans",
    "reports",
    "django.contrib.admin.apps.SimpleAdminConfig",  # reference lists only; nothing registers itself
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "councils.middleware.LanguageMiddleware",
    "councils.middleware.CleanAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "councils.middleware.SessionAgeMiddleware",
    "councils.middleware.LanguageSwitchMiddleware",
    "councils.middleware.NothingLostMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tipcc.urls"
WSGI_APPLICATION = "tipcc.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "councils.context.frame",
            ],
            "builtins": [
                "crispy_forms.templatetags.crispy_forms_filters",
                "crispy_forms.templatetags.crispy_forms_field",
                "councils.templatetags.tipcc",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "tipcc"
CRISPY_TEMPLATE_PACK = "tipcc"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# ---- data --------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'tipcc.sqlite3'}")}
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL and IMMEDIATE: readers never wait, writers queue instead of failing (docs/decisions/0001).
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ---- sign-in -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "councils.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "councils.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # axes locks by (user, address): one office is one address (docs/rules.md, sign-in)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "councils.accounts.client_address"
# Whether a proxy of ours stands before the pages and says from where a request comes (X-Forwarded-For).
TIPCC_PROXY = env.bool("TIPCC_PROXY", default=False)
# How long an invitation to set a password may wait: real days, by how it reaches the person.
TIPCC_INVITATION_DAYS = {
    "link": env.int("TIPCC_INVITATION_LINK_DAYS", default=7),
    "paper": env.int("TIPCC_INVITATION_PAPER_DAYS", default=30),
}
if min(TIPCC_INVITATION_DAYS.values()) < 1:
    raise ImproperlyConfigured("TIPCC_INVITATION_LINK_DAYS and _PAPER_DAYS are whole days, at least 1.")
# Real days without a sign-in after which an account is told of and switched off; not in the demonstration.
TIPCC_ASLEEP_DAYS = env.int("TIPCC_ASLEEP_DAYS", default=180)
if TIPCC_ASLEEP_DAYS < 30:
    raise ImproperlyConfigured("TIPCC_ASLEEP_DAYS is a number of whole days, at least 30.")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "councils.accounts.WithoutSignInName"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = True
SESSION_ABSOLUTE_AGE = 12 * 3600

# ---- the browser's side -------------------------------------------------------------------------

if _scheme == "https":
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
elif not LOCAL:
    raise ImproperlyConfigured("A site that others reach needs https: set SITE_URL to its https address.")
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "councils.views.drafts.form_outdated"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("TIPCC_STATIC", default=str(VAR_DIR / "static")))  # in an image: beside the code
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---- language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "ru"
LANGUAGES = [("ky", _("Kyrgyz")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Asia/Bishkek"
USE_TZ = True

# ---- work in the background ------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # a broker that is down must not hold up a person; the sweep finds the job
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str | float] = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "socket_keepalive": True,
    # One more try at once: without these, kombu tries for six seconds before a person's page goes on.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {"tick": {"task": "councils.tick", "schedule": 10.0, "options": {"expires": 9}}}
if CELERY_BROKER_URL.startswith("filesystem://"):
    _folder = str(VAR_DIR / "broker")
    Path(_folder).mkdir(exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": _folder,
        "data_folder_out": _folder,
        "control_folder": str(VAR_DIR / "broker-control"),
        "polling_interval": 0.5,
    }
# How long a worker holds a job without a sign of life (real time); then another one takes it up.
TIPCC_LEASE_SECONDS = env.int("TIPCC_LEASE_SECONDS", default=30)
# What each kind of job runs; the row in councils.Job names the kind, so a queue never carries code.
TIPCC_JOBS = {
    "open_report": "reports.work.open_report",
    "tell_sms": "reports.work.tell_sms",
    "export_events": "actionplans.exports.work.export_events",
    "render_workbook": "reports.work.render_workbook",
    "self_check": "reports.work.self_check",
    "reduce_photo": "actionplans.work.reduce_photo",
    "check_register": "actionplans.imports.work.check_register",
    "record_register": "actionplans.imports.work.record_register",
    "mark_register": "actionplans.imports.work.mark_register",
    "send_mails": "councils.mail.send_waiting",
}
# What the scheduler's tick looks after, each derived from today's date and the database.
TIPCC_TICK = [
    "reports.work.open_ended_quarters",
    "reports.work.erase_blacked_out",
    "reports.work.ask_for_self_check",
    "actionplans.work.erase_evidence",
    "actionplans.imports.work.erase_registers",
    "councils.job_files.forget_old",
    "councils.drafts.forget_old",
    "councils.files.remove_unnamed",
    "reports.services.reminders.remind",
    "councils.services.alarms.warn",
    "councils.services.sleeping.look",
    "councils.mail.ask_to_send",
    "councils.mail.forget_old",
]
# What the list of unfinished forms calls each page; one that is not named there is shown by its address.
TIPCC_FORMS = FORM_NAMES
# Whom the sign-in page offers to try: named here, for councils/ may not import the app that knows them.
TIPCC_SIGN_INS = "reports.demonstration.sign_ins.rows" if DEMONSTRATION else ""
# Who knows which words of the audit chain are not shown any more.
TIPCC_BARRED = "reports.barred_words.barred"

# ---- e-mail (rule 16): reminders; the demonstration only shows what it would send --------------------------------

EMAIL_BACKEND = f"django.core.mail.backends.{'dummy' if DEMONSTRATION else 'smtp'}.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", default="")  # without one mails wait, and `manage.py check` says so
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
_security = env.str("EMAIL_SECURITY", default="starttls")
if _security not in {"starttls", "tls", "none"}:
    raise ImproperlyConfigured("EMAIL_SECURITY is 'starttls', 'tls' or 'none'.")
EMAIL_USE_TLS, EMAIL_USE_SSL = _security == "starttls", _security == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="") or f"tipcc@{_hostname}"
TIPCC_KEEP_MAILS = env.int("TIPCC_KEEP_MAILS", default=2)  # years
if TIPCC_KEEP_MAILS < 1:
    raise ImproperlyConfigured("TIPCC_KEEP_MAILS is a number of whole years, at least 1.")

# ---- reporting (rule 10): copied into a period on the day it is opened -------------------------------------

REPORT_DEADLINE_DAY = env.int("REPORT_DEADLINE_DAY", default=15)  # of the month after the quarter
REPORT_LOCK_MONTHS = env.int("REPORT_LOCK_MONTHS", default=1)  # locked after the last day of this month after it
# The first day of the half-years that are reported as one; empty: reports are by quarters.
_half_years_from = env.str("REPORT_HALF_YEARS_FROM", default="")
try:
    REPORT_HALF_YEARS_FROM = date.fromisoformat(_half_years_from) if _half_years_from else None
except ValueError as error:
    raise ImproperlyConfigured("REPORT_HALF_YEARS_FROM is a day such as 2021-01-01.") from error
if not 1 <= REPORT_DEADLINE_DAY <= 28 or REPORT_LOCK_MONTHS < 1:
    raise ImproperlyConfigured("REPORT_DEADLINE_DAY is a day from 1 to 28, REPORT_LOCK_MONTHS a whole number from 1.")

# ---- evidence (rule 9): years from the day a piece is added, fixed then --------------------------------------

TIPCC_KEEP_YEARS = {
    "photo": env.int("TIPCC_KEEP_PHOTOS", default=3),
    "document": env.int("TIPCC_KEEP_DOCUMENTS", default=5),
    "attendance_sheet": env.int("TIPCC_KEEP_ATTENDANCE_SHEETS", default=1),
}
if min(TIPCC_KEEP_YEARS.values()) < 1:
    raise ImproperlyConfigured("TIPCC_KEEP_PHOTOS, _DOCUMENTS and _ATTENDANCE_SHEETS are whole years, at least 1.")

# ---- logs -------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_secrets": {"()": "tipcc.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}},
}
