"""``imnm-bot reports``: what people report as wrong, for those who write the cards.

The reporter's name is never shown.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from textwrap import indent
from typing import Literal

from bot.store import Access, Report, Store


def run_reports(
    url: str, *, output: Literal["text", "json"], only_open: bool, close: int | None
) -> int:
    """Close a report, or list them, the dangerous ones first; return the exit code of the verb.

    Raise a :class:`~bot.errors.StoreError` if the database cannot be used.
    """
    if close is not None:
        if asyncio.run(_close(url, close)):
            return 0
        print(f"imnm-bot: There is no open report {close}.", file=sys.stderr)
        return 1
    reports = asyncio.run(_list(url, only_open=only_open))
    print(_as_json(reports) if output == "json" else _as_text(reports))
    return 0


async def _close(url: str, report_id: int) -> bool:
    # Beside a bot that runs: the bot caches nothing of reports that could grow old.
    async with Store(url, Access.GUEST) as store:
        return await store.reports.close(report_id, datetime.now(UTC))


async def _list(url: str, *, only_open: bool) -> list[Report]:
    async with Store(url, Access.READER) as store:
        return await store.reports.all(only_open=only_open)


def _as_json(reports: Sequence[Report]) -> str:
    # In ASCII it is the same JSON on every console.
    return json.dumps([asdict(each) for each in reports], default=datetime.isoformat, indent=2)


def _as_text(reports: Sequence[Report]) -> str:
    if not reports:
        return "No reports."
    return "\n\n".join(
        f"#{each.id} {_describe_fault(each)}{each.kind} {each.subject_id} ({each.revision}), "
        f"{each.at:%Y-%m-%d %H:%M}, {_describe_state(each)}{_quote(each)}"
        for each in reports
    )


def _describe_fault(report: Report) -> str:
    """Return "DANGEROUS: " or "outdated: "; nothing for a report that has words alone."""
    if report.fault is None:
        return ""
    return f"{report.fault.upper() if report.is_dangerous else report.fault}: "


def _quote(report: Report) -> str:
    return f"\n{indent(report.text, '    ')}" if report.text else ""


def _describe_state(report: Report) -> str:
    return "open" if report.closed_at is None else f"closed {report.closed_at:%Y-%m-%d}"
