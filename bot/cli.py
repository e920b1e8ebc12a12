"""The command line, ``imnm-bot``. What a verb needs is imported when it is called."""

# ruff: noqa: PLC0415  (start-up time: each verb loads its own imports alone)

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import __version__
from bot.console import run_on_console
from bot.errors import BotError, RecipientInvalid, StoreUnwritable
from bot.progress import shown_progress
from bot.runtime.signals import hold

if TYPE_CHECKING:
    from bot.deck.library import Library
    from bot.settings import Settings

DONE, FAULTS, USAGE, UNAVAILABLE = 0, 1, 2, 69
"""Exit codes. 69 is EX_UNAVAILABLE of sysexits.h: Discord cannot be reached or refuses the bot."""
CODES = (
    "Exit codes: 0 done, 1 faults in the deck or the data, 2 usage or settings, 69 Discord cannot "
    "be reached or refuses the token, 74 the output cannot be written."
)

Verb = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code."""
    return run_on_console(lambda: _run_verb(argv))


def _run_verb(argv: Sequence[str] | None) -> int:
    from bot.settings import SettingsError

    parser = _parser()
    arguments = parser.parse_args(argv)
    verb: Verb | None = _print_version if arguments.version else arguments.verb
    if verb is None:
        parser.print_help(sys.stderr)
        return USAGE
    try:
        return verb(arguments)
    except (SettingsError, RecipientInvalid) as error:
        return _print_error(error, USAGE)
    except BotError as error:
        return _print_error(error, FAULTS)


def _print_error(error: BotError, code: int) -> int:
    """Print what is wrong and return the exit code."""
    for line in str(error).splitlines():
        print(f"imnm-bot: {line}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="imnm-bot",
        description="Reference cards about immune-mediated necrotizing myopathy, for Discord.",
        epilog=CODES,
    )
    parser.add_argument("--version", action="store_true", help="say which bot and deck this is")
    parser.set_defaults(verb=None)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")

    def add(name: str, verb: Verb, summary: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=summary)
        added.set_defaults(verb=verb)
        return added

    add("run", _run, "run the bot (needs DISCORD_TOKEN or DISCORD_TOKEN_FILE)")

    preview = add("preview", _preview, "try the bot in a local page, without a token")
    preview.add_argument("--channel", default="general", help="the channel that the page shows")
    preview.add_argument(
        "--port", type=_port, default=8765, help="where the page listens; 0 takes any free port"
    )
    preview.add_argument(
        "--empty", action="store_true", help="begin with no messages in the channel"
    )
    preview.add_argument("--no-browser", action="store_true", help="do not open a browser")

    check = add("check", _check, "find every fault in a deck")
    check.add_argument(
        "folder", metavar="DIR", nargs="?", type=Path, help="default: CARDS_DIR, or cards"
    )
    check.add_argument("--format", choices=("text", "json"), default="text", dest="output")
    check.add_argument("--strict", action="store_true", help="let warnings fail the check too")
    check.add_argument(
        "--accept", nargs="+", metavar="ID", default=[], help="accept facts as they are worded now"
    )
    check.add_argument(
        "--write-schema", action="store_true", help="write schema.json for editors anew"
    )

    sheet = add("review-sheet", _review_sheet, "write a page for reviewers to print and sign")
    sheet.add_argument("out", metavar="OUT.html", type=Path)
    sheet.add_argument(
        "folder", metavar="DIR", nargs="?", type=Path, help="default: CARDS_DIR, or cards"
    )
    sheet.add_argument(
        "--role",
        choices=("pharmacist", "neuromuscular", "patient"),
        help="only the cards that this role is asked about",
    )

    site = add("site", _site, "write the deck as a site of plain pages")
    site.add_argument(
        "out", metavar="OUT", type=Path, help="a new or empty folder, or the old site"
    )
    site.add_argument("--repository", metavar="URL", help="where documents link to the code")

    new = add("new", _new, "make a small deck, for the cards of another disease")
    new.add_argument("folder", metavar="DIR", type=Path, help="must be empty, or not exist yet")
    new.add_argument("--name", help="what the cards are about, such as the name of the disease")
    new.add_argument("--command", help="the command that opens the cards (default: cards)")

    add("migrate", _migrate, "bring the database up to date")
    doctor = add("doctor", _doctor, "say what is right and what is wrong with this bot")
    doctor.add_argument("--json", action="store_true", dest="as_json", help="for programs")
    add("health", _health, "ask a running bot at HEALTH_PORT whether it is well")

    backup = add("backup", _backup, "copy the database while the bot runs")
    backup.add_argument("file", metavar="FILE", type=Path, help="must not exist yet")
    backup.add_argument(
        "--recipient",
        action="append",
        metavar="age1...",
        default=[],
        help="encrypt it for this public key of age; may be given several times",
    )

    restore = add("restore", _restore, "put a copy in the database's place; stop the bot")
    restore.add_argument("file", metavar="FILE", type=Path, help="a copy that backup has made")
    restore.add_argument(
        "--erasures",
        nargs="+",
        metavar="LIST",
        type=Path,
        default=[],
        help="more lists of erasures than those in the folder of FILE",
    )
    restore.add_argument(
        "--identity", metavar="KEYS", type=Path, help="the secret keys of age, if it is encrypted"
    )
    restore.add_argument(
        "--without-log",
        action="store_true",
        help="go on although FILE-wal of a copy made by hand is missing: its rows are lost",
    )

    copy = add("copy", _copy, "copy everything to a PostgreSQL server; stop the bot")
    copy.add_argument("--to", metavar="URL", required=True, help="the address of an empty database")

    reports = add("reports", _reports, "list what people say is wrong, or close one")
    reports.add_argument("--format", choices=("text", "json"), default="text", dest="output")
    reports.add_argument("--open", action="store_true", help="only those that are not closed")
    reports.add_argument("--close", metavar="ID", type=int, help="note that it is dealt with")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("must be between 0 and 65535")
    return port


def _read_deck(settings: Settings, compiled: Path | None = None) -> Library:
    from bot.deck.library import Library
    from bot.features.cards.subcommands import SUBCOMMANDS
    from bot.settings import EXPECTED, SettingsError

    if not settings.cards_dir.is_dir():
        raise SettingsError(f"CARDS_DIR {EXPECTED['cards_dir']}: {settings.cards_dir} is none.")
    library = Library(
        settings.cards_dir,
        require_sign_off=settings.require_sign_off,
        subcommands=SUBCOMMANDS,
        compiled=compiled,
        site_url=settings.site_url,
    )
    library.load()
    return library


def _print_version(_arguments: argparse.Namespace) -> int:
    from bot.deck.loader import read_info
    from bot.settings import read_settings

    print(f"imnm-bot {__version__}")
    folder = read_settings().cards_dir
    info = read_info(folder)
    if info is None:
        print(f"no deck that can be read in {folder}: imnm-bot check {folder}")
        return FAULTS
    print(f"{info.title} {info.version} of {info.released_on}")
    return DONE


def _run(_arguments: argparse.Namespace) -> int:
    from bot.settings import read_settings, read_token

    hold(reloads=True)
    # Whatever is made until the bot runs is kept: collecting garbage meanwhile takes a tenth of the
    # start. `keep_running` sets it apart and switches the collector on again.
    gc.disable()
    # structlog would load rich for its traces wherever it is installed: 4 MB that nobody uses.
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # None: importing it fails
    settings = read_settings()
    token = read_token(settings).get_secret_value()
    from bot.runtime.log import configure_logging

    log_writer = configure_logging(settings.log_level, settings.log_format, token)

    from bot.runtime.certificates import load_where_used

    with load_where_used():
        import aiohttp  # noqa: F401 - before whatever else imports it

    from bot.deck.compiled import NAME
    from bot.runtime.client import ImnmBot
    from bot.runtime.discord_patches import tolerate_surrogates, use_api
    from bot.runtime.event_loop import run_in_loop
    from bot.runtime.health_check import HealthError
    from bot.runtime.process import keep_running
    from bot.runtime.unavailable import DiscordUnavailable
    from bot.store import Store

    tolerate_surrogates()
    if settings.discord_api_url is not None:
        use_api(settings.discord_api_url)
    store = Store(settings.database_url)
    library = _read_deck(settings, store.folder and store.folder / NAME)
    bot = ImnmBot(
        library,
        store,
        command_guild_id=settings.command_guild_id,
        retention=timedelta(days=settings.retention_days),
        clock_confirmed=settings.clock_confirmed,
        shard_count=settings.shard_count,
    )
    health = None
    if settings.health_port is not None:
        from bot.runtime.health import serve_health

        health = serve_health(bot, settings.health_port, settings.health_host)
    try:
        with log_writer.in_background(), store.claim():
            library.save()
            run_in_loop(keep_running(bot, token, health, flush_log=log_writer.flush))
    except DiscordUnavailable as error:
        return _print_error(error, UNAVAILABLE)
    except StoreUnwritable as error:
        if store.folder is None:
            raise
        raise BotError(
            f"{error}. The bot has not started: let its user write to {store.folder}, "
            "or set another DATABASE_URL."
        ) from None
    except HealthError as error:
        return _print_error(error, USAGE)
    return DONE


def _preview(arguments: argparse.Namespace) -> int:
    from bot.runtime.log import configure_logging
    from bot.settings import read_settings

    hold(reloads=False)
    settings = read_settings()
    configure_logging(settings.log_level, settings.log_format)
    # simcord tries parts of discord.py when it is imported, and discord.py warns about that.
    logging.getLogger("discord").setLevel(logging.ERROR)
    try:
        from bot.preview.server import PreviewError, show
    except ModuleNotFoundError as missing:
        if missing.name != "simcord":
            raise
        print(
            "imnm-bot: The preview needs simcord: pip install 'imnm-bot[preview]', or in "
            "one command: uvx --from 'imnm-bot[preview]' imnm-bot preview",
            file=sys.stderr,
        )
        return USAGE
    library = _read_deck(settings)
    try:
        show(
            library,
            database_url=settings.database_url if settings.names_database else None,
            channel=arguments.channel,
            port=arguments.port,
            browser=not arguments.no_browser,
            empty=arguments.empty,
        )
    except PreviewError as error:
        return _print_error(error, USAGE)
    return DONE


def _check(arguments: argparse.Namespace) -> int:
    from bot.features.cards.check import run_check
    from bot.settings import read_settings

    return run_check(
        arguments.folder or read_settings().cards_dir,
        output=arguments.output,
        strict=arguments.strict,
        accept=tuple(arguments.accept),
        write_schema=arguments.write_schema,
    )


def _new(arguments: argparse.Namespace) -> int:
    from bot.features.cards.new_deck import COMMAND, NAME, run_new

    return run_new(
        arguments.folder, name=arguments.name or NAME, command=arguments.command or COMMAND
    )


def _review_sheet(arguments: argparse.Namespace) -> int:
    from bot.features.cards.check import run_review_sheet
    from bot.settings import read_settings

    return run_review_sheet(
        arguments.folder or read_settings().cards_dir, arguments.out, role=arguments.role
    )


@shown_progress()
def _site(arguments: argparse.Namespace) -> int:
    from bot.settings import read_settings

    try:
        from bot.site.cli import run_site
    except ModuleNotFoundError as missing:
        if missing.name not in {"jinja2", "markdown_it", "markupsafe", "mdit_py_plugins"}:
            raise
        print("imnm-bot: The site needs more: pip install 'imnm-bot[site]'", file=sys.stderr)
        return USAGE
    return run_site(read_settings(), arguments.out, arguments.repository)


def _database_url() -> str:
    """Configure the log for a verb that works on the database alone, and return its address."""
    from bot.runtime.log import configure_logging
    from bot.settings import read_settings

    settings = read_settings()
    configure_logging(settings.log_level, settings.log_format)
    return settings.database_url


@shown_progress()
def _migrate(_arguments: argparse.Namespace) -> int:
    from bot.store import Store

    asyncio.run(Store.migrate(_database_url()))
    return DONE


def _health(_arguments: argparse.Namespace) -> int:
    from bot.runtime.health_check import HealthError, check_health
    from bot.settings import SettingsError, read_settings

    settings = read_settings()
    if settings.health_port is None:
        raise SettingsError("HEALTH_PORT is not set: there is no bot to ask.")
    try:
        check_health(settings.health_port, settings.health_host)
    except HealthError as error:
        return _print_error(error, UNAVAILABLE)
    return DONE


def _doctor(arguments: argparse.Namespace) -> int:
    from bot.runtime.doctor import as_json, as_text, examine, is_well

    # The page has all there is to say.
    logging.disable(logging.CRITICAL)
    found = asyncio.run(examine())
    print(as_json(found) if arguments.as_json else as_text(found))
    return DONE if is_well(found) else FAULTS


@shown_progress()
def _backup(arguments: argparse.Namespace) -> int:
    from bot.store import Store

    store = Store(_database_url())
    if asyncio.run(store.backup(arguments.file, arguments.recipient)) is None:
        print(f"The list of erasures is written beside {arguments.file}.")
        print(f"Copy the database itself with: pg_dump --format=custom --file={arguments.file} ...")
    return DONE


@shown_progress()
def _restore(arguments: argparse.Namespace) -> int:
    from bot.store import Store
    from bot.store.summary import describe_change

    done = asyncio.run(
        Store.restore(
            _database_url(),
            arguments.file,
            arguments.erasures,
            without_log=arguments.without_log,
            identity=arguments.identity,
        )
    )
    print(f"Restored {arguments.file}.")
    for line in describe_change(done.before, done.now):
        print(line)
    if done.kept is not None:
        print(f"What was there before is kept as {done.kept}.")
    if done.dropped:
        print(f"Left out, because the bot did not make it: {', '.join(done.dropped)}.")
    if done.erased:
        print(f"Erased again: {done.erased} who had asked for it after the copy was made.")
    if done.record_lost:
        print(
            "The old database is damaged, so only the lists told who had been erased.",
            file=sys.stderr,
        )
    return DONE


@shown_progress()
def _copy(arguments: argparse.Namespace) -> int:
    from bot.store import Store
    from bot.store.summary import describe_change

    copied = asyncio.run(Store.copy(_database_url(), arguments.to))
    print("Copied, and compared row by row.")
    for line in describe_change(None, copied):
        print(line)
    print("Set DATABASE_URL to the new address before you start the bot.")
    return DONE


def _reports(arguments: argparse.Namespace) -> int:
    from bot.features.reports.cli import run_reports

    return run_reports(
        _database_url(),
        output=arguments.output,
        only_open=arguments.open,
        close=arguments.close,
    )
