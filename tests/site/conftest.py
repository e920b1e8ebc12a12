"""The site of the real deck, built once in each process, and the pages of a little one."""

from pathlib import Path

import pytest

from bot.site.build import SiteOptions, build_site
from bot.site.documents import find_documents
from tests.libraries import real_library
from tests.site.reading import Site

URL = "https://cards.example.org/site"
REPOSITORY = "https://example.org/imnm-bot"
APPLICATION = 123456789012345678


@pytest.fixture(scope="session")
def site() -> Site:
    options = SiteOptions(URL, APPLICATION, REPOSITORY, find_documents())
    return Site(build_site(real_library().deck, options))


@pytest.fixture(scope="session")
def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site.write(tmp_path_factory.mktemp("site"))
