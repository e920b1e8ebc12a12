"""What the tests reach in `bot`, measured where they run.

Python 3.11 can only trace every line of every library, which takes as long as the tests themselves.
Slipcover writes its probes into the modules of `bot` alone, as they are imported. A worker of
pytest-xdist is a process of its own, so each leaves its own file to be merged. The bots that the
live tests start are not measured: what only they reach counts as not covered.

`make test` names this plugin where all tests run, as in `.ci/run`.
"""

import json
import os
from pathlib import Path

import pytest
from slipcover import FileMatcher, ImportManager, Slipcover
from slipcover.importer import wrap_spec_from_file_location

FOLDER = Path(".coverage")

# No probe is taken out again: that would exchange functions while tests run.
_cover = Slipcover(branch=True, source=["bot"], d_miss_threshold=-1)
_of_the_bot = FileMatcher(sources=["bot"])
ImportManager(_cover, _of_the_bot).__enter__()
wrap_spec_from_file_location(_cover, _of_the_bot)  # Alembic loads migrations by their file


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput") or session.config.getoption("numprocesses") is None:
        FOLDER.mkdir(exist_ok=True)
        report = json.dumps(_cover.get_coverage())
        (FOLDER / f"{os.getpid()}.json").write_text(report, encoding="utf-8")
