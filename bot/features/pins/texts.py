"""The catalogue of pins: every sentence about them that people read."""

from __future__ import annotations

from typing import Literal

from bot.store import EditRefusal
from bot.ui.translation import plural, text

GROUP_DESCRIPTION = text("Cards that stay in a channel and update automatically")
CARD_DESCRIPTION = text("Post a card here and pin it; I update it automatically")
CARD_OPTION = text("Type a few letters and pick")
LEVEL_OPTION = text("In plain words or in clinical terms (default: the server's setting)")
BOARD_DESCRIPTION = text("Post a front desk here: one tap to every card")
LIST_DESCRIPTION = text("List the pins in this server that update automatically")
REFRESH_DESCRIPTION = text("Update the pins of this server now")
REMOVE_DESCRIPTION = text("Unpin a card and stop updating it")
PIN_OPTION = text("Pick one, or paste the link of the message")
KEEP_MENU = text("Keep this card up to date")

# -- what stands in the channel

FRONT_DESK = text("Front desk")
FRONT_DESK_TITLE = text("Cards about {subject}")
FRONT_DESK_LEAD = text(
    "Press a card to open it. Only you see what you read.\n"
    "The last buttons are the cards read most here. The menu leads to all cards; `/{group} search` "
    "finds one from your own words."
)
EMERGENCY = text("In an emergency")
UNSIGNED = text(
    "This page is waiting for a clinician's approval. It comes back once it is approved. "
    "`/{group} search` finds the cards that are approved now."
)
GONE = text(
    "The card that was here has been removed. `/{group} search` and this menu lead to the current "
    "cards."
)
REPLACED = text("The card that was here has been removed. {title} has taken its place.")
OPEN = text("Open “{title}”")

# -- pins in lists and suggestions

UNSIGNED_TITLE = text("A card waiting for approval ({page})")
GONE_TITLE = text("A card that has been removed ({page})")
SUGGESTION = text("{title} in {channel}, {number}")
LEVEL_SUGGESTION = text("{title} ({level}) in {channel}, {number}")
CHANNEL_GONE = text("a channel that is gone or closed")
LISTED = text("**{pin}** · {channel}\n{state}")
LISTED_LEVEL = text("**{pin}** · {channel} · {level}\n{state}")
STATE: dict[Literal["current", "waiting", "absent"] | EditRefusal, str] = {
    "current": text("up to date"),
    "waiting": text("is about to be updated"),
    "absent": text("not shown at present: a notice in its place says where to look"),
    EditRefusal.ACCESS: text(
        "cannot be updated: I do not see the channel. Give me View Channel there, then use "
        "`/pin refresh`"
    ),
    EditRefusal.RIGHTS: text(
        "cannot be updated: I lack permissions there. Give me View Channel, Send Messages and "
        "Embed Links in the channel, then use `/pin refresh`"
    ),
    EditRefusal.ARCHIVED: text(
        "cannot be updated: the thread is closed. Open it, then use `/pin refresh`"
    ),
    EditRefusal.EMBEDS: text(
        "shows nothing: Discord leaves the card out, because I lack Embed Links. Give me that in "
        "the channel, then use `/pin refresh`"
    ),
    EditRefusal.UNPINNED: text(
        "up to date, but somebody has unpinned it. Pin it again in Discord, or take it off this "
        "list with `/pin remove`"
    ),
    EditRefusal.BLOCKED: text(
        "cannot be updated: Discord does not allow it there. Somebody who manages the server may "
        "find the reason in its AutoMod or safety settings"
    ),
    EditRefusal.UNFIT: text(
        "cannot be updated: Discord does not accept the card as it is. Whoever runs the bot finds "
        "the reason in its log"
    ),
}
LIST_TITLE = text("Pins that update automatically")
NONE = text("None that you can see. `/pin card` posts and pins a card, `/pin board` a front desk.")
LIST_FOOTER = plural(
    "Page {page} of {pages} · {count} pin", "Page {page} of {pages} · {count} pins"
)

# -- the answers to commands

PINNED = text(
    "Pinned: {pin}. It updates automatically whenever the card changes. `/pin list` shows all "
    "pins that do, and `/pin remove` stops one."
)
UNPINNED = text("Unpinned: {pin}. It stays as it is and does not update any more.")
DELETE = text("Delete the message too")
VANISHED = text("That message was already gone. It is off the list now.")
DELETED = text("Unpinned and deleted.")
REFRESHED = text("Pins refreshed")
NO_PINS = text("There are no pins to refresh in this server. `/pin card` posts and pins one.")
COUNT_REFRESHED = plural("{count} pin up to date", "{count} pins up to date")
COUNT_UNPINNED = plural(
    "{count} pin up to date, but not pinned any more",
    "{count} pins up to date, but not pinned any more",
)
COUNT_FORGOTTEN = plural(
    "{count} pin taken off the list: the message or its channel is gone",
    "{count} pins taken off the list: the messages or their channels are gone",
)
COUNT_UNSENT = plural(
    "{count} pin not reached: I try again later if the card has changed",
    "{count} pins not reached: I try again later where the card has changed",
)
COUNT_REFUSED = plural(
    "{count} pin that I cannot update: `/pin list` says why",
    "{count} pins that I cannot update: `/pin list` says why",
)
REFUSED_PIN = text("• {pin}")
