"""Requests against Discord's own OpenAPI 3.1 description, `../shared/discord/openapi.json`.

OpenAPI 3.1 speaks JSON Schema 2020-12, so each request body is checked by an ordinary
validator: one in Rust, because the tests send thousands of bodies and the schema is large.
The file lies beside the repository and may be missing: then nothing is checked here
(`SCHEMA_MISSING` says why) and only our own limits hold.
"""

import functools
import json
import re
from pathlib import Path
from typing import Any

from jsonschema_rs import (
    Draft202012,
    Draft202012Validator,
    Registry,
    ValidationError,
    ValidationErrorKind,
)

SCHEMA_FILE = Path(__file__).parents[2].parent / "shared" / "discord" / "openapi.json"
SCHEMA_MISSING = f"{SCHEMA_FILE.name} is not in ../shared/discord: payloads meet our limits only"
_API_PREFIX = re.compile(r"^/api(/v\d+)?(?=/)")


def schema_faults(
    method: str, path: str, body: object, *, query: dict[str, object] | None = None
) -> tuple[str, ...]:
    """Say what the schema refuses in this request; nothing when the schema is not there."""
    if not SCHEMA_FILE.is_file():
        return ()
    template = path_template(path)
    operation = _document()["paths"].get(template, {}).get(method.lower()) if template else None
    if operation is None:
        return (f"{method} {path}: Discord has no such route",)
    faults = list(_query_faults(template, operation, query or {}))
    faults += _body_faults(method.lower(), template, json.dumps(body, sort_keys=True))
    return tuple(faults)


def path_template(path: str) -> str | None:
    """The template of a path: `/channels/5/pins` -> `/channels/{channel_id}/pins`."""
    segments = _API_PREFIX.sub("", path).strip("/").split("/")
    found: tuple[int, str] | None = None
    for template, parts in _templates().get(len(segments), ()):
        fixed = 0
        for part, segment in zip(parts, segments, strict=True):
            if part == segment:
                fixed += 1
            elif not part.startswith("{") or not segment:
                break
        else:
            if found is None or fixed > found[0]:
                found = (fixed, template)
    return found[1] if found else None


@functools.cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    # Discord reads an id as a number too, and discord.py sends it so in places.
    snowflake = document["components"]["schemas"]["SnowflakeType"]
    snowflake["type"] = ["string", "integer"]
    return document


@functools.cache
def _registry() -> Registry:
    return Registry([("urn:discord", _document())], draft=Draft202012)


@functools.cache
def _templates() -> dict[int, list[tuple[str, list[str]]]]:
    by_length: dict[int, list[tuple[str, list[str]]]] = {}
    for template in _document()["paths"]:
        parts = template.strip("/").split("/")
        by_length.setdefault(len(parts), []).append((template, parts))
    return by_length


@functools.cache
def _validator(method: str, template: str) -> Draft202012Validator | None:
    steps = ("paths", template, method, "requestBody", "content", "application/json", "schema")
    node: Any = _document()
    for step in steps:
        if step not in node:
            return None
        node = node[step]
    pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
    return Draft202012Validator(
        {"$ref": f"urn:discord#/{pointer.replace('{', '%7B').replace('}', '%7D')}"},
        registry=_registry(),
    )


@functools.lru_cache(maxsize=4096)
def _body_faults(method: str, template: str, body: str) -> tuple[str, ...]:
    # Tests send the same commands and cards many times over: each is judged once.
    validator = _validator(method, template)
    value = json.loads(body)
    if validator is None or value is None:
        return ()
    return tuple(_sentence(error) for error in validator.iter_errors(value))


def _sentence(error: ValidationError) -> str:
    """Name the nearest cause: of a union, the branch that the value was meant to be."""
    while branches := _branches(error):
        meant = [branch for branch in branches if not _is_another(branch, error.instance_path)]
        error = min(
            (fault for branch in meant or branches for fault in branch),
            key=lambda fault: (len(fault.instance_path), bool(_branches(fault))),
        )
    where = ".".join(str(step) for step in error.instance_path) or "body"
    return f"{where}: {error.message[:300]}"


def _is_another(branch: list[ValidationError], at: list[str | int]) -> bool:
    """Whether this branch is a different thing altogether: of another kind or `type` number."""
    return any(
        fault.instance_path == [*at, "type"]
        or (fault.instance_path == at and isinstance(fault.kind, ValidationErrorKind.Type))
        for fault in branch
    )


def _branches(error: ValidationError) -> list[list[ValidationError]]:
    return [branch for branch in getattr(error.kind, "context", None) or [] if branch]


def _query_faults(
    template: str | None, operation: dict[str, Any], query: dict[str, object]
) -> list[str]:
    shared = _document()["paths"][template].get("parameters", [])
    known = {
        parameter["name"]: parameter.get("schema", {})
        for parameter in [*shared, *operation.get("parameters", [])]
        if parameter.get("in") == "query"
    }
    faults = []
    for name, value in query.items():
        schema = known.get(name)
        # An unknown name does no harm: Discord leaves it aside.
        if schema is None or "integer" not in str(schema.get("type", "")):
            continue
        number = int(str(value)) if str(value).lstrip("-").isdigit() else None
        low, high = schema.get("minimum"), schema.get("maximum")
        if number is None:
            faults.append(f"?{name}: {value!r} is not a whole number")
        elif (low is not None and number < low) or (high is not None and number > high):
            faults.append(f"?{name}: {number} is not between {low} and {high}")
    return faults
