"""One effect for one key: the answer is stored with the effect and given again, byte for byte."""

import hashlib
from collections.abc import Callable
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from safeschools.lib.errors import DomainError
from safeschools.once.models import Answer

FIELD = "idempotency_key"
HEADER = "Idempotency-Key"
LONGEST = 255
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
UNSIGNED = (FIELD, "csrfmiddlewaretoken")


class KeyReused(DomainError):
    """The same key came with another content; nothing was changed (HTTP 422)."""

    status = 422
    default = _("This was sent once already with different content.")


class BadKey(DomainError):
    """The key is longer than 255 characters or holds characters that are not printed (HTTP 422)."""

    status = 422
    default = _("An idempotency key has 1 to 255 printable characters.")


def key_of(request: HttpRequest) -> str:
    """The key of a request, from its header or the hidden field of its form; empty where it has none."""
    return str(request.headers.get(HEADER) or request.POST.get(FIELD, ""))


def fingerprint(request: HttpRequest) -> str:
    """SHA-256 of what is asked: method, address, fields and files in their order (key and form protection left out)."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type not in FORMS:
        digest.update(request.body)
    for name, values in request.POST.lists():
        if name not in UNSIGNED:
            digest.update(repr((name, values)).encode())
    for name, file in cast("list[tuple[str, Any]]", request.FILES.items()):
        digest.update(repr((name, file.name, file.size)).encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return digest.hexdigest()


def answer_once(user: Any, key: str, asked: str, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of `act`; where this person's `key` was answered before, that answer again, without acting.

    Two at once: the second waits for the first. An answer from 400 on, or an error raised, has changed nothing and is
    not kept, so the same key may try again. `asked` is the `fingerprint`; raises KeyReused when it is another one,
    BadKey for a key that is none. Without a key it just acts.
    """
    if not key:
        return act()
    if len(key) > LONGEST or not key.isprintable():
        raise BadKey
    with transaction.atomic():
        answer, fresh = Answer.objects.get_or_create(user=user, key=key, defaults={"fingerprint": asked})
        if not fresh:
            return _again(answer, asked)
        response = act()
        if response.status_code >= 400 or response.streaming:
            answer.delete()
        else:
            _keep(answer, cast(HttpResponse, response))
    return response


def _keep(answer: Answer, response: HttpResponse) -> None:
    if not getattr(response, "is_rendered", True):
        response.render()  # type: ignore[attr-defined] # a template's answer, rendered only when somebody needs it
    answer.status, answer.headers, answer.content = response.status_code, dict(response.items()), response.content
    answer.save(update_fields=["status", "headers", "content"])


def _again(answer: Answer, asked: str) -> HttpResponse:
    if answer.fingerprint != asked:
        raise KeyReused(hint=_("Reload the page to see what has happened, then send it again if it is still needed."))
    response = HttpResponse(bytes(answer.content or b""), status=answer.status, headers=answer.headers)
    response.headers["Idempotency-Replayed"] = "true"
    return response
