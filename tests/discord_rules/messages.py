"""Limits of messages, embeds, components and modals that Discord keeps beside its schema."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tests.discord_rules.faults import Fault, too_long, too_many

COMPONENTS_V2 = 1 << 15
_ROW, _BUTTON, _SELECT, _TEXT_INPUT, _TEXT_DISPLAY, _LABEL = 1, 2, 3, 4, 10, 18
_SELECTS = {3, 5, 6, 7, 8}
_LINK, _PREMIUM = 5, 6
_WEB = re.compile(r"https?://[^\s/]+", re.IGNORECASE)

Body = dict[str, Any]


def message_is_empty(message: Body, *, files: int = 0) -> bool:
    """Say whether a whole message shows nothing: Discord then answers 50006."""
    if int(message.get("flags") or 0) & COMPONENTS_V2:
        return not message.get("components")
    # Buttons alone are no message.
    return not (
        (message.get("content") or "").strip()
        or any(embed_is_filled(embed) for embed in message.get("embeds") or ())
        or files
        or message.get("attachments")
        or message.get("sticker_ids")
        or message.get("poll")
    )


def embed_is_filled(embed: Body) -> bool:
    """Say whether an embed holds anything that would be shown."""
    texts = (embed.get("title"), embed.get("description"))
    parts = (embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")
    pictures = (embed.get("image") or {}).get("url"), (embed.get("thumbnail") or {}).get("url")
    shown = any(text and str(text).strip() for text in (*texts, *parts, *pictures))
    return bool(shown or embed.get("fields"))


def message_faults(message: Body, *, where: str = "") -> Iterator[Fault]:
    """Measure one message (new, edited or an interaction's answer)."""
    at = f"{where}." if where else ""
    yield from too_long(f"{at}content", message.get("content"), 2000)
    yield from _embeds(message.get("embeds") or [], at)
    for index, attachment in enumerate(message.get("attachments") or []):
        alt_text = f"{at}attachments.{index}.description"
        yield from too_long(alt_text, attachment.get("description"), 1024)
    components = message.get("components") or []
    if int(message.get("flags") or 0) & COMPONENTS_V2:
        yield from _new_layout(message, components, at)
    else:
        yield from _rows(components, f"{at}components")
    yield from _distinct_ids(components, f"{at}components")
    mentions = message.get("allowed_mentions") or {}
    for kind in ("users", "roles"):
        if kind in (mentions.get("parse") or ()) and mentions.get(kind):
            yield Fault(
                f"{at}allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )


def _embeds(embeds: list[Body], at: str) -> Iterator[Fault]:
    yield from too_many(f"{at}embeds", embeds, 10)
    total = 0
    for index, embed in enumerate(embeds):
        here = f"{at}embeds.{index}"
        if not embed_is_filled(embed):
            yield Fault(f"{here}.description", "BASE_TYPE_REQUIRED", "This field is required")
        footer, author = embed.get("footer") or {}, embed.get("author") or {}
        fields = embed.get("fields") or []
        yield from too_long(f"{here}.title", embed.get("title"), 256)
        yield from too_long(f"{here}.description", embed.get("description"), 4096)
        yield from too_long(f"{here}.footer.text", footer.get("text"), 2048)
        yield from too_long(f"{here}.author.name", author.get("name"), 256)
        yield from too_many(f"{here}.fields", fields, 25)
        texts = [embed.get("title"), embed.get("description"), footer.get("text")]
        texts.append(author.get("name"))
        for number, field in enumerate(fields):
            yield from too_long(f"{here}.fields.{number}.name", field.get("name"), 256, 1)
            yield from too_long(f"{here}.fields.{number}.value", field.get("value"), 1024, 1)
            texts += [field.get("name"), field.get("value")]
        total += sum(len(str(text or "").strip()) for text in texts)
        yield from _embed_links(embed, here)
    if total > 6000:
        yield Fault(
            f"{at}embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000"
        )


def _embed_links(embed: Body, here: str) -> Iterator[Fault]:
    links = {
        "url": embed.get("url"),
        "image.url": (embed.get("image") or {}).get("url"),
        "thumbnail.url": (embed.get("thumbnail") or {}).get("url"),
        "footer.icon_url": (embed.get("footer") or {}).get("icon_url"),
        "author.url": (embed.get("author") or {}).get("url"),
    }
    for name, link in links.items():
        attached = name != "url" and str(link).startswith("attachment://")
        if link is not None and not attached and not _WEB.match(str(link)):
            yield Fault(f"{here}.{name}", "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def _rows(rows: list[Body], where: str, *, modal: bool = False) -> Iterator[Fault]:
    yield from too_many(where, rows, 5, 1 if modal else 0)
    for index, row in enumerate(rows):
        here = f"{where}.{index}"
        if row.get("type") == _LABEL and modal:
            yield from too_long(f"{here}.label", row.get("label"), 45, 1)
            yield from too_long(f"{here}.description", row.get("description"), 100)
            yield from _piece(row.get("component") or {}, f"{here}.component")
        elif row.get("type") == _TEXT_DISPLAY and modal:
            yield from too_long(f"{here}.content", row.get("content"), 4000, 1)
        elif row.get("type") == _ROW:
            yield from _row(row, here)
        else:
            yield Fault(f"{here}.type", "BASE_TYPE_CHOICES", "Value must be one of (1,).")


def _row(row: Body, here: str) -> Iterator[Fault]:
    pieces = row.get("components") or []
    yield from too_many(f"{here}.components", pieces, 5, 1)
    if len(pieces) > 1 and any(piece.get("type") != _BUTTON for piece in pieces):
        yield Fault(
            f"{here}.components",
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "The specified component exceeds the maximum width",
        )
    for number, piece in enumerate(pieces):
        yield from _piece(piece, f"{here}.components.{number}")


def _piece(piece: Body, here: str) -> Iterator[Fault]:
    kind = piece.get("type")
    if kind == _BUTTON:
        yield from _button(piece, here)
    elif kind in _SELECTS:
        yield from _select(piece, here)
    elif kind == _TEXT_INPUT:
        yield from too_long(f"{here}.custom_id", piece.get("custom_id"), 100, 1)
        yield from too_long(f"{here}.label", piece.get("label"), 45)
        yield from too_long(f"{here}.placeholder", piece.get("placeholder"), 100)
        yield from too_long(f"{here}.value", piece.get("value"), 4000)


def _button(button: Body, here: str) -> Iterator[Fault]:
    yield from too_long(f"{here}.label", button.get("label"), 80)
    yield from _emoji(button.get("emoji"), here)
    style, link, own = button.get("style"), button.get("url"), button.get("custom_id")
    if style == _LINK:
        yield from too_long(f"{here}.url", link, 512, 1)
        if link and not _WEB.match(link) and not link.startswith("discord://"):
            yield Fault(f"{here}.url", "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif style != _PREMIUM:
        yield from too_long(f"{here}.custom_id", own, 100, 1)
    if link and own:
        yield Fault(
            f"{here}.custom_id",
            "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
            "A custom id and url cannot both be specified",
        )
    if style != _PREMIUM and not (button.get("label") or "").strip() and not button.get("emoji"):
        yield Fault(f"{here}.label", "BASE_TYPE_REQUIRED", "A button needs a label or an emoji")


def _select(select: Body, here: str) -> Iterator[Fault]:
    yield from too_long(f"{here}.custom_id", select.get("custom_id"), 100, 1)
    yield from too_long(f"{here}.placeholder", select.get("placeholder"), 150)
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    if least is not None and most is not None and least > most:
        yield Fault(f"{here}.min_values", "NUMBER_TYPE_MAX", "min_values is above max_values")
    if select.get("type") != _SELECT:
        return
    options = select.get("options") or []
    yield from too_many(f"{here}.options", options, 25, 1)
    if most is not None and most > len(options):
        message = f"int value should be less than or equal to {len(options)}."
        yield Fault(f"{here}.max_values", "NUMBER_TYPE_MAX", message)
    if sum(bool(option.get("default")) for option in options) > (most or 1):
        message = "More options are chosen by default than may be chosen"
        yield Fault(f"{here}.options", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message)
    seen: set[str] = set()
    for number, option in enumerate(options):
        at = f"{here}.options.{number}"
        yield from too_long(f"{at}.label", option.get("label"), 100, 1)
        yield from too_long(f"{at}.value", option.get("value"), 100, 1)
        yield from too_long(f"{at}.description", option.get("description"), 100)
        yield from _emoji(option.get("emoji"), at)
        if option.get("value") in seen:
            message = "The specified option value is already used"
            yield Fault(f"{at}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        seen.add(option.get("value"))


def _emoji(emoji: Body | None, here: str) -> Iterator[Fault]:
    # An emoji of no server must be a real one: `:book:` or a letter is refused.
    if emoji and not emoji.get("id") and str(emoji.get("name") or "").isascii():
        yield Fault(f"{here}.emoji.name", "COMPONENT_INVALID_EMOJI", "Invalid emoji")


def walk(components: object, where: str) -> Iterator[tuple[str, Body]]:
    """Yield each component with its place, those inside others too."""
    for index, component in enumerate(components if isinstance(components, list) else ()):
        here = f"{where}.{index}"
        yield here, component
        yield from walk(component.get("components"), f"{here}.components")
        for name in ("accessory", "component"):
            if isinstance(component.get(name), dict):
                yield f"{here}.{name}", component[name]


def _distinct_ids(components: list[Body], where: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for here, component in walk(components, where):
        custom_id = component.get("custom_id")
        if custom_id in seen:
            yield Fault(
                f"{here}.custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        if custom_id:
            seen.add(custom_id)


def _new_layout(message: Body, components: list[Body], at: str) -> Iterator[Fault]:
    for old in ("content", "embeds", "poll", "sticker_ids"):
        if message.get(old):
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            yield Fault(f"{at}{old}", code, f"{old} cannot be used with components v2")
    every = list(walk(components, f"{at}components"))
    if len(every) > 40:
        yield Fault(f"{at}components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "More than 40")
    if sum(len(piece.get("content") or "") for _, piece in every) > 4000:
        message_text = "The text of all components is over 4000"
        yield Fault(f"{at}components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message_text)
    for here, piece in every:
        if piece.get("type") == _ROW:
            yield from _row(piece, here)
        elif piece.get("type") == _BUTTON and here.endswith("accessory"):
            yield from _button(piece, here)


def modal_faults(modal: Body, where: str) -> Iterable[Fault]:
    """Measure a modal: its title, and one to five rows or labels."""
    yield from too_long(f"{where}.title", modal.get("title"), 45, 1)
    yield from too_long(f"{where}.custom_id", modal.get("custom_id"), 100, 1)
    components = modal.get("components") or []
    yield from _rows(components, f"{where}.components", modal=True)
    yield from _distinct_ids(components, f"{where}.components")
