"""The product's settings on the benchmark's services: no request logs, no limits on statements."""

import os

os.environ["SECRET_KEY"] = "benchmark-only-" + "x" * 50
os.environ["SECURE_SSL"] = "0"
os.environ["STATEMENT_TIMEOUT_MS"] = "0"
os.environ["REQUIRE_TOTP"] = "0"
os.environ["LOG_LEVEL"] = "ERROR"

from safeschools.settings import *  # noqa: F403 - the environment above must come first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # one login before the measuring
