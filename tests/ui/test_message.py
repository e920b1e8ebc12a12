"""The text of a message before it is sent."""

from bot.features.cards.check import draw_all
from tests.libraries import real_library
from tests.markdown import read_markdown


def test_no_message_of_the_deck_holds_markup_that_it_does_not_mean() -> None:
    """Of two gene types, such as DRB1*11:01, Discord would else remove both asterisks."""
    shown = []
    for sample in draw_all(real_library().deck):
        shown.append(sample.message.content)
        for embed in sample.message.embeds:
            shown += [embed.title or "", embed.description or ""]
            shown += [text for field in embed.fields for text in (field.name, field.value)]
    assert any("DRB1\\*08:03" in text for text in shown)
    for text in shown:
        meant = {"bold", "coded", "linked", "quotation", "list", "address", "subheading", "command"}
        assert read_markdown(text).kinds <= meant, text
