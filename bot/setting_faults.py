"""Why a setting that looks right is wrong, in words that do not show it.

Most faults of a configuration are the right value in the wrong wrapping, or another value of the
same page: each is known here by its shape, for a variable and for the file of the token alike.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Final

Shapes = tuple[tuple[str, str], ...]
"""Regular expressions for a whole value, each with what to do about it."""

QUOTE: Final = r"[\"'`\u00ab\u00bb\u2018-\u201f]"
NEVER_RIGHT: Final[Shapes] = (
    (rf"{QUOTE}.*", "Take the quotation marks away."),
    (
        r"(?:export\s+|set\s+|-\s*)?[A-Z][A-Z0-9_]+\s*=.*",
        "Keep only what is behind the equals sign.",
    ),
    (r"(?:export\s+|set\s+|-\s*)?[A-Z][A-Z0-9_]+:\s.*", "Keep only what is behind the colon."),
    (r"\$\{?[A-Za-z_]\w*.*|%\w+%", "It still names a variable: put the value itself there."),
    (r"<[^#@].*>", "Put the value itself in the place of the angle brackets."),
    (r".*[\r\n\v\f\x85\u2028\u2029].*", "Keep it on a single line."),
)
"""No setting looks like this, whatever it takes."""

LIKELY: Final[Shapes] = (
    (rf".*{QUOTE}", "Take the quotation marks away."),
    (r".*\s#.*", "Take the comment behind it away."),
    (r".*[,;]", "Take the punctuation at its end away."),
)
"""Why a value that was refused may have been."""

PARTED_DIGITS: Final = r"(?=.*[\s_,.])[\d\s_,.]+"
DOTTED: Final = r"[\w-]{17,}\.[\w-]{6,}\.[\w-]{20,}"
SHAPES: Final[Mapping[str, Shapes]] = {
    "discord_token": (
        (r"(?i)bot\s+\S.*", 'Leave out "Bot": it belongs to the request, not to the token.'),
        (r"(?i)(authorization|(bot_?|discord_?)?token)\s*[=:].*", "Keep the token alone."),
        (r"\{.*", "Keep the token alone, without the braces and names of a JSON file."),
        (r"\d{15,20}", "This is the application's id: the token is under Bot > Reset Token."),
        (r"[0-9a-fA-F]{64}", "This is the public key: the token is under Bot > Reset Token."),
        (r"[\w-]{32}", "This is the client secret: the token is under Bot > Reset Token."),
        (r"(?i)https?://.*", "This is an address: the token is under Bot > Reset Token."),
        (r"[~.]?/.*|[A-Za-z]:\\.*", "This is a path: it belongs into DISCORD_TOKEN_FILE."),
        (r"[^A-Za-z0-9]*|.*(\.\.\.|…|\*\*|•).*", "This only stands for the token: copy it whole."),
        (r".*\s.*", "Take the spaces out: a token has none."),
        (r"[^.]*\.[^.]*|.*\..*\..*\..*|\..*|.*\.|.*\.\..*",
         "Copy it whole: a token has three parts with a dot between each two."),
        (r".*[^\w.-].*", "Copy it anew: it has a character that no token has."),
    ),
    "discord_token_file": (
        (DOTTED, "This is the token itself: it belongs into DISCORD_TOKEN."),
    ),
    "discord_api_url": (
        (r"(?!https?://).*", "Begin it with http:// or https://."),
        (r".*[?#].*", "Leave out everything from the question mark or the # on."),
    ),
    "database_url": (
        (r"sqlite:/.*", "Name the driver as well: sqlite+aiosqlite."),
        (r"sqlite\+aiosqlite:(?!///).*", "Put three slashes before the path."),
        (r"(sqlite\+aiosqlite:///)?(file:|:memory:).*", "Name a file that outlives the bot."),
        (r"postgres(ql)?(\+(?!asyncpg:)\w+)?:.*", "Name the driver as well: postgresql+asyncpg."),
        (r"postgresql\+asyncpg:.*", "Name the host and the database."),
        (r"(?!sqlite)[a-z]\w*(\+\w+)?://.*", "The bot keeps its data in SQLite or PostgreSQL."),
        (r"[^:]+", "Put sqlite+aiosqlite:/// before the path."),
        (r".*\?.*", "Leave out the question mark and what follows it."),
    ),
    "command_guild_id": (
        (r"<.*\d.*>", "Keep only the digits of the mention."),
        (r"https?://.*", "Keep only the id: Copy Server ID in the server's menu."),
        (r"\d+[\s,;]+\d.*", "Name one server."),
        (PARTED_DIGITS, "Write the digits without anything between them."),
        (r"(?=.*[A-Za-z]).*", "Copy Server ID in the server's menu gives the id."),
    ),
    "require_sign_off": ((r".*", "Write yes or no."),),
    "retention_days": (
        (r"\d+\s*[A-Za-z]+", "Write the number of days alone."),
        (PARTED_DIGITS, "Write the digits without anything between them."),
    ),
    "shard_count": (
        (r"(?i)(auto|default|recommended)", "Leave it out for as many as Discord recommends."),
        (r"[\[(]?\d+\s*[,/]\s*\d+[\])]?", "Write how many there are in all, as one number."),
    ),
    "health_port": (
        (r".*[:/].*", "Write the number of the port alone; the address belongs into HEALTH_HOST."),
        (PARTED_DIGITS, "Write the digits without anything between them."),
    ),
    "health_host": (
        (r"\[.*\].*", "Leave out the brackets."),
        (r"https?://.*", "Leave out http:// and what follows the address."),
        (r"[\d.]+:\d+", "The port belongs into HEALTH_PORT."),
        (r"(?i)localhost", "Write it as 127.0.0.1."),
        (r"\*", "Write it as 0.0.0.0."),
    ),
    "site_url": (
        (r"(?!https?://).*", "Begin it with https://."),
        (r".*[?#].*", "Leave out everything from the question mark or the # on."),
        (r".*@.*", "Leave out the name and the password: everybody reads the address."),
        (r".*\s.*", "Write %20 in the place of each space."),
    ),
    "application_id": (
        (r"https?://.*", "Keep only the id: General Information > Application ID."),
        (PARTED_DIGITS, "Write the digits without anything between them."),
        (r"(?=.*[A-Za-z]).*", "General Information > Application ID gives the id."),
    ),
}  # fmt: skip
"""What is often taken for a setting, or wrapped around it, by the name of the setting."""


def find_never_right(name: str, value: str) -> str | None:
    """Return what to do about a value that no setting can have; None if there is nothing.

    Of the token that is also whatever is known to be none, since anything else may be one.
    """
    if any(unicodedata.category(each) in {"Cc", "Cf"} and each not in "\r\n" for each in value):
        return "Type it anew: it holds a character that cannot be seen."
    known = SHAPES[name] if name in {"discord_token", "discord_token_file"} else ()
    return _match((*NEVER_RIGHT, *known), value)


def explain(name: str, value: str) -> str | None:
    """Return what is probably wrong with a value that was refused; None if nothing is known."""
    return _match((*SHAPES.get(name, ()), *LIKELY), value)


def _match(shapes: Shapes, value: str) -> str | None:
    for shape, advice in shapes:
        if re.fullmatch(shape, value, re.DOTALL | re.ASCII):
            return advice
    return None


def looks_like_token(token: str) -> bool:
    """Return whether a token is made as Discord makes them: its first part is the bot's id."""
    if not re.fullmatch(DOTTED, token, re.ASCII):
        return False
    first = token.split(".", 1)[0]
    try:
        return urlsafe_b64decode(first + "=" * (-len(first) % 4)).isdigit()
    except ValueError:
        return False
