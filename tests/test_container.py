"""The container is kept right by reading: no engine runs where the tests do."""

import re
from pathlib import Path

import pytest
import yaml

from bot.runtime.health import MOST_CONNECTIONS
from bot.runtime.health_check import PATIENCE
from bot.settings import EXPECTED

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def service() -> dict:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert list(services) == ["bot"]
    return services["bot"]


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def stages() -> list[list[str]]:
    """The instructions of each stage of the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]
    stages: list[list[str]] = []
    for line in lines:
        if line.startswith("FROM "):
            stages.append([])
        stages[-1].append(line)
    return stages


def test_the_root_is_read_only_and_only_data_and_tmp_can_be_written(service):
    assert service["read_only"] is True
    assert service["volumes"] == ["data:/data"]
    assert [mount.split(":")[0] for mount in service["tmpfs"]] == ["/tmp"]  # noqa: S108


def test_it_has_no_rights_that_it_does_not_need(service):
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "ports" not in service


def test_it_is_limited_watched_and_started_again(service):
    assert service["init"] is True
    assert service["restart"] == "unless-stopped"
    assert service["mem_limit"] == "256m"
    assert service["pids_limit"] == 64
    assert 0 < service["cpus"] <= 2
    # A core dump would hold the token; descriptors are for some shards and the health port.
    assert service["ulimits"]["core"] == 0
    assert MOST_CONNECTIONS * 4 < service["ulimits"]["nofile"] <= 4096
    assert service["healthcheck"]["test"] == ["CMD", "imnm-bot", "health"]


def test_the_check_gives_the_bot_time_to_start_and_is_the_same_without_compose(service, stages):
    (line,) = (each for each in stages[1] if each.startswith("HEALTHCHECK"))
    said = dict(re.findall(r"--([a-z-]+)=(\S+)", line))
    kept = {name.replace("_", "-"): str(value) for name, value in service["healthcheck"].items()}
    assert said == {name: value for name, value in kept.items() if name != "test"}
    assert line.endswith('CMD ["imnm-bot", "health"]')
    assert int(said["start-period"].removesuffix("s")) >= 60
    assert int(said["timeout"].removesuffix("s")) > PATIENCE


def test_every_setting_that_is_no_place_in_the_container_can_be_made_outside(service):
    places = {"CARDS_DIR", "DATABASE_URL", "DISCORD_TOKEN"}
    assert set(service["environment"]) == {name.upper() for name in EXPECTED} - places
    for name, value in service["environment"].items():
        assert name == "DISCORD_TOKEN_FILE" or value.startswith(f"${{{name}:-"), name


def test_a_published_image_can_be_named_and_without_one_it_is_built(service):
    assert service["image"] == "${IMAGE:-imnm-bot:latest}"
    assert service["build"] == "."


def test_docker_waits_longer_than_the_bot_takes_to_drain(service):
    assert int(service["stop_grace_period"].removesuffix("s")) > 10


def test_the_token_is_a_secret_file_and_never_an_environment_variable(service, compose):
    assert service["secrets"] == ["discord_token"]
    assert service["environment"]["DISCORD_TOKEN_FILE"] == "/run/secrets/discord_token"
    assert "DISCORD_TOKEN" not in service["environment"]
    assert compose["secrets"]["discord_token"] == {"file": "./secrets/discord_token"}
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_image_holds_the_environment_and_what_that_needs_and_no_build_tools(stages):
    build, final = stages
    assert re.fullmatch(r"FROM python:3\.\d+\.\d+-slim AS build", build[0])
    assert final[0] == "FROM scratch", "no shell, no apt, no pip"
    copied = [line.split()[-2:] for line in final if line.startswith("COPY --from=build")]
    assert copied == [["/root-of-image", "/"], ["/opt/imnm", "/opt/imnm"], ["/owned", "/"]]
    assert not [line for line in final if line.startswith("RUN")], "there is nothing to run"
    assert any("uninstall --yes setuptools" in line for line in build)
    assert any("minimal_root.py /opt/imnm /root-of-image" in line for line in build)
    assert any("--owner=10001 --group=10001 --mode=0700 /owned/data" in line for line in build)


def test_the_image_runs_as_user_10001_and_stops_on_sigterm(stages):
    assert "USER 10001:10001" in stages[1]
    assert stages[1].index("USER 10001:10001") < stages[1].index('ENTRYPOINT ["imnm-bot"]')
    assert "STOPSIGNAL SIGTERM" in stages[1]
    assert 'CMD ["run"]' in stages[1]


def test_the_image_installs_hashed_requirements_that_hold_no_addresses(stages):
    assert any(
        "--require-hashes --requirement requirements/image.txt" in line for line in stages[0]
    )
    files = sorted((ROOT / "requirements").iterdir())
    assert [file.name for file in files] == ["build.txt", "dev.txt", "image.txt", "preview.txt"]
    for file in files:
        text = file.read_text()
        assert "://" not in text
        pinned = re.findall(r"^[A-Za-z0-9._-]+==\S+", text, re.MULTILINE)
        assert len(pinned) > (5 if file.name == "build.txt" else 30)
        assert text.count(" \\\n    --hash=sha256:") >= len(pinned)


def test_what_the_image_copies_is_not_ignored(stages):
    kept = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    }
    copied = {
        source.removeprefix("./")
        for stage in stages
        for line in stage
        if line.startswith("COPY") and "--from" not in line
        for source in line.split()[1:-1]
    }
    assert copied == kept
    assert all((ROOT / source).exists() for source in kept)
