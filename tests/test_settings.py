"""Settings from the environment, and the errors about them."""

from pathlib import Path

import pytest

from bot.settings import EXPECTED, SettingsError, read_settings, read_token

TOKEN = "not-a-real-token"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in EXPECTED:
        monkeypatch.delenv(name.upper(), raising=False)


def test_an_empty_environment_gives_the_documented_defaults() -> None:
    settings = read_settings()

    assert settings.database_url == "sqlite+aiosqlite:///data/imnm.db"
    assert not settings.names_database
    assert settings.cards_dir == Path("cards")
    assert settings.command_guild_id is None
    assert settings.require_sign_off is False
    assert (settings.log_level, settings.log_format) == ("INFO", "console")
    assert settings.retention_days == 730


def test_an_empty_or_blank_value_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISCORD_TOKEN", "COMMAND_GUILD_ID", "DATABASE_URL", "LOG_FORMAT", "CARDS_DIR"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("REQUIRE_SIGN_OFF", "  ")
    monkeypatch.setenv("LOG_LEVEL", " ")

    settings = read_settings()

    assert settings.discord_token is None
    assert settings.log_format == "console"
    assert settings.cards_dir == Path("cards")


def test_each_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_API_URL", "http://127.0.0.1:9000/api/v10/")
    monkeypatch.setenv("DATABASE_URL", "sqlite+aiosqlite:////srv/imnm.db")
    monkeypatch.setenv("CARDS_DIR", "/srv/cards")
    monkeypatch.setenv("COMMAND_GUILD_ID", "123456789012345678")
    monkeypatch.setenv("REQUIRE_SIGN_OFF", "yes")
    monkeypatch.setenv("LOG_LEVEL", "warning")
    monkeypatch.setenv("LOG_FORMAT", "JSON")

    settings = read_settings()

    assert settings.discord_api_url == "http://127.0.0.1:9000/api/v10"
    assert settings.database_url == "sqlite+aiosqlite:////srv/imnm.db"
    assert settings.names_database
    assert settings.cards_dir == Path("/srv/cards")
    assert settings.command_guild_id == 123456789012345678
    assert settings.require_sign_off is True
    assert (settings.log_level, settings.log_format) == ("WARNING", "json")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISCORD_TOKEN", "two words"),
        ("DISCORD_API_URL", "ftp://127.0.0.1/api"),
        ("DISCORD_API_URL", "localhost:1234"),
        ("DISCORD_API_URL", "http:///api/v9"),
        ("DISCORD_API_URL", "http://127.0.0.1:99999/api/v10"),
        ("DISCORD_API_URL", "http://127.0.0.1/api?x=1"),
        ("DATABASE_URL", "sqlite:///imnm.db"),
        ("DATABASE_URL", "sqlite+aiosqlite://memory"),
        ("DATABASE_URL", "postgresql://me:hunter2@db/imnm"),
        ("DATABASE_URL", "sqlite+aiosqlite:///:memory:"),
        ("DATABASE_URL", "sqlite+aiosqlite:///file:x"),
        ("DATABASE_URL", "sqlite+aiosqlite:///data/imnm.db?mode=ro"),
        ("DATABASE_URL", "sqlite+aiosqlite:///data/im\nnm.db"),
        ("DISCORD_TOKEN", "t\u00f6ken"),
        ("DISCORD_TOKEN", "to\x01ken"),
        ("COMMAND_GUILD_ID", "my server"),
        ("COMMAND_GUILD_ID", "123.0"),
        ("RETENTION_DAYS", "1_000"),
        ("HEALTH_PORT", "8_080"),
        ("COMMAND_GUILD_ID", "0"),
        ("COMMAND_GUILD_ID", str(2**63)),
        ("REQUIRE_SIGN_OFF", "perhaps"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_fault_is_one_plain_line_that_names_the_variable_and_not_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as refused:
        read_settings()

    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{name} must ")
    assert "\n" not in line
    assert value not in line


def test_all_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("COMMAND_GUILD_ID", "here")
    monkeypatch.setenv("DISCORD_API_URL", "nowhere")

    with pytest.raises(SettingsError) as refused:
        read_settings()

    named = {line.split()[0] for line in str(refused.value).splitlines()}
    assert named == {"LOG_LEVEL", "COMMAND_GUILD_ID", "DISCORD_API_URL"}


def test_the_token_shows_in_no_form_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)

    settings = read_settings()

    assert read_token(settings).get_secret_value() == TOKEN
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings.model_dump())


def test_a_token_file_is_read_and_stripped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"\n  {TOKEN}\r\n")
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(file))

    assert read_token(read_settings()).get_secret_value() == TOKEN


@pytest.mark.parametrize(
    "held", [b"", b" \n", b"two words", b"\xff\xfe\x00", b"x" * 5000], ids=repr
)
def test_a_file_that_holds_no_token_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, held: bytes
) -> None:
    file = tmp_path / "token"
    file.write_bytes(held)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(file))

    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN_FILE must name"):
        read_token(read_settings())


@pytest.mark.parametrize("name", ["absent", "."])
def test_a_token_file_that_cannot_be_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(tmp_path / name))

    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN_FILE must name"):
        read_token(read_settings())


def test_no_token_says_where_to_put_one_and_how_to_try_without() -> None:
    with pytest.raises(SettingsError, match=r"DISCORD_TOKEN is not set.*imnm-bot preview"):
        read_token(read_settings())


def test_a_byte_order_mark_is_no_part_of_the_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\r\n", encoding="utf-8-sig")
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(file))

    assert read_token(read_settings()).get_secret_value() == TOKEN


def test_two_tokens_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(tmp_path / "token"))

    with pytest.raises(SettingsError, match="keep one"):
        read_token(read_settings())


@pytest.mark.parametrize("days", ["0", "-1", "36501", "a year", "1.5"])
def test_a_retention_time_is_a_number_of_days(monkeypatch: pytest.MonkeyPatch, days: str) -> None:
    monkeypatch.setenv("RETENTION_DAYS", days)

    with pytest.raises(SettingsError, match=r"^RETENTION_DAYS must be a number of days"):
        read_settings()
