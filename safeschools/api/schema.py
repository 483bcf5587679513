"""The OpenAPI description: what no single view says of itself is added here for all of them."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from safeschools.api.problems import MEDIA_TYPE, TITLES

WRITES = ("post", "put", "patch", "delete")
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457), in the language of Accept-Language.",
    "properties": {
        "type": {"type": "string", "description": "urn:safeschools:problem:…, stable, for programs"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "hint": {"type": "string", "description": "what to do next; may be empty"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "detail", "code")},
                "required": ["field", "detail", "code"],
            },
        },
        "request_id": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "hint", "errors", "request_id"],
}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """The session of the pages in the description."""

    target_class = "safeschools.api.authentication.Session"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """The access token in the description."""

    target_class = "safeschools.api.authentication.Token"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "an access token of the own-account page"}


def add_problems(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Every operation answers errors as problem details, by its method and address; no body takes unknown fields."""
    schemas = result["components"].setdefault("schemas", {})
    for name, schema in schemas.items():
        if name.endswith("Request"):  # what is sent: every body is read by a `Strict` serializer
            schema.setdefault("additionalProperties", False)
    schemas["Problem"] = PROBLEM
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            for status in _statuses(path, method, public=not any(operation.get("security", [{}]))):
                operation["responses"][str(status)] = _answer(status)
    return result


def _statuses(path: str, method: str, *, public: bool) -> list[int]:
    found = [400, 404, 406, 429]
    found += [] if public else [401, 403]
    if method in WRITES:
        found += [409, 413, 415, 422, 503, 507]
    return sorted(found)


def _answer(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answer: dict[str, Any] = {"description": str(TITLES[status]), "content": content}
    if status == 429:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    return answer
