"""The service of systemd: what it may do, and that it is started as the README says."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "deploy" / "imnm-bot.service"


@pytest.fixture
def service() -> dict[str, list[str]]:
    parser = configparser.ConfigParser(strict=False, interpolation=None, dict_type=Repeated)
    parser.optionxform = str
    parser.read(UNIT)
    return {name: value.split("\n") for name, value in parser["Service"].items()}


class Repeated(dict):
    """Keeps all values of a key that stands more than once, as systemd does."""

    def __setitem__(self, key, value):
        if key in self and isinstance(value, list):
            value = self[key] + value
        super().__setitem__(key, value)


def test_the_token_is_a_credential_and_no_variable(service):
    assert service["LoadCredential"] == ["discord_token:/etc/imnm-bot.token"]
    assert "DISCORD_TOKEN_FILE=%d/discord_token" in service["Environment"]
    assert "DISCORD_TOKEN=" not in UNIT.read_text()


def test_it_may_write_to_its_own_folder_alone(service):
    assert service["ProtectSystem"] == ["strict"]
    assert service["StateDirectory"] == ["imnm-bot"]
    assert service["StateDirectoryMode"] == ["0700"]
    assert service["UMask"] == ["0077"]
    assert "ReadWritePaths" not in service


def test_it_has_time_to_finish_and_is_not_started_again_in_vain(service):
    assert int(service["TimeoutStopSec"][0]) > 10
    assert service["Restart"] == ["always"]
    assert service["RestartPreventExitStatus"] == ["2 69"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_understands_every_line():
    checked = subprocess.run(
        ["systemd-analyze", "verify", UNIT], check=False, capture_output=True, text=True
    )
    complaints = [
        line
        for line in checked.stderr.splitlines()
        if UNIT.name in line and "/opt/imnm-bot/bin/imnm-bot" not in line
    ]
    assert not complaints
