"""Several bots on one database: both ways to deploy them, kept right by reading."""

import re
from pathlib import Path

import pytest
import yaml

from bot.settings import EXPECTED

ROOT = Path(__file__).parents[1]
KUBERNETES = ROOT / "deploy" / "kubernetes"


def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def compose() -> dict:
    return read(ROOT / "compose.scale.yml")


@pytest.fixture(scope="module")
def objects() -> dict[str, dict]:
    listed = read(KUBERNETES / "kustomization.yaml")["resources"]
    assert sorted(listed) == sorted(
        each.name for each in KUBERNETES.iterdir() if each.name != "kustomization.yaml"
    )
    found = [read(KUBERNETES / name) for name in listed]
    assert {each["metadata"]["name"] for each in found} == {"imnm-bot"}
    return {each["kind"]: each for each in found}


@pytest.fixture(scope="module")
def pod(objects) -> dict:
    return objects["Deployment"]["spec"]["template"]["spec"]


def test_a_bot_of_many_is_as_hardened_as_one_alone(compose):
    alone = read(ROOT / "docker-compose.yml")["services"]["bot"]
    many = compose["services"]["bot"]
    own = {"volumes", "environment"}
    assert {name: many.get(name) for name in alone if name not in own} == {
        name: value for name, value in alone.items() if name not in own
    }
    assert "volumes" not in many
    assert set(many["environment"]) == {name.upper() for name in EXPECTED} - {
        "CARDS_DIR",
        "DISCORD_TOKEN",
    }


def test_there_are_several_and_they_stop_before_their_database(compose):
    bot, database = compose["services"]["bot"], compose["services"]["database"]
    assert bot["deploy"]["replicas"] >= 2
    assert bot["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "pg_isready" in database["healthcheck"]["test"]
    assert database["stop_signal"] == "SIGINT"


def test_the_database_is_pinned_hardened_and_reached_by_the_bots_alone(compose):
    database = compose["services"]["database"]
    assert re.fullmatch(r"postgres:\d+\.\d+", database["image"])
    assert database["user"] == "999:999"
    assert database["read_only"] is True
    assert database["cap_drop"] == ["ALL"]
    assert database["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in database
    assert database["volumes"] == ["database:/var/lib/postgresql/data"]
    assert database["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert database["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/database_password"
    assert compose["volumes"] == {"database": None}


def test_a_new_pod_is_there_before_an_old_one_goes(objects):
    spec = objects["Deployment"]["spec"]
    assert spec["replicas"] >= 2
    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert spec["template"]["spec"]["terminationGracePeriodSeconds"] > 10
    assert objects["PodDisruptionBudget"]["spec"] == {"maxUnavailable": 1}


def test_a_pod_has_no_rights_that_it_does_not_need(pod):
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert container["resources"]["limits"]["memory"] == "256Mi"


def test_what_is_secret_comes_from_the_secret(pod, objects):
    (container,) = pod["containers"]
    given = {each["name"]: each for each in container["env"]}
    assert set(given) <= {name.upper() for name in EXPECTED}
    assert "DISCORD_TOKEN" not in given
    key = given["DATABASE_URL"]["valueFrom"]["secretKeyRef"]["key"]
    assert set(objects["Secret"]["stringData"]) == {key, "discord-token"}
    assert not any(objects["Secret"]["stringData"].values())


def test_probes_and_metrics_are_asked_where_the_bot_answers(pod, objects):
    (container,) = pod["containers"]
    (port,) = container["ports"]
    given = {each["name"]: each.get("value") for each in container["env"]}
    assert given["HEALTH_PORT"] == str(port["containerPort"])
    assert given["HEALTH_HOST"] == "0.0.0.0"
    paths = [container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness")]
    assert paths == ["/healthz", "/healthz"]
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert objects["Service"]["spec"]["ports"][0]["targetPort"] == port["name"]
    selected = read(KUBERNETES / "kustomization.yaml")["labels"]
    assert selected == [{"pairs": {"app.kubernetes.io/name": "imnm-bot"}, "includeSelectors": True}]
