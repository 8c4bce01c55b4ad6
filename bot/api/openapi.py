"""`GET /v1/openapi.json`: the doors for programs, described from the forms that check them."""

from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.api.form import PurchaseForm

FAULT = {"$ref": "#/components/schemas/Fault"}
REFUSED = {
    HTTPStatus.BAD_REQUEST: "The body is not JSON.",
    HTTPStatus.UNAUTHORIZED: "The key or the signature is missing or wrong.",
    HTTPStatus.FORBIDDEN: "The key is not for this shop.",
    HTTPStatus.CONFLICT: "This signed request was used before.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is longer than 2 MiB.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something in it is wrong; nothing was stored.",
    HTTPStatus.TOO_MANY_REQUESTS: "Slow down.",
}


async def described(request: Request) -> Response:
    return JSONResponse(description())


def description() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "回访 Huifang",
            "version": "1",
            "description": "A till reports purchases, and gets an invitation link for each.",
        },
        "security": [{"key": []}, {"signature": []}],
        "paths": {"/v1/purchases": {"post": _post()}},
        "components": {"schemas": _schemas(), "securitySchemes": _security()},
    }


def _post() -> dict[str, Any]:
    stored = _answers("Stored before: nothing changed.")
    return {
        "operationId": "reportPurchases",
        "summary": "Report one purchase, or up to 1000, taken whole or not at all.",
        "requestBody": {"required": True, "content": _json(_either("Purchase", "Purchases"))},
        "responses": {
            "200": stored,
            "201": {**stored, "description": "At least one of them is new."},
            **{
                str(code.value): {"description": words, "content": _json(FAULT)}
                for code, words in REFUSED.items()
            },
        },
    }


def _schemas() -> dict[str, Any]:
    stored = {
        "type": "object",
        "required": ["order_no", "shop", "created", "link"],
        "properties": {
            "order_no": {"type": "string"},
            "shop": {"type": "string"},
            "created": {"type": "boolean"},
            "link": {"type": "string"},
        },
    }
    return {
        "Purchase": PurchaseForm.model_json_schema(ref_template="#/components/schemas/{model}"),
        "Purchases": _batch("Purchase", most=1000) | {"additionalProperties": False},
        "Stored": stored,
        "AllStored": _batch("Stored"),
        "Fault": {
            "type": "object",
            "required": ["error"],
            "properties": {"error": {"type": "string"}},
        },
    }


def _batch(name: str, most: int | None = None) -> dict[str, Any]:
    items: dict[str, Any] = {"type": "array", "minItems": 1, "items": _ref(name)}
    if most is not None:
        items["maxItems"] = most
    return {"type": "object", "required": ["purchases"], "properties": {"purchases": items}}


def _security() -> dict[str, Any]:
    return {
        "key": {"type": "http", "scheme": "bearer"},
        "signature": {
            "type": "apiKey",
            "in": "header",
            "name": "webhook-signature",
            "description": "Standard Webhooks, with webhook-id and webhook-timestamp beside it.",
        },
    }


def _answers(words: str) -> dict[str, Any]:
    return {"description": words, "content": _json(_either("Stored", "AllStored"))}


def _either(*names: str) -> dict[str, Any]:
    return {"oneOf": [_ref(name) for name in names]}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
