"""Reports and their form, as they look and fit."""

from datetime import UTC, datetime

import pytest

from bot.features.reports.views import LONGEST, draw_report, draw_report_form
from bot.learning.questions import item_bank_of
from bot.store import Report, ReportFault
from bot.ui.limits import limit_violations
from tests.libraries import real_library

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HUGE = 2**63 - 1


@pytest.fixture(scope="module")
def deck():
    return real_library().deck


def test_the_example_of_a_report_fits_what_is_reported():
    def example(kind: str) -> str:
        return draw_report_form(kind, "subtypes", "0" * 8).children[-1].component.placeholder

    assert "right answer" in example("question")
    assert "answer" not in example("card")


@pytest.mark.parametrize("closed_at", [None, NOW])
def test_a_report_of_any_length_on_anything_fits(deck, closed_at):
    item = max(item_bank_of(deck).items.values(), key=lambda each: len(each.text))
    for kind, subject in (("question", item.id), ("question", "Q999"), ("card", "subtypes")):
        for fault in (*ReportFault, None):
            words = "`" * LONGEST
            report = Report(HUGE, kind, subject, "01234567", fault, words, NOW, closed_at)
            assert limit_violations(draw_report(deck, report, HUGE)) == ()
