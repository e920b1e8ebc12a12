"""``cards/schema.json``: the forms of the deck's files, for editors that check while one types."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from bot.deck.form import DeckForm
from bot.deck.loader import FORMS
from bot.deck.model import Card

SCHEMA = "schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Editors(GenerateJsonSchema):
    """What an editor sees in a file: yes and no as words (YAML 1.2), and never null."""

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:  # noqa: ARG002 - the base class names it
        return {"enum": ["yes", "no", True, False]}

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        form = super().str_schema(schema)
        # A text such as 3 or True has no quotes either: for the reader every value is text.
        return form if "pattern" in form else {**form, "type": ["string", "number", "boolean"]}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def make_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of every file of the deck.

    Which form a file has is told by the key that only this form has, so that an editor names the
    fault in it and not in every form that it is not.
    """
    forms: dict[str, type[DeckForm]] = {"lead": Card}
    cards = {each.name for each in fields(Card)}
    for form in FORMS.values():
        own = next(key for key in _required(form) if key not in cards)
        forms[own] = form
    _, schema = TypeAdapter.json_schemas(
        [(key, "validation", TypeAdapter(form)) for key, form in forms.items()],
        schema_generator=_Editors,
    )
    return {
        "$schema": _DIALECT,
        "title": "A file of the deck",
        "type": "object",
        "allOf": [
            {"if": {"required": [key]}, "then": {"$ref": f"#/$defs/{form.__name__}"}}
            for key, form in forms.items()
        ],
        "anyOf": [{"required": [key]} for key in forms],
        "$defs": schema["$defs"],
    }


def _required(form: type[DeckForm]) -> list[str]:
    """Return the keys that a file of this form always has."""
    without = (MISSING, MISSING)
    return [
        each.name
        for each in fields(form)  # type: ignore[arg-type]  # every form is one
        if (each.default, each.default_factory) == without
    ]


def write_schema() -> str:
    """Return the text of ``cards/schema.json``."""
    return json.dumps(make_schema(), indent=2, ensure_ascii=False) + "\n"
