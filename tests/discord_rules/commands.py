"""Limits of application commands that Discord keeps beside its schema."""

from collections.abc import Iterable, Iterator
from typing import Any

from tests.discord_rules.faults import Fault, too_long, too_many

_CHAT_INPUT = 1
_SUBCOMMAND, _GROUP = 1, 2
_SUGGESTING = {3, 4, 10}
_SIZE = 8000

Body = dict[str, Any]


def command_set_faults(commands: list[Body]) -> Iterator[Fault]:
    """Measure all commands of a PUT together: how many of a kind, and no name twice."""
    most = {1: 100, 2: 15, 3: 15}
    by_kind: dict[int, set[str]] = {}
    for index, command in enumerate(commands):
        kind = command.get("type") or _CHAT_INPUT
        names = by_kind.setdefault(kind, set())
        if command.get("name") in names:
            yield Fault(
                str(index),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            )
        names.add(str(command.get("name")))
        if len(names) == most.get(kind, 1) + 1:
            message = f"Maximum number of application commands reached ({most.get(kind, 1)})."
            yield Fault(str(index), "APPLICATION_COMMAND_LIMIT_REACHED", message)
        yield from command_faults(command, str(index))


def command_faults(command: Body, where: str = "") -> Iterator[Fault]:
    """Measure one command: names, descriptions, options, choices, order and whole size."""
    at = f"{where}." if where else ""
    if (command.get("type") or _CHAT_INPUT) == _CHAT_INPUT:
        yield from _name(command, at)
        yield from _description(command, at)
        yield from _options(command.get("options") or [], f"{at}options", depth=0)
    else:
        yield from too_long(f"{at}name", command.get("name"), 32, 1)
        for unwanted in ("description", "options"):
            if command.get(unwanted):
                message = f"Context menu commands cannot have {unwanted}"
                code = f"APPLICATION_COMMAND_CONTEXT_MENU_{unwanted.upper()}_FORBIDDEN"
                yield Fault(f"{at}{unwanted}", code, message)
    if size_of(command) > _SIZE:
        message = f"Command exceeds maximum size ({_SIZE})"
        yield Fault(where, "APPLICATION_COMMAND_TOO_LARGE", message)


def size_of(command: Body) -> int:
    """Count what Discord counts: of each text the longest of itself and its translations."""
    total = 0
    for key in ("name", "description"):
        texts = [command.get(key) or "", *(command.get(f"{key}_localizations") or {}).values()]
        total += max(len(text) for text in texts)
    value = command.get("value")
    total += len(value) if isinstance(value, str) else 0
    inner = [*(command.get("options") or []), *(command.get("choices") or [])]
    return total + sum(size_of(part) for part in inner)


def choice_faults(choices: object, where: str) -> Iterable[Fault]:
    """Measure the choices of an option, or of the answer to an autocomplete."""
    yield from too_many(where, choices, 25)
    names: set[str] = set()
    for index, choice in enumerate(choices if isinstance(choices, list) else ()):
        yield from too_long(f"{where}.{index}.name", choice.get("name"), 100, 1)
        value = choice.get("value")
        if isinstance(value, str):
            yield from too_long(f"{where}.{index}.value", value, 100, 1)
        if choice.get("name") in names:
            message = "Choice names must be unique"
            yield Fault(
                f"{where}.{index}.name",
                "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATE",
                message,
            )
        names.add(choice.get("name"))


def _name(thing: Body, at: str) -> Iterator[Fault]:
    names = {"name": thing.get("name") or ""}
    for locale, text in (thing.get("name_localizations") or {}).items():
        names[f"name_localizations.{locale}"] = text
    for place, name in names.items():
        letters = all(letter in "-_'" or letter.isalnum() for letter in name)
        if not 1 <= len(name) <= 32 or not letters or name != name.lower():
            message = "Command name is invalid"
            yield Fault(f"{at}{place}", "APPLICATION_COMMAND_INVALID_NAME", message)


def _description(thing: Body, at: str) -> Iterator[Fault]:
    yield from too_long(f"{at}description", thing.get("description"), 100, 1)
    for locale, text in (thing.get("description_localizations") or {}).items():
        yield from too_long(f"{at}description_localizations.{locale}", text, 100, 1)


def _options(options: list[Body], where: str, *, depth: int) -> Iterator[Fault]:
    yield from too_many(where, options, 25)
    names: set[str] = set()
    kinds = {option.get("type") in {_SUBCOMMAND, _GROUP} for option in options}
    if len(kinds) > 1:
        message = "Sub-command and sub-command group option types are mutually exclusive"
        yield Fault(where, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    optional_seen = False
    for index, option in enumerate(options):
        here = f"{where}.{index}"
        yield from _name(option, f"{here}.")
        yield from _description(option, f"{here}.")
        if option.get("name") in names:
            message = "Option names must be unique"
            yield Fault(f"{here}.name", "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", message)
        names.add(str(option.get("name")))
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            yield Fault(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
        yield from _option(option, here, depth)


def _option(option: Body, here: str, depth: int) -> Iterator[Fault]:
    kind = option.get("type")
    choices = option.get("choices") or []
    if option.get("autocomplete") and (choices or kind not in _SUGGESTING):
        message = "Choices and autocomplete are mutually exclusive"
        yield Fault(here, "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", message)
    yield from choice_faults(choices, f"{here}.choices")
    inner = option.get("options") or []
    if (kind == _GROUP and depth > 0) or (kind == _SUBCOMMAND and depth > 1):
        message = "Sub-commands may be two deep"
        yield Fault(f"{here}.type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    elif kind == _GROUP and any(part.get("type") != _SUBCOMMAND for part in inner):
        message = "A group holds sub-commands alone"
        yield Fault(f"{here}.options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    if kind in {_SUBCOMMAND, _GROUP}:
        if kind == _GROUP and not inner:
            yield Fault(f"{here}.options", "BASE_TYPE_REQUIRED", "This field is required")
        yield from _options(inner, f"{here}.options", depth=depth + 1)
