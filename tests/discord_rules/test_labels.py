"""The bot's own rule of labels: read out by a screen reader, not cut on a phone."""

from typing import Any

import pytest

from tests.discord_rules import broken_promises

CALLBACK = "/interactions/5/token/callback"
Body = dict[str, Any]


def button(label: str = "Sources", **parts: Any) -> Body:
    return {"type": 2, "style": 2, "label": label, "custom_id": "s1:ck:plain"} | parts


def select(*labels: str, **parts: Any) -> Body:
    options = [{"label": label, "value": str(n)} for n, label in enumerate(labels or ("Statins",))]
    return {"type": 3, "custom_id": "m1", "placeholder": "More cards", "options": options} | parts


def answer(*rows: list[Body], kind: int = 4, **parts: Any) -> tuple[str, ...]:
    components = [{"type": 1, "components": row} for row in rows]
    return broken_promises(
        "POST", CALLBACK, {"type": kind, "data": parts | {"components": components}}
    )


def form(*rows: Body) -> tuple[str, ...]:
    data = {"custom_id": "f1", "title": "When?", "components": rows}
    return broken_promises("POST", CALLBACK, {"type": 9, "data": data})


GOOD = {
    "a button a phone shows": [button("x" * 38)],
    "an emoji beside a word": [button("Sources", emoji={"name": "📖"})],
    "a word in another script": [button("Источники")],
    "the option of a question": [button("A · " + "x" * 76, custom_id="q1:4:0:2")],
    "the option of an open quiz": [button("A · " + "x" * 76, custom_id="oa1:4:0:2")],
    "an entry a phone shows": [select("x" * 50)],
    "a menu in which something is picked": [
        select(placeholder=None, options=[{"label": "On", "value": "1", "default": True}])
    ],
    "a menu of channels": [{"type": 8, "custom_id": "sv1", "placeholder": "Pick a channel"}],
    "a link": [{"type": 2, "style": 5, "label": "Go to the quiz", "url": "https://discord.com"}],
}
BAD = {
    "a button that a phone cuts": [button("x" * 39)],
    "a link that a phone cuts": [{"type": 2, "style": 5, "label": "x" * 39, "url": "https://a.b"}],
    "an emoji alone": [button("", emoji={"name": "📖"})],
    "an emoji for a label": [button("▶️")],
    "an arrow for a label": [button("→")],
    "two of one name": [button(), button(custom_id="s1:hmgcr:plain")],
    "a long label of what is no question's option": [button("x" * 60, custom_id="q12:4")],
    "an entry that a phone cuts": [select("x" * 51)],
    "an entry without a word": [select("✅")],
    "a menu without a name": [select(placeholder="")],
    "a menu of roles without a name": [{"type": 6, "custom_id": "sv1"}],
    "a name of a menu that a phone cuts": [select(placeholder="x" * 51)],
}


@pytest.mark.parametrize("row", GOOD.values(), ids=GOOD)
def test_a_good_label_passes(row: list[Body]) -> None:
    assert answer(row) == ()


@pytest.mark.parametrize("row", BAD.values(), ids=BAD)
@pytest.mark.parametrize("kind", [4, 7])
def test_a_bad_label_breaks_a_promise_in_an_answer_and_in_an_edit(
    row: list[Body], kind: int
) -> None:
    assert len(answer(row, kind=kind)) == 1


def test_a_bad_label_is_found_in_what_the_bot_posts_by_itself() -> None:
    body = {
        "content": "x",
        "nonce": "1",
        "enforce_nonce": True,
        "allowed_mentions": {"parse": []},
        "components": [{"type": 1, "components": [button("x" * 39)]}],
    }
    assert len(broken_promises("POST", "/channels/5/messages", body)) == 1
    assert len(broken_promises("PATCH", "/channels/5/messages/6", body)) == 1
    assert len(broken_promises("PATCH", "/webhooks/5/token/messages/@original", body)) == 1


def test_each_field_of_a_form_has_a_label() -> None:
    field = {"type": 4, "custom_id": "at", "style": 1}
    assert form({"type": 18, "label": "Time", "component": field}) == ()
    assert form({"type": 1, "components": [field | {"label": "Time"}]}) == ()
    assert len(form({"type": 18, "label": "", "component": field})) == 1
    assert len(form({"type": 1, "components": [field]})) == 1
