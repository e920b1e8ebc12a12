"""The catalogue of reports: every sentence about them that people read."""

from __future__ import annotations

from bot.store import ReportFault, ReportKind
from bot.ui.translation import text

OPEN_FORM: dict[ReportKind, str] = {
    "card": text("Report this card"),
    "question": text("Report this question"),
}
FAULT_FIELD = text("What is wrong with it?")
FAULT: dict[ReportFault, str] = {
    ReportFault.WRONG: text("Wrong"),
    ReportFault.OUTDATED: text("Outdated"),
    ReportFault.UNCLEAR: text("Unclear"),
    ReportFault.DANGEROUS: text("Dangerous"),
}
FAULT_DESCRIPTION: dict[ReportFault, str] = {
    ReportFault.WRONG: text("It says something that is not true"),
    ReportFault.OUTDATED: text("It was true once, and is not any more"),
    ReportFault.UNCLEAR: text("It is hard to understand, or easy to misread"),
    ReportFault.DANGEROUS: text("Somebody who follows it could be harmed"),
}
FIELD = text("Anything to add? You can leave this empty")
FIELD_DESCRIPTION = text(
    "Card writers and moderators may read it, without your name. No personal health details, "
    "please."
)
EXAMPLE: dict[ReportKind, str] = {
    "card": text("For example: the second sentence is out of date, because …"),
    "question": text("For example: the right answer should be B, because …"),
}
THANKS: dict[ReportKind, str] = {
    "card": text(
        "Thank you. Your report on this card is saved for the people who write the cards."
    ),
    "question": text(
        "Thank you. Your report on this question is saved for the people who write them."
    ),
}

REPORTED: dict[ReportKind, str] = {
    "card": text("A card was reported"),
    "question": text("A question was reported"),
}
REPORTED_RESOLVED: dict[ReportKind, str] = {
    "card": text("A card was reported: resolved"),
    "question": text("A question was reported: resolved"),
}
DANGEROUS: dict[ReportKind, str] = {
    "card": text("A card was reported as dangerous"),
    "question": text("A question was reported as dangerous"),
}
SHOWN_FAULT = text("**{fault}.** {description}.")
SUBJECT: dict[ReportKind, str] = {"card": text("Card"), "question": text("Question")}
FOOTER = text("Report {report} · {revision} · The people who write the cards can see it too.")
RESOLVED = text("Resolved")
RESOLVED_BY = text("{time} by {person}")
SHOW_CARD = text("Show card")
RESOLVE = text("Resolve")
