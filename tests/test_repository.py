"""What the place of the repository reads: workflows, forms, owners. None of it can run here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
TEMPLATES = GITHUB / "ISSUE_TEMPLATE"
CHOICE = TEMPLATES / "config.yml"
FORMS = sorted(set(TEMPLATES.glob("*.yml")) - {CHOICE})
BY_COMMIT = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
BY_TAG = re.compile(r"[\w.-]+/[\w./-]+@[\w./]+ # Renovate pins it")


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [CHOICE]),
        ("renovate", [ROOT / "renovate.json"]),
        ("compose-spec", [ROOT / "docker-compose.yml"]),
    ],
)
def test_files_fit_their_schemas(schema: str, files: list[Path]) -> None:
    assert files
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *files],
        check=False,
        capture_output=True,
        text=True,
    )
    assert not checked.returncode, checked.stdout + checked.stderr


def test_zizmor_finds_no_weakness_in_the_workflows() -> None:
    # Actions that are named by a tag are Renovate's to pin: the test below knows each of them.
    zizmor = Path(sys.executable).with_name("zizmor")
    checked = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--config", GITHUB / "zizmor.yml", *WORKFLOWS],
        check=False,
        capture_output=True,
        text=True,
    )
    assert not checked.returncode, checked.stdout + checked.stderr


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_a_workflow_may_do_nothing_but_what_a_job_asks_for(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text())
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert job["permissions"], name
        assert job["timeout-minutes"] <= 60, name


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_each_action_is_pinned_by_a_commit_or_left_to_renovate(file: Path) -> None:
    for used in re.findall(r"uses: (.+)", file.read_text()):
        assert BY_COMMIT.fullmatch(used) or BY_TAG.fullmatch(used), used


def test_only_a_tag_of_a_version_publishes() -> None:
    publishing = [
        file.name
        for file in WORKFLOWS
        if re.search(r"(packages|contents): write|pypi-publish", file.read_text())
    ]
    assert publishing == ["release.yml"]
    # YAML 1.1 reads the key `on` as true.
    trigger = yaml.safe_load((GITHUB / "workflows" / "release.yml").read_text())[True]
    assert list(trigger) == ["push"]
    assert list(trigger["push"]) == ["tags"]


def test_the_site_is_made_by_make_and_published_from_the_main_branch_alone() -> None:
    publishing = [file.name for file in WORKFLOWS if "pages: write" in file.read_text()]
    assert publishing == ["pages.yml"]
    workflow = yaml.safe_load((GITHUB / "workflows" / "pages.yml").read_text())
    assert workflow[True]["push"] == {"branches": ["main"]}
    (build,) = [step for step in workflow["jobs"]["build"]["steps"] if "run" in step]
    assert build["run"].startswith("make site ")
    assert set(build["env"]) >= {"SITE_URL", "APPLICATION_ID"}
    assert "write" not in workflow["jobs"]["build"]["permissions"].values()
    (recipe,) = re.findall(r"^site:.*\n\t(.+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert recipe == "$(BIN)/python -m bot site dist/site $(ARGS)"


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_each_form_asks_for_no_health_details(file: Path) -> None:
    first = yaml.safe_load(file.read_text())["body"][0]
    assert first["type"] == "markdown"
    assert "This page is public." in first["attributes"]["value"]
    assert "health" in first["attributes"]["value"]


def test_the_form_for_facts_asks_what_is_wrong_where_and_by_which_source() -> None:
    body = yaml.safe_load((TEMPLATES / "fact.yml").read_text())["body"]
    asked = {part["id"]: part["validations"]["required"] for part in body if "id" in part}
    assert asked == {"kind": True, "card": True, "fact": True, "source": True}


def test_medicine_and_code_have_owners_of_their_own() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text().splitlines()
    owners = dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    assert owners["/cards/"] != owners["*"]
    assert owners["/bot/deck/sample/"] == owners["/cards/"], "it says what an emergency is"


def test_the_notes_of_a_release_are_its_section_of_the_changelog(tmp_path: Path) -> None:
    changelog = (
        "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-01-02\n- new\n\n## [1.1.0]\n- old\n"
    )
    (tmp_path / "CHANGELOG.md").write_text(changelog)
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    made = subprocess.run(["make", "notes", "VERSION=1.2.0"], cwd=tmp_path, check=False)
    assert not made.returncode
    assert (tmp_path / "dist" / "notes.md").read_text().strip() == "- new"
    missing = subprocess.run(["make", "notes", "VERSION=9.9.9"], cwd=tmp_path, check=False)
    assert missing.returncode
