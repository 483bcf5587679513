"""Two answers for machines: is the process alive, and may it be given visitors."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

TEXT = "text/plain; charset=utf-8"


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """App and name of every migration this code brings along."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def obstacle() -> str:
    """Why this process should get no visitors yet, in one line for the log; empty when it may."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except OperationalError:
        return "the database does not answer"
    return "" if known_migrations() <= applied.keys() else "migrations are waiting"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type=TEXT)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The process, its database and the database's tables are ready; else 503 with the reason."""
    reason = obstacle()
    return HttpResponse(f"{reason or 'ready'}\n", content_type=TEXT, status=503 if reason else 200)
