"""Parts of the settings that make the product hard to break into: content policy, password profiles, logs."""

from dataclasses import dataclass
from typing import Any

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [NONE],
        "img-src": [SELF, "blob:", "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}


@dataclass(frozen=True)
class Profile:
    """What a password has to be, and how long it and a session last.

    ASVS 5.0 (6.2.x) forbids rules of composition and changing by the calendar; MLPS (GB/T 22239) asks for both.
    """

    min_length: int
    kinds: int = 1
    """Of lower case, upper case, digits, other signs."""
    remembered: int = 0
    """Earlier passwords that may not come back."""
    max_age_days: int = 0
    """0: never too old."""
    idle_minutes: int = 30
    max_sessions: int = 0
    """Of one account at a time; 0: any number."""
    second_step_always: bool = False
    """REQUIRE_TOTP cannot be turned off."""


PROFILES = {
    "asvs": Profile(min_length=12),
    "mlps2": Profile(min_length=10, kinds=3, remembered=5, max_age_days=180, max_sessions=3),
    "mlps3": Profile(
        min_length=10,
        kinds=3,
        remembered=5,
        max_age_days=90,
        idle_minutes=15,
        max_sessions=1,
        second_step_always=True,
    ),
}


def password_validators(profile: Profile) -> list[dict[str, Any]]:
    """AUTH_PASSWORD_VALIDATORS of a profile; each is run on the server wherever a password is set."""
    django, own = "django.contrib.auth.password_validation", "safeschools.accounts.policies"
    found: list[dict[str, Any]] = [
        {"NAME": f"{django}.UserAttributeSimilarityValidator"},
        {"NAME": f"{django}.MinimumLengthValidator", "OPTIONS": {"min_length": profile.min_length}},
        {"NAME": f"{django}.CommonPasswordValidator"},
        {"NAME": f"{django}.NumericPasswordValidator"},
        {"NAME": f"{own}.NotLeaked"},
        {"NAME": f"{own}.NoAccountName"},
        {"NAME": f"{own}.NotHouseWords"},
        {"NAME": f"{own}.NotAgain", "OPTIONS": {"remembered": profile.remembered}},
    ]
    if profile.kinds > 1:
        found.append({"NAME": f"{own}.KindsOfSigns", "OPTIONS": {"kinds": profile.kinds}})
    return found


def logging_to(style: str, level: str) -> dict[str, Any]:
    """Logs on standard error: `json` for machines, `line` for people; both without secrets (lib.logs)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "safeschools.lib.logs.JsonFormatter"},
            "line": {"()": "safeschools.lib.logs.LineFormatter"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": style}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"django.server": {"handlers": ["console"], "propagate": False}},
    }


# allauth's forms with our limits and rules
MFA_FORMS = {
    "authenticate": "safeschools.accounts.forms.SecondStep",
    "reauthenticate": "safeschools.accounts.forms.SecondStepAgain",
    "activate_totp": "safeschools.accounts.forms.FirstCode",
}
ACCOUNT_FORMS = {
    "change_password": "safeschools.accounts.forms.OwnPassword",
    "reset_password": "safeschools.accounts.forms.AskForLink",
    "user_token": "safeschools.accounts.forms.LinkOwner",
}
