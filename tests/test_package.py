"""What is published: a wheel and a source distribution that work without a checkout."""

import ast
import re
import signal
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from bot import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
NAME = re.compile(r"[A-Za-z0-9._-]+")


def normal(name: str) -> str:
    """Write a distribution's name as PyPA's "Names and normalization" does."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder: Path) -> set[str]:
    """Return the top-level modules that the code in a folder imports."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                found |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


@pytest.mark.long
def test_each_library_that_is_imported_is_declared() -> None:
    declared = {
        normal(NAME.match(each)[0])
        for part in (
            PROJECT["dependencies"],
            *(libraries for extra, libraries in EXTRAS.items() if extra != "dev"),
        )
        for each in part
    }
    # pydantic pins the one version of its core that fits.
    outside = imported(ROOT / "bot") - set(sys.stdlib_module_names) - {"bot", "pydantic_core"}
    providers = packages_distributions()
    undeclared = {
        module
        for module in outside
        if not {normal(each) for each in providers.get(module, ())} & declared
    }
    assert not undeclared


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, which is built from the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t"]
    subprocess.run([*build, "sdist"], cwd=ROOT, check=True, capture_output=True)
    (source,) = folder.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(folder / "source", filter="data")
    (unpacked,) = (folder / "source").iterdir()
    subprocess.run([*build, "wheel"], cwd=unpacked, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel, and with what it requires."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (wheel,) = built.glob("*.whl")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", "--target", site, wheel],
        check=True,
    )
    # The requirements are those of the environment that runs the tests, but for the bot itself,
    # which the site above comes before.
    required = Path(pytest.__file__).parents[1]
    (site / "required.pth").write_text(f"{required}\n")
    return folder / "bin" / "python"


@pytest.mark.long
def test_the_wheel_holds_deck_templates_and_words_and_nothing_of_the_tests(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert wheel.name == f"imnm_bot-{__version__}-py3-none-any.whl"
    names = set(zipfile.ZipFile(wheel).namelist())
    deck = {
        f"bot/cards/{file.relative_to(ROOT / 'cards').as_posix()}"
        for file in (ROOT / "cards").rglob("*.yaml")
    }
    read = {
        file.relative_to(ROOT).as_posix()
        for ending in ("*.typ", "*.svg", "*.txt", "*.mako", "*.html", "*.css", "*.js")
        for file in (ROOT / "bot").rglob(ending)
    }
    sample = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "bot/deck/sample").rglob("*")
        if file.is_file()
    }
    assert "bot/deck/sample/en/redflags.yaml" in sample
    assert len(read) > 10
    assert deck | read | sample <= names
    documents = {
        f"bot/documents/{file.relative_to(ROOT).as_posix()}"
        for file in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "cards/README.md")
        if file != ROOT / "README.md"
    }
    assert {name for name in names if name.startswith("bot/documents/")} == documents
    assert {name.partition("/")[0] for name in names} == {
        "bot",
        f"imnm_bot-{__version__}.dist-info",
    }


@pytest.mark.long
def test_in_an_empty_folder_the_wheel_shows_its_deck_and_its_page(
    installed: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    environment = {"XDG_DATA_HOME": str(tmp_path / "share"), "PYTHONUNBUFFERED": "1"}
    told = subprocess.run(
        [installed, "-m", "bot", "--version"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert told.startswith(f"imnm-bot {__version__}\nIMNM reference cards")
    subprocess.run(
        [installed, "-m", "bot", "check", "--strict"], cwd=tmp_path, env=environment, check=True
    )
    own = str(tmp_path_factory.mktemp("own"))
    for verb in (["new", own], ["check", own, "--strict"]):
        subprocess.run([installed, "-m", "bot", *verb], cwd=tmp_path, env=environment, check=True)
    preview = subprocess.Popen(
        [installed, "-m", "bot", "preview", "--no-browser", "--port", "0"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        address = next(
            found[0] for line in preview.stdout if (found := re.search(r"http://\S+", line))
        )
        with urllib.request.urlopen(address) as answer:  # noqa: S310  the loopback's
            assert answer.status == 200
    finally:
        preview.send_signal(signal.SIGINT)
        preview.communicate()
    assert not preview.returncode
    assert not list(tmp_path.iterdir())


@pytest.mark.long
def test_the_wheel_writes_the_site_with_its_documents(installed: Path, tmp_path: Path) -> None:
    subprocess.run(
        [installed, "-m", "bot", "site", "out"],
        cwd=tmp_path,
        env={"XDG_DATA_HOME": str(tmp_path / "share")},
        check=True,
    )
    pages = {each.relative_to(tmp_path / "out").as_posix() for each in tmp_path.rglob("*.html")}
    assert {"cards/overview.html", "documents/privacy.html", "documents/running.html"} <= pages
