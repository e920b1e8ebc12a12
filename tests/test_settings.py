"""Settings from the environment, and the errors about them."""

from dataclasses import asdict
from pathlib import Path

import pytest

from bot.setting_faults import looks_like_token
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
    assert settings.shard_count is None


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
    monkeypatch.setenv("SHARD_COUNT", "16")

    settings = read_settings()

    assert settings.discord_api_url == "http://127.0.0.1:9000/api/v10"
    assert settings.database_url == "sqlite+aiosqlite:////srv/imnm.db"
    assert settings.names_database
    assert settings.cards_dir == Path("/srv/cards")
    assert settings.command_guild_id == 123456789012345678
    assert settings.require_sign_off is True
    assert settings.shard_count == 16
    assert (settings.log_level, settings.log_format) == ("WARNING", "json")


def test_the_address_of_the_site_ends_without_a_slash() -> None:
    for written in ("https://example.org/cards", "https://example.org/cards/"):
        assert read_settings({"SITE_URL": written}).site_url == "https://example.org/cards"
    assert read_settings({"APPLICATION_ID": "123456789012345678"}).application_id


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
        ("SHARD_COUNT", "10001"),
        ("SHARD_COUNT", "sixteen"),
        ("COMMAND_GUILD_ID", "0"),
        ("COMMAND_GUILD_ID", str(2**63)),
        ("REQUIRE_SIGN_OFF", "perhaps"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("SITE_URL", "www.example.org"),
        ("SITE_URL", "https://me:hunter2@example.org"),
        ("SITE_URL", "https://example.org/?page=1"),
        ("SITE_URL", "https://example.org/my cards"),
        ("SITE_URL", "javascript:alert(1)"),
        ("SITE_URL", f"https://example.org/{'x' * 500}"),
        ("APPLICATION_ID", "my bot"),
        ("APPLICATION_ID", "0"),
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
    assert TOKEN not in str(asdict(settings))


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


# --- what looks right ----------------------------------------------------------------------------

# Shaped like Discord's tokens, put together here so that nothing takes them for real ones.
WHOLE = ".".join(("MTk4NjIyNDgzNDcxOTI1MjQ4", "Cl2FMQ", "ZnCjm1XVW7vRze4b7Cq4se7kKWs"))
ID = "198622483471925248"

WRONG_TOKENS = {
    f'"{WHOLE}"': "quotation marks",
    f"'{WHOLE}'": "quotation marks",
    f"“{WHOLE}”": "quotation marks",
    f"`{WHOLE}`": "quotation marks",
    f"Bot {WHOLE}": "Leave out",
    f"bot  {WHOLE}": "Leave out",
    f"DISCORD_TOKEN={WHOLE}": "behind the equals sign",
    f"export DISCORD_TOKEN = {WHOLE}": "behind the equals sign",
    f"DISCORD_TOKEN: {WHOLE}": "behind the colon",
    f"token={WHOLE}": "the token alone",
    f"Authorization: Bot {WHOLE}": "the token alone",
    f'{{"token": "{WHOLE}"}}': "the token alone",
    f"{WHOLE}\n{WHOLE}": "single line",
    f"{WHOLE}\u200b": "cannot be seen",
    f"\u2060{WHOLE}": "cannot be seen",
    WHOLE.replace(".", ". ", 1): "spaces",
    WHOLE.rsplit(".", 1)[0]: "three parts",
    f"{WHOLE}.{WHOLE}": "three parts",
    WHOLE.replace(".", "..", 1): "three parts",
    f"{WHOLE}=": "no token has",
    ID: "application's id",
    "0123456789abcdef" * 4: "public key",
    "Q_3hvT7cPz-0LmNs9XyW2aKd4RfUbEgJ": "client secret",
    f"https://discord.com/oauth2/authorize?client_id={ID}": "address",
    "/run/secrets/discord_token": "DISCORD_TOKEN_FILE",
    "./secrets/discord_token": "DISCORD_TOKEN_FILE",
    "${DISCORD_TOKEN}": "names a variable",
    "$DISCORD_TOKEN": "names a variable",
    "<token>": "angle brackets",
    "...": "only stands for",
    "********": "only stands for",
    f"{WHOLE[:20]}...": "only stands for",
}


@pytest.mark.parametrize(("value", "advice"), WRONG_TOKENS.items(), ids=repr)
def test_a_token_that_is_none_is_told_by_what_is_wrong_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str, advice: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", value)
    with pytest.raises(SettingsError, match=advice) as refused:
        read_settings()
    in_variable = str(refused.value)

    file = tmp_path / "token"
    file.write_text(f"\n{value}\n", encoding="utf-8")
    monkeypatch.delenv("DISCORD_TOKEN")
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(file))
    with pytest.raises(SettingsError, match=advice) as refused:
        read_token(read_settings())
    in_file = str(refused.value)

    for said, name in ((in_variable, "DISCORD_TOKEN must"), (in_file, "DISCORD_TOKEN_FILE must")):
        assert said.startswith(name)
        assert "\n" not in said
        assert value not in said.replace("DISCORD_TOKEN_FILE", "")
        assert "ZnCjm1XVW7vRze4b7Cq4se7kKWs" not in said
        assert "Reset Token" in said or WHOLE[:20] not in said


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("DATABASE_URL", '"sqlite+aiosqlite:///data/imnm.db"', "quotation marks"),
        ("DATABASE_URL", "DATABASE_URL=sqlite+aiosqlite:///data/imnm.db", "equals sign"),
        ("DATABASE_URL", "sqlite:///data/imnm.db", "driver"),
        ("DATABASE_URL", "sqlite+aiosqlite://data/imnm.db", "three slashes"),
        ("DATABASE_URL", "sqlite+aiosqlite:data/imnm.db", "three slashes"),
        ("DATABASE_URL", "/data/imnm.db", "before the path"),
        ("DATABASE_URL", "postgresql://me:hunter2@db/imnm", "Name the driver"),
        ("DATABASE_URL", "postgres://me:hunter2@db/imnm", "Name the driver"),
        ("DATABASE_URL", "postgresql+psycopg://me:hunter2@db/imnm", "Name the driver"),
        ("DATABASE_URL", "postgresql+asyncpg://me:hunter2@db", "Name the host and the database"),
        ("DATABASE_URL", "postgresql+asyncpg:///imnm", "Name the host and the database"),
        ("DATABASE_URL", "mysql://me:hunter2@db/imnm", "SQLite or PostgreSQL"),
        ("DATABASE_URL", "sqlite+aiosqlite:///:memory:", "Name a file"),
        ("DATABASE_URL", "sqlite+aiosqlite:///x.db?mode=ro", "question mark"),
        ("CARDS_DIR", "'cards'", "quotation marks"),
        ("CARDS_DIR", "“cards”", "quotation marks"),
        ("CARDS_DIR", "CARDS_DIR=cards", "equals sign"),
        ("CARDS_DIR", "$HOME/cards", "names a variable"),
        ("CARDS_DIR", "car\u00adds", "cannot be seen"),
        ("DISCORD_TOKEN_FILE", '"/run/secrets/token"', "quotation marks"),
        ("DISCORD_TOKEN_FILE", WHOLE, "belongs into DISCORD_TOKEN"),
        ("COMMAND_GUILD_ID", f"<#{ID}>", "digits of the mention"),
        ("COMMAND_GUILD_ID", f"<@&{ID}>", "digits of the mention"),
        ("COMMAND_GUILD_ID", f'"{ID}"', "quotation marks"),
        ("COMMAND_GUILD_ID", f"{ID},{ID}", "one server"),
        ("COMMAND_GUILD_ID", f"https://discord.com/channels/{ID}/1", "Copy Server ID"),
        ("COMMAND_GUILD_ID", "Myositis community", "Copy Server ID"),
        ("COMMAND_GUILD_ID", "198_622_483_471_925_248", "without anything between"),
        ("COMMAND_GUILD_ID", f"{ID} # ours", "Copy Server ID|comment"),
        ("REQUIRE_SIGN_OFF", "enabled", "yes or no"),
        ("REQUIRE_SIGN_OFF", '"yes"', "quotation marks"),
        ("RETENTION_DAYS", "730 days", "number of days alone"),
        ("RETENTION_DAYS", "730d", "number of days alone"),
        ("RETENTION_DAYS", "1,000", "without anything between"),
        ("SHARD_COUNT", "auto", "Leave it out"),
        ("SHARD_COUNT", "[0, 4]", "in all"),
        ("SHARD_COUNT", "0/4", "in all"),
        ("HEALTH_PORT", "127.0.0.1:8080", "HEALTH_HOST"),
        ("HEALTH_PORT", "8080/tcp", "HEALTH_HOST|alone"),
        ("HEALTH_PORT", "8_080", "without anything between"),
        ("HEALTH_PORT", "8080;", "punctuation"),
        ("HEALTH_HOST", "localhost", "127"),
        ("HEALTH_HOST", "*", "0.0.0.0"),
        ("HEALTH_HOST", "0.0.0.0:8080", "HEALTH_PORT"),
        ("HEALTH_HOST", "[::1]", "brackets"),
        ("HEALTH_HOST", "http://127.0.0.1", "http://"),
        ("DISCORD_API_URL", "discord.com/api/v10", "Begin it with"),
        ("DISCORD_API_URL", "https://discord.com/api?v=10", "question mark"),
        ("LOG_LEVEL", "'info'", "quotation marks"),
        ("LOG_LEVEL", "info # less", "comment"),
        ("LOG_FORMAT", "LOG_FORMAT=json", "equals sign"),
    ],
)
def test_a_setting_that_looks_right_is_told_by_what_is_wrong_with_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, advice: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=advice) as refused:
        read_settings()

    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{name} must ")
    assert "hunter2" not in line
    assert WHOLE not in line


@pytest.mark.parametrize("value", ["yes", "YES", "True", "true", "on", "1", " yes "])
def test_every_common_word_for_yes_is_one(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("REQUIRE_SIGN_OFF", value)
    assert read_settings().require_sign_off is True


@pytest.mark.parametrize(
    ("held", "advice"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\r\n", "The file is empty"),
        (WHOLE.encode("utf-16"), "in UTF-8"),
        (WHOLE.encode("utf-16-be"), "in UTF-8"),
        (b"\x00" * 40, "in UTF-8"),
        (b"x" * 5000, "larger file"),
        (f"# the token\n{WHOLE}\n".encode(), "In the file: Keep it on a single line"),
        ("t\u00f6ken".encode(), "In the file|no token has"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_token_file_says_what_is_wrong_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, held: bytes, advice: str
) -> None:
    file = tmp_path / "token"
    file.write_bytes(held)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(file))
    with pytest.raises(SettingsError, match=advice):
        read_token(read_settings())


def test_a_token_file_that_cannot_be_opened_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def told(path: Path) -> str:
        monkeypatch.setenv("DISCORD_TOKEN_FILE", str(path))
        with pytest.raises(SettingsError) as refused:
            read_token(read_settings())
        return str(refused.value)

    assert told(tmp_path / "absent").endswith("There is no such file.")
    assert "folder; Docker" in told(tmp_path)
    closed = tmp_path / "closed"
    closed.touch()

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert told(closed).endswith("Let the user that runs the bot read the file.")


@pytest.mark.parametrize(
    ("token", "alike"),
    [
        (WHOLE, True),
        (TOKEN, False),
        (WHOLE.replace("MTk4", "bG9v"), False),
        (WHOLE[:-15], False),
        (f"x{WHOLE}", False),
    ],
)
def test_a_token_begins_with_the_bots_id(token: str, *, alike: bool) -> None:
    assert looks_like_token(token) is alike
