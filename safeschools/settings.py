"""All settings, from the environment. Production dies with an instruction when a secret is missing."""

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from safeschools import hardening
from safeschools.api.settings import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 - settings of their own room

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.FileAwareEnv()  # NAME_FILE=path stands for NAME: secrets as files
environ.Env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # the demo accounts may be shown on the login page
# One machine, SQLite, loopback: what `make run` starts.
EMBEDDED = not {"DATABASE_URL", "DATABASE_URL_FILE"} & os.environ.keys()


def _embedded_secret() -> str:
    """A random key of this installation, made at the first start and kept beside its database."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not EMBEDDED:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Put a long random value into the environment or .env, for example from: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    SECRET_KEY = _embedded_secret()

SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # earlier ones, while a key is being changed
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")  # printed into QR codes; see safeschools.web.checks

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "import_export",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "safeschools.jobs",
    "safeschools.once",
    "safeschools.notify",
    "safeschools.audit",
    "safeschools.directory",
    "safeschools.accounts",
    "campaigns",
    "scoring",
    "inspections",
    "safeschools.designations",
    "safeschools.operations",
    "safeschools.web",
    "safeschools.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safeschools.web.middleware.CompressionMiddleware",
    "safeschools.web.incoming.IncomingMiddleware",
    "csp.middleware.CSPMiddleware",
    "safeschools.web.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "safeschools.web.middleware.RequestContextMiddleware",
    "safeschools.web.middleware.SessionLimitsMiddleware",
    "safeschools.web.middleware.MustChangePasswordMiddleware",
    "safeschools.web.middleware.SecondStepMiddleware",
    "safeschools.web.middleware.CampaignYearMiddleware",
    "safeschools.web.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "safeschools.urls"
WSGI_APPLICATION = "safeschools.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "safeschools.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- database: SQLite is the embedded default, PostgreSQL the real thing ---
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'safeschools.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL + IMMEDIATE: measured 0 lost of 600 concurrent transactions, against 384 with Django's defaults.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Who waits behind another waiter waits twice, for its turn and for the row: the answer comes within five seconds.
    DATABASES["default"]["OPTIONS"] = {
        "options": "-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout=30000".format(
            env.int("STATEMENT_TIMEOUT_MS", default=15000), env.int("LOCK_TIMEOUT_MS", default=2000)
        )
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# SQLite cannot treat NULLs as equal in a unique constraint; PostgreSQL holds it, the action checks it everywhere.
SILENCED_SYSTEM_CHECKS = ["models.W047"]

# --- Redis: cache and broker; may be absent ---
REDIS_URL = env.str("REDIS_URL", default="")
REDIS_PATIENCE: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1}  # seconds
if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {"BACKEND": "safeschools.lib.redis.SparingCache", "LOCATION": REDIS_URL, "OPTIONS": REDIS_PATIENCE}
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URL or None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 60  # longer work is a job, which the reconcile process takes up again without a limit
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **REDIS_PATIENCE,
    "visibility_timeout": 120,  # above the time limit: what a killed worker held is handed out again after it
    "max_retries": 0,
    "retry_on_timeout": False,
    "health_check_interval": 25,
    "socket_keepalive": True,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines leave through ours, without secrets
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "freeze": {"task": "campaigns.tasks.freeze_due_rosters", "schedule": 30.0},
    "settle": {"task": "scoring.tasks.settle_lagging", "schedule": 30.0},
}

# --- e-mail: the outbox's first transport; without a server messages go to the log ---
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="safeschools@localhost")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")

# --- accounts ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["safeschools.accounts.adapters.Backend"]
PASSWORD_HASHERS = env.list(
    "PASSWORD_HASHERS",
    default=["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"],
)
SECURITY_PROFILE = env.str("SECURITY_PROFILE", default="asvs")
if SECURITY_PROFILE not in hardening.PROFILES:
    raise ImproperlyConfigured(f"SECURITY_PROFILE must be one of: {', '.join(hardening.PROFILES)}.")
PROFILE = hardening.PROFILES[SECURITY_PROFILE]
AUTH_PASSWORD_VALIDATORS = hardening.password_validators(PROFILE)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "safeschools.accounts.adapters.Door"
# For the roles of accounts.roles.SECOND_STEP.
REQUIRE_TOTP = PROFILE.second_step_always or env.bool("REQUIRE_TOTP", default=not (EMBEDDED or DEMO))
MFA_ADAPTER = "safeschools.accounts.adapters.Vault"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER, MFA_TOTP_TOLERANCE = "SafeSchools", 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS, ACCOUNT_FORMS = hardening.MFA_FORMS, hardening.ACCOUNT_FORMS
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
PASSWORD_RESET_TIMEOUT = 30 * 60  # seconds a link by mail sets a new password
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_RATE_LIMITS = False  # ours (accounts.adapters) count rows: no rival can use them against a school
SESSION_ENGINE = "safeschools.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # the longest a session lasts, however much it is used
SESSION_IDLE_SECONDS = PROFILE.idle_minutes * 60
SESSION_COOKIE_HTTPONLY = True

# --- language and time ---
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- files ---
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(VAR_DIR / "static"))
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "safeschools.lib.storage.DurableStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("STATIC_MANIFEST", default=False)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not env.bool("STATIC_MANIFEST", default=False)
WHITENOISE_AUTOREFRESH = DEBUG
ACCEL_REDIRECT = env.str("ACCEL_REDIRECT", default="")  # e.g. /protected/: nginx sends stored files after our check
CLAMD = env.str("CLAMD", default="")  # ClamAV's daemon, host:port or the path of its socket: scans what is uploaded
EVIDENCE_QUOTA_MB = env.int("EVIDENCE_QUOTA_MB", default=500)  # of one school
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", default=60_000)  # rows of an imported table; at most 60,000
IMPORT_MAX_UNPACKED_MB = env.int("IMPORT_MAX_UNPACKED_MB", default=150)  # 50,000 wide rows unpack to about 90 MB
IMPORT_MAX_MEMORY_MB = env.int("IMPORT_MAX_MEMORY_MB", default=512)  # of the process that reads one imported table
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# --- security ---
SECURE_SSL = env.bool("SECURE_SSL", default=not (EMBEDDED or DEBUG))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL
SECURE_SSL_REDIRECT = SECURE_SSL
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$", "^api/"]  # inner network; the interface refuses (web.incoming)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE_SSL
if SECURE_SSL:  # a browser takes these names only over https, for the whole site and from no other host
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
X_FRAME_OPTIONS = "DENY"
DEVICE_COOKIE_NAME = "__Host-device" if SECURE_SSL else "device"  # devices that signed in before (accounts.adapters)
TRUSTED_PROXIES = max(1, env.int("TRUSTED_PROXIES", default=1))  # how many, where there is one at all
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)  # then X-Forwarded-For and -Proto are our proxy's own words
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "safeschools.web.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = hardening.CONTENT_SECURITY_POLICY

LOG_FORMAT = env.str("LOG_FORMAT", default="line" if EMBEDDED or DEBUG else "json")
LOGGING = hardening.logging_to(LOG_FORMAT, env.str("LOG_LEVEL", default="INFO"))

# --- API: how often one person, or for wrong tokens one address, may ask within a minute ---
API_PER_MINUTE = {
    "reads": env.int("API_READS_PER_MINUTE", default=600),
    "writes": env.int("API_WRITES_PER_MINUTE", default=120),
    "wrong_tokens": env.int("API_WRONG_TOKENS_PER_MINUTE", default=60),
}
