"""The program that draws: its answers, and when it ends."""

import io
import json
import os

from bot.pictures.picture import make_picture
from bot.pictures.typesetting import serve


def ask(*lines: bytes) -> list[object]:
    """What the program answers to these lines, and that it ends when there are no more."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(lines))
    os.close(writing)
    answers = io.BytesIO()
    with os.fdopen(reading, "rb", buffering=0) as requests:
        serve(requests, answers)
    found: list[object] = []
    answers.seek(0)
    while head := answers.readline():
        told = json.loads(head)
        found.append(told["error"] if "error" in told else answers.read(told["size"]))
    return found


def request(**changes: object) -> bytes:
    shown = {"title": "Weeks", "note": None, "steps": [], "colour": "#3d82c4"}
    data = make_picture("steps", shown, ["Weeks"]).data
    asked = {"template": "steps", "data": data, "form": "png", "density": 60} | changes
    return json.dumps(asked).encode() + b"\n"


def test_each_request_is_answered_in_its_order() -> None:
    first, wrong, last = ask(request(), request(template="missing"), request())
    assert isinstance(first, bytes)
    assert first.startswith(b"\x89PNG")
    assert isinstance(wrong, str)
    assert last == first


def test_what_is_no_request_is_answered_too() -> None:
    wrong, drawn = ask(b"no JSON\n", request())
    assert isinstance(wrong, str)
    assert isinstance(drawn, bytes)


def test_it_ends_when_nobody_asks_for_a_while() -> None:
    reading, writing = os.pipe()
    answers = io.BytesIO()
    with os.fdopen(reading, "rb", buffering=0) as requests:
        serve(requests, answers, idle=0.01)
    os.close(writing)
    assert answers.getvalue() == b""
