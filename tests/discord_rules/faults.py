"""One thing that Discord would refuse, and the shape in which it says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """Where in the body (`embeds.0.title`), Discord's name for the fault, and its sentence."""

    where: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.where or 'body'}: {self.message} ({self.code})"


def too_long(where: str, text: object, most: int, least: int = 0) -> Iterable[Fault]:
    """Measure a text as Discord does: white space at both ends does not count."""
    length = len(str(text or "").strip())
    if length < least:
        code, message = "BASE_TYPE_REQUIRED", "This field is required"
        if length == 0:
            yield Fault(where, code, message)
        else:
            yield _bad_length(where, least, most)
    elif length > most:
        if least:
            yield _bad_length(where, least, most)
        else:
            message = f"Must be {most} or fewer in length."
            yield Fault(where, "BASE_TYPE_MAX_LENGTH", message)


def too_many(where: str, things: object, most: int, least: int = 0) -> Iterable[Fault]:
    """Count a list."""
    count = len(things) if isinstance(things, list) else 0
    if not least <= count <= most:
        yield _bad_length(where, least, most)


def _bad_length(where: str, least: int, most: int) -> Fault:
    return Fault(where, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def form_error(faults: Iterable[Fault]) -> dict[str, Any]:
    """Give the body of a 400: code 50035 with the faults nested by their place."""
    errors: dict[str, Any] = {}
    for fault in faults:
        node = errors
        for step in filter(None, fault.where.split(".")):
            node = node.setdefault(step, {})
        node.setdefault("_errors", []).append({"code": fault.code, "message": fault.message})
    return {"code": 50035, "message": "Invalid Form Body", "errors": errors}
