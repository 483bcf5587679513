"""The product's settings under test: nothing leaks in from a developer's environment or .env.

Only where the tests run may be said from outside: `DATABASE_URL` and `REDIS_URL`, and folders for files.
"""

import os

from tests.environment import NO_FILE, is_the_products

_WHERE = {"DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "STATIC_ROOT"}
for _name in [name for name in os.environ if is_the_products(name) and name not in _WHERE]:
    del os.environ[_name]
os.environ.update(NO_FILE)

# xdist's workers share one Redis; each has a database of its own there.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
_REDIS = os.environ.get("REDIS_URL", "")

os.environ["SECRET_KEY"] = "tests-only-" + "x" * 50
os.environ["REDIS_URL"] = _REDIS and f"{_REDIS.rpartition('/')[0]}/{_WORKER}"
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ["SITE_URL"] = "http://127.0.0.1:8000"
os.environ["DEBUG"] = os.environ["DEMO"] = "0"
os.environ["SECURE_SSL"] = os.environ["REQUIRE_TOTP"] = "0"
os.environ["LOG_LEVEL"] = "WARNING"

from safeschools.settings import *  # noqa: E402, F403 - the environment above must come first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and only here

if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A test is one long transaction that waits while Python works: the product's limit on idle ones would end it. And
    # a machine that runs tests is slow: the fault tests hold the product's own limits.
    _LIMITS = " -c idle_in_transaction_session_timeout=0 -c statement_timeout=60000 -c lock_timeout=30000"
    DATABASES["default"]["OPTIONS"]["options"] += _LIMITS  # noqa: F405 - from the star import above
