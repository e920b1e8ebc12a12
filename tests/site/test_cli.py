"""``imnm-bot site``."""

import shutil
import sys

import pytest

from bot.cli import main
from tests.libraries import CARDS

SMALL = CARDS.parent / "tests" / "deck" / "small"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in ("SITE_URL", "APPLICATION_ID", "REQUIRE_SIGN_OFF"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CARDS_DIR", str(SMALL))


@pytest.mark.long
def test_it_writes_the_site_of_the_deck_and_says_how_long_that_took(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    monkeypatch.setenv("APPLICATION_ID", "42424242")
    assert main(["site", str(tmp_path / "out"), "--repository", "https://example.net/r"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith("Wrote ")
    assert " s. Open " in told.out
    home = (tmp_path / "out" / "index.html").read_text()
    assert '<link rel="canonical" href="https://example.org/">' in home
    invitation = (tmp_path / "out" / "add-the-bot.html").read_text()
    assert "client_id=42424242" in invitation
    assert "https://example.net/r" in invitation


def test_a_deck_with_faults_is_not_published(tmp_path, capsys, monkeypatch):
    broken = shutil.copytree(SMALL, tmp_path / "deck")
    (broken / "en" / "overview.yaml").write_text("id: [")
    monkeypatch.setenv("CARDS_DIR", str(broken))
    assert main(["site", str(tmp_path / "out")]) == 1
    assert "en/overview.yaml:2: DECK005" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.long
def test_a_folder_with_other_files_is_refused_in_a_sentence(tmp_path, capsys):
    (tmp_path / "mine.txt").touch()
    assert main(["site", str(tmp_path)]) == 1
    assert "holds other files and no site" in capsys.readouterr().err


def test_without_its_libraries_it_says_how_to_get_them(tmp_path, capsys, monkeypatch):
    for name in list(sys.modules):
        if name.startswith("bot.site"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert main(["site", str(tmp_path / "out")]) == 2
    assert "pip install 'imnm-bot[site]'" in capsys.readouterr().err
