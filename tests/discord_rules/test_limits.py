"""Each limit of ours catches what it is for, and lets through what Discord lets through."""

from typing import Any

import pytest

from tests.discord_rules import broken_promises, message_is_empty, request_faults
from tests.discord_rules.faults import form_error
from tests.discord_rules.limits import Fault

SEND = "/channels/5/messages"
CALLBACK = "/interactions/5/aToken/callback"
COMMANDS = "/applications/7/commands"


def button(custom_id: str = "a", **changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "Press", "custom_id": custom_id} | changes


def select(count: int = 2, **changes: Any) -> dict[str, Any]:
    options = [{"label": f"n{n}", "value": f"v{n}"} for n in range(count)]
    return {"type": 3, "custom_id": "s", "options": options} | changes


def row(*pieces: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(pieces)}


def rows(*pieces: dict[str, Any]) -> dict[str, Any]:
    return {"content": "x", "components": [row(*pieces)]}


def embed(**parts: Any) -> dict[str, Any]:
    return {"embeds": [{"title": "T", **parts}]}


def field(name: str = "n", value: str = "v") -> dict[str, Any]:
    return {"name": name, "value": value, "inline": False}


BAD_MESSAGES: dict[str, tuple[dict[str, Any], str, str]] = {
    "content over 2000": ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
    "nothing at all": ({"content": " "}, "", "50006"),
    "buttons alone": ({"components": [row(button())]}, "", "50006"),
    "an empty embed": (
        {"content": "x", "embeds": [{"color": 5}]},
        "embeds.0.description",
        "BASE_TYPE_REQUIRED",
    ),
    "eleven embeds": ({"embeds": [{"title": "T"}] * 11}, "embeds", "BASE_TYPE_BAD_LENGTH"),
    "title over 256": (embed(title="x" * 257), "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
    "description over 4096": (
        embed(description="x" * 4097),
        "embeds.0.description",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "twenty-six fields": (
        embed(fields=[field()] * 26),
        "embeds.0.fields",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "an empty field value": (
        embed(fields=[field(value="  ")]),
        "embeds.0.fields.0.value",
        "BASE_TYPE_REQUIRED",
    ),
    "an empty field name": (
        embed(fields=[field(name="")]),
        "embeds.0.fields.0.name",
        "BASE_TYPE_REQUIRED",
    ),
    "field name over 256": (
        embed(fields=[field(name="x" * 257)]),
        "embeds.0.fields.0.name",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "field value over 1024": (
        embed(fields=[field(), field(value="x" * 1025)]),
        "embeds.0.fields.1.value",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "footer over 2048": (
        embed(footer={"text": "x" * 2049}),
        "embeds.0.footer.text",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "author over 256": (
        embed(author={"name": "x" * 257}),
        "embeds.0.author.name",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "6001 over all embeds": (
        {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3001}]},
        "embeds",
        "MAX_EMBED_SIZE_EXCEEDED",
    ),
    "an embed link that is none": (
        embed(url="javascript:1"),
        "embeds.0.url",
        "URL_TYPE_INVALID_URL",
    ),
    "alt text over 1024": (
        {"content": "x", "attachments": [{"id": 0, "description": "x" * 1025}]},
        "attachments.0.description",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "six rows": (
        {"content": "x", "components": [row(button(f"b{n}")) for n in range(6)]},
        "components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "an empty row": (
        {"content": "x", "components": [row()]},
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "six buttons in a row": (
        rows(*(button(f"b{n}") for n in range(6))),
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "a select beside a button": (
        rows(select(), button()),
        "components.0.components",
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ),
    "a button outside a row": (
        {"content": "x", "components": [button()]},
        "components.0.type",
        "BASE_TYPE_CHOICES",
    ),
    "custom_id over 100": (
        rows(button("x" * 101)),
        "components.0.components.0.custom_id",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "custom_id missing": (
        rows(button("")),
        "components.0.components.0.custom_id",
        "BASE_TYPE_REQUIRED",
    ),
    "custom_id twice": (
        {"content": "x", "components": [row(button("a")), row(button("a"))]},
        "components.1.components.0.custom_id",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    "label over 80": (
        rows(button(label="x" * 81)),
        "components.0.components.0.label",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "neither label nor emoji": (
        rows(button(label="")),
        "components.0.components.0.label",
        "BASE_TYPE_REQUIRED",
    ),
    "an emoji in letters": (
        rows(button(emoji={"name": ":book:"})),
        "components.0.components.0.emoji.name",
        "COMPONENT_INVALID_EMOJI",
    ),
    "a link with a custom_id": (
        rows(button("a", style=5, url="https://example.org/")),
        "components.0.components.0.custom_id",
        "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
    ),
    "a link to nowhere": (
        rows({"type": 2, "style": 5, "label": "x", "url": "ftp://example.org"}),
        "components.0.components.0.url",
        "URL_TYPE_INVALID_URL",
    ),
    "twenty-six options": (
        rows(select(26)),
        "components.0.components.0.options",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "no options": (
        rows(select(0, max_values=None)),
        "components.0.components.0.options",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "an option value twice": (
        rows(select(options=[{"label": "a", "value": "v"}, {"label": "b", "value": "v"}])),
        "components.0.components.0.options.1.value",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    "option label over 100": (
        rows(select(options=[{"label": "x" * 101, "value": "v"}])),
        "components.0.components.0.options.0.label",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "option description over 100": (
        rows(select(options=[{"label": "x", "value": "v", "description": "x" * 101}])),
        "components.0.components.0.options.0.description",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "option value over 100": (
        rows(select(options=[{"label": "x", "value": "v" * 101}])),
        "components.0.components.0.options.0.value",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "placeholder over 150": (
        rows(select(placeholder="x" * 151)),
        "components.0.components.0.placeholder",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "more to choose than there is": (
        rows(select(2, max_values=3)),
        "components.0.components.0.max_values",
        "NUMBER_TYPE_MAX",
    ),
    "two defaults where one may be chosen": (
        rows(
            select(
                options=[
                    {"label": "a", "value": "a", "default": True},
                    {"label": "b", "value": "b", "default": True},
                ]
            )
        ),
        "components.0.components.0.options",
        "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES",
    ),
    "the new layout with content": (
        {"content": "x", "flags": 1 << 15, "components": [{"type": 10, "content": "x"}]},
        "content",
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ),
    "a kind of mention allowed twice over": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
    "a nonce over 25": ({"content": "x", "nonce": "9" * 26}, "nonce", "BASE_TYPE_MAX_LENGTH"),
}


@pytest.mark.parametrize("case", BAD_MESSAGES)
def test_a_message_beyond_a_limit_is_refused_in_a_channel_and_in_an_answer(case: str) -> None:
    message, where, code = BAD_MESSAGES[case]
    in_channel = request_faults("POST", SEND, message)
    assert (where, code) in {(fault.where, fault.code) for fault in in_channel}
    in_answer = request_faults("POST", CALLBACK, {"type": 4, "data": message})
    assert code in {fault.code for fault in in_answer}


def test_a_message_right_at_its_limits_passes() -> None:
    message = {
        "content": "x" * 2000,
        "embeds": [
            {
                "title": "x" * 256,
                "description": "x" * 4096,
                "footer": {"text": "x" * 500},
                "author": {"name": "x" * 124},
                "fields": [field("n", "x" * 1023)],
            }
        ],
        "components": [
            row(select(25, placeholder="x" * 150)),
            row(*(button(f"{n}" * 100, label="x" * 80) for n in range(5))),
            row({"type": 2, "style": 5, "emoji": {"name": "📖"}, "url": "https://example.org"}),
        ],
        "allowed_mentions": {"parse": []},
    }
    assert request_faults("POST", SEND, message) == ()


def test_an_upload_makes_a_message_non_empty() -> None:
    assert request_faults("POST", SEND, {"attachments": [{"id": 0}]}, files=1) == ()
    assert not message_is_empty({}, files=1)


def test_an_edit_may_leave_out_what_it_keeps() -> None:
    assert request_faults("PATCH", f"{SEND}/9", {"components": [row(button())]}) == ()
    assert request_faults("POST", CALLBACK, {"type": 7, "data": {"components": []}}) == ()


BAD_ANSWERS: dict[str, tuple[dict[str, Any], str]] = {
    "twenty-six suggestions": (
        {"type": 8, "data": {"choices": [{"name": f"{n}", "value": f"{n}"} for n in range(26)]}},
        "data.choices",
    ),
    "a suggestion over 100": (
        {"type": 8, "data": {"choices": [{"name": "x" * 101, "value": "v"}]}},
        "data.choices.0.name",
    ),
    "a suggestion without a name": (
        {"type": 8, "data": {"choices": [{"name": "", "value": "v"}]}},
        "data.choices.0.name",
    ),
    "a suggested value over 100": (
        {"type": 8, "data": {"choices": [{"name": "n", "value": "v" * 101}]}},
        "data.choices.0.value",
    ),
    "a modal title over 45": (
        {
            "type": 9,
            "data": {
                "custom_id": "m",
                "title": "x" * 46,
                "components": [row({"type": 4, "custom_id": "t", "style": 1, "label": "L"})],
            },
        },
        "data.title",
    ),
    "a modal without rows": (
        {"type": 9, "data": {"custom_id": "m", "title": "T", "components": []}},
        "data.components",
    ),
    "a modal of six rows": (
        {
            "type": 9,
            "data": {
                "custom_id": "m",
                "title": "T",
                "components": [
                    row({"type": 4, "custom_id": f"{n}", "style": 1, "label": "L"})
                    for n in range(6)
                ],
            },
        },
        "data.components",
    ),
}


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_an_answer_beyond_a_limit_is_refused(case: str) -> None:
    body, where = BAD_ANSWERS[case]
    assert where in {fault.where for fault in request_faults("POST", CALLBACK, body)}


def command(**changes: Any) -> dict[str, Any]:
    return {"name": "imnm", "description": "Cards", "type": 1} | changes


def option(name: str = "level", **changes: Any) -> dict[str, Any]:
    return {"name": name, "description": "How", "type": 3} | changes


BAD_COMMANDS: dict[str, tuple[dict[str, Any], str]] = {
    "a capital letter": (command(name="Imnm"), "APPLICATION_COMMAND_INVALID_NAME"),
    "a space": (command(name="im nm"), "APPLICATION_COMMAND_INVALID_NAME"),
    "a name over 32": (command(name="x" * 33), "APPLICATION_COMMAND_INVALID_NAME"),
    "no description": (command(description=""), "BASE_TYPE_REQUIRED"),
    "a description over 100": (command(description="x" * 101), "BASE_TYPE_BAD_LENGTH"),
    "twenty-six options": (
        command(options=[option(f"o{n}") for n in range(26)]),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "twenty-six choices": (
        command(options=[option(choices=[{"name": f"{n}", "value": "v"} for n in range(26)])]),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "a choice twice": (
        command(options=[option(choices=[{"name": "a", "value": "v"}] * 2)]),
        "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATE",
    ),
    "a required option behind a free one": (
        command(options=[option("a"), option("b", required=True)]),
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    "an option twice": (
        command(options=[option("a"), option("a")]),
        "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE",
    ),
    "subcommands beside options": (
        command(options=[option("a"), option("b", type=1)]),
        "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
    ),
    "a group in a group": (
        command(options=[option("a", type=2, options=[option("b", type=2)])]),
        "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
    ),
    "choices with autocomplete": (
        command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "a"}])]),
        "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
    ),
    "autocomplete on a yes or no": (
        command(options=[option(type=5, autocomplete=True)]),
        "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
    ),
    "over 8000 characters in all": (
        command(
            options=[
                option(f"sub{n}", type=1, description="x" * 80, options=[
                    option(f"o{m}", description="x" * 90) for m in range(4)
                ])
                for n in range(25)
            ]
        ),
        "APPLICATION_COMMAND_TOO_LARGE",
    ),
    "over 8000 with a translation": (
        command(
            options=[
                option(f"sub{n}", type=1, description="x", options=[
                    option(f"o{m}", description_localizations={"de": "x" * 90}) for m in range(4)
                ])
                for n in range(25)
            ]
        ),
        "APPLICATION_COMMAND_TOO_LARGE",
    ),
    "a menu entry with a description": (
        command(type=3, name="Keep this card"),
        "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_FORBIDDEN",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_COMMANDS)
def test_a_command_beyond_a_limit_is_refused(case: str) -> None:
    body, code = BAD_COMMANDS[case]
    assert code in {fault.code for fault in request_faults("PUT", COMMANDS, [body])}
    assert code in {fault.code for fault in request_faults("POST", COMMANDS, body)}


def test_a_set_of_commands_holds_a_hundred_and_no_name_twice() -> None:
    hundred = [command(name=f"c{n}") for n in range(100)]
    assert request_faults("PUT", COMMANDS, hundred) == ()
    too_many = request_faults("PUT", COMMANDS, [*hundred, command()])
    assert [fault.code for fault in too_many] == ["APPLICATION_COMMAND_LIMIT_REACHED"]
    twice = request_faults("PUT", COMMANDS, [command(), command()])
    assert [fault.code for fault in twice] == ["APPLICATION_COMMANDS_DUPLICATE_NAME"]


def test_a_good_command_passes_in_any_script() -> None:
    good = command(
        name="über-uns_2",
        options=[
            option("karte", type=1, options=[option("a", required=True), option("b", type=5)]),
            option("gruppe", type=2, options=[option("c", type=1)]),
        ],
    )
    menu_entry = {"name": "Keep this card up to date", "type": 3}
    assert request_faults("PUT", COMMANDS, [good, menu_entry]) == ()


def test_faults_nest_in_the_shape_of_discords_errors() -> None:
    error = form_error([Fault("embeds.0.title", "CODE", "Sentence.")])
    assert error == {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {
            "embeds": {"0": {"title": {"_errors": [{"code": "CODE", "message": "Sentence."}]}}}
        },
    }


def test_a_message_that_could_ping_breaks_a_promise() -> None:
    quiet = {"content": "x", "allowed_mentions": {"parse": []}}
    assert broken_promises("POST", CALLBACK, {"type": 4, "data": quiet}) == ()
    for mentions in (None, {}, {"parse": ["everyone"]}, {"parse": [], "users": ["1"]}):
        loud = {"type": 4, "data": {"content": "x", "allowed_mentions": mentions}}
        assert broken_promises("POST", CALLBACK, loud)
        assert broken_promises("PATCH", f"{SEND}/9", loud["data"])


def test_an_ordinary_send_without_an_enforced_nonce_breaks_a_promise() -> None:
    quiet = {"content": "x", "allowed_mentions": {"parse": []}}
    assert broken_promises("POST", SEND, quiet)
    assert broken_promises("POST", SEND, quiet | {"nonce": "1"})
    assert broken_promises("POST", SEND, quiet | {"nonce": "1", "enforce_nonce": True}) == ()
    assert broken_promises("PATCH", f"{SEND}/9", quiet) == ()
