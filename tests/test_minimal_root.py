"""The root of the image: enough for the bot, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "deploy" / "minimal_root.py"
NEEDED = "asyncio, ctypes, lzma, multiprocessing, sqlite3, ssl, zoneinfo"
TRY = f"""
import {NEEDED}, pwd
assert ssl.create_default_context().cert_store_stats()["x509_ca"] > 100
assert sqlite3.connect(":memory:").execute("SELECT 1").fetchone() == (1,)
assert pwd.getpwuid(10001).pw_name == "imnm"
print("works")
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("image")
    environment, root = folder / "environment", folder / "root"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    made = subprocess.run([sys.executable, SCRIPT, environment, root], text=True, check=False)
    assert made.returncode == 0
    inside = root / environment.relative_to("/")
    inside.parent.mkdir(parents=True)
    environment.rename(inside)
    return root


@pytest.fixture
def python(root) -> Path:
    (program,) = root.rglob("environment/bin/python")
    return Path("/") / program.relative_to(root)


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may change its root")
def test_an_interpreter_in_it_has_all_that_it_needs(root, python):
    tried = subprocess.run(
        ["chroot", root, python, "-c", TRY], capture_output=True, text=True, check=False
    )
    assert (tried.stdout, tried.stderr) == ("works\n", "")


@pytest.mark.long
def test_the_standard_library_is_compiled_for_a_root_that_keeps_nothing(root):
    (module,) = root.rglob("asyncio/tasks.py")
    assert list(module.parent.glob("__pycache__/tasks.*.pyc"))


@pytest.mark.long
def test_nothing_in_it_can_install_build_or_run_commands(root):
    programs = {
        each.name
        for each in root.rglob("*")
        if each.is_file() and os.access(each, os.X_OK) and ".so" not in each.name
    }
    assert any(name.startswith("python3") for name in programs)
    assert not programs & {"sh", "bash", "dash", "busybox", "apt", "dpkg", "pip", "gcc", "ld"}
    names = {each.name for each in root.rglob("*")}
    assert not names & {"ensurepip", "pip", "setuptools"}


def test_its_one_user_owns_nothing_and_has_no_shell(root):
    for line in (root / "etc" / "passwd").read_text().splitlines():
        *_, home, shell = line.split(":")
        assert not (root / home.removeprefix("/")).exists()
        assert not (root / shell.removeprefix("/")).exists()


@pytest.mark.long
def test_a_library_that_is_missing_is_named(tmp_path):
    """The image would fail when the bot first needs it."""
    listed = tmp_path / "ldd"
    listed.write_text('#!/bin/sh\necho "\tlibnowhere.so.1 => not found"\n')
    listed.chmod(0o755)
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    path = f"{tmp_path}:{os.environ['PATH']}"
    made = subprocess.run(
        [sys.executable, SCRIPT, environment, tmp_path / "root"],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 1
    assert made.stderr == "not found: libnowhere.so.1\n"
