"""Another community's deck, as `imnm-bot new` makes it: everything works, and nothing names ours.

That each request is one that Discord accepts is checked by the fixture of the root conftest.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import SetupError

from bot.deck.library import Library
from bot.features.cards.check import check
from bot.features.cards.new_deck import run_new
from bot.features.cards.subcommands import SUBCOMMANDS
from bot.runtime.commands import CONTROLS
from tests.features.open_quiz.conftest import OpenParty
from tests.learner import Learner
from tests.party import Party
from tests.simulation import watch_requests
from tests.test_own_words import words_of_ours

HOUR, DAY = 3600, 24 * 3600
TODAY = date(2026, 11, 28)
COMMAND, NAME, SHORT = "okapi", "life with an okapi", "LWO"
FILLED = {"query": "what is a fact", "pin": "1"}
ENDING = ("ye1", "qs1", "qp1", "svo1", "sto1")
"""Controls that end what others stand on are pressed when nothing else is left."""
BASICS = """\
  - id: basics
    title: Basics
    emoji: 📘
    colour: "#3d82c4"
"""
QUESTION = """\
questions:
  - id: Q001
    card: redflags
    type: multiple_choice
    difficulty: easy
    audience: both
    question: What is called first?
    answer: An ambulance
    distractors: [A taxi driver, The post office, A newspaper]
    why_not: [It has no crew., It brings letters., It only reports.]
    explanation: Its crew can help on the way.
    facts: [02-P1]
    sources: [S01]
"""
WITHOUT = {"ho1", "hq1", "ha1", "hp1"}
"""Controls of the questions to print: this deck has no card with such."""
RARE = {
    "d1q", "oa1", "oc1", "on1", "op1", "ow1", "pl1", "qa1", "qm1", "qt1", "rr1", "sp1", "sto1",
    "stz1", "svo1", "svz1", "vb1", "vg1", "xl1", "ye1",
}  # fmt: skip
"""Controls that show only after a longer story; the tests below tell some of these."""


def spare(folder: Path) -> None:
    """Leave of a deck one card in one group, one question, and what may not be missing."""
    for name in ("glossary.yaml", "comparisons.yaml", "en/sample.yaml", "facts.lock.yaml"):
        (folder / name).unlink()
    (folder / "quiz.yaml").write_text(QUESTION, encoding="utf-8")
    for name, old, new in (
        ("en/redflags.yaml", "related: [sample]\n", ""),
        ("deck.yaml", "  overview: sample\n", ""),
        ("deck.yaml", "front_desk: [redflags, sample]\n", ""),
        ("deck.yaml", BASICS, ""),
        ("deck.yaml", f"\n  short: {SHORT}", ""),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, old
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("decks") / "own"
    assert run_new(folder, name=NAME, command=COMMAND, today=TODAY) == 0
    info = folder / "deck.yaml"
    text = info.read_text(encoding="utf-8")
    info.write_text(text.replace(f'name: "{NAME}"', f'name: "{NAME}"\n  short: {SHORT}'))
    return folder


@pytest.fixture(scope="module")
def spared(made, tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("decks") / "spare"
    shutil.copytree(made, folder)
    spare(folder)
    assert [each for each in check(folder, TODAY).faults if each.severity == "error"] == []
    return read(folder)


def read(folder: Path) -> Library:
    library = Library(folder, subcommands=SUBCOMMANDS)
    library.load()
    return library


@pytest.fixture(scope="module")
def library(made) -> Library:
    return read(made)


@pytest.fixture(autouse=True)
def requests(monkeypatch) -> Iterator[list[str]]:
    """Every request; at the end none of them may have named the disease of our own deck."""
    sent: list[str] = []

    def note(_method: str, path: str, **details: Any) -> None:
        files = [each.filename for each in details.get("files") or ()]
        body = json.dumps(details.get("json"), ensure_ascii=False, default=str)
        sent.append(f"{path} {body} {files}")

    watch_requests(monkeypatch, note)
    yield sent
    ours = words_of_ours()
    assert sorted({each for line in sent for each in ours.findall(line)}) == []


@pytest.fixture
def mo(simcord_env, guild):
    """Somebody who may do everything that a moderator may."""
    rights = discord.Permissions(manage_guild=True, manage_messages=True, pin_messages=True)
    role = guild.create_role("Moderators", permissions=rights)
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


class Walker:
    """Somebody who uses every command, and every kind of control that comes up."""

    def __init__(self, env: Any, who: Any, channel: Any, name: str = "sample") -> None:
        """``name`` is that of a card."""
        self.name = name
        self.env = env
        self.who = who
        self.channel = channel
        self.ending = False
        self._tried: set[tuple[str, str]] = set()

    async def use_everything(self, commands: list[Any]) -> None:
        for command in commands:
            # Each press may change the message that it is made on, so it is asked for anew.
            while await self._ask(command):
                pass
        for _ in range(12):
            for message in self.channel.history():
                await self.press_one(message)
            await self.env.advance_time(10)
        self.ending = True
        for message in self.channel.history():
            while await self.press_one(message):
                pass

    async def _ask(self, command: Any) -> bool:
        """Use a command, then one control of its answer that was never used; False if none is."""
        options = await self._fill(command)
        asked = await self.who.slash(self.channel, command.qualified_name, **options)
        assert asked.acknowledged, command.qualified_name
        return asked.response is not None and await self.press_one(asked.response)

    async def _fill(self, command: Any) -> dict[str, Any]:
        options: dict[str, Any] = {}
        for option in command.parameters:
            name = option.display_name
            if option.required:
                wanted = "fact" if command.name == "term" else self.name
                options[name] = FILLED.get(name, wanted)
        if command.qualified_name == "pin remove":
            pins = await self.who.autocomplete(self.channel, "pin remove", "pin", "")
            options["pin"] = pins[0]["value"] if pins else "1"
        if command.qualified_name == "quiz":
            options |= {"pace": "host", "length": 3}
        return options

    async def press_one(self, message: Any) -> bool:
        """Use a kind of control that was never used; then one of what it opened, and so on."""
        untried = [each for each in controls(message) if not self._was_tried(each)]
        if not untried:
            return False
        self._tried.add(_kind_of(untried[0]))
        try:
            told = await self.use(message, untried[0])
        except SetupError:  # the message has changed in place since
            return True
        assert told.acknowledged, untried[0]
        if told.modal is not None:
            told = await self.send(told)
        if told.response is not None:
            await self.press_one(told.response)
        return True

    def _was_tried(self, control: dict[str, Any]) -> bool:
        ends = control["custom_id"].startswith(ENDING) and not self.ending
        return ends or _kind_of(control) in self._tried

    @property
    def pressed(self) -> set[str]:
        return {kind for kind, _ in self._tried}

    async def use(self, message: Any, control: dict[str, Any]) -> Any:
        custom_id = control["custom_id"]
        match control["type"]:
            case 2:
                return await self.who.click(message, custom_id=custom_id)
            case 3:
                value = control["options"][-1]["value"]
                return await self.who.select(message, [value], custom_id=custom_id)
            case 8:
                return await self.who.select(message, [self.channel], custom_id=custom_id)
            case _:
                return await self.who.select(message, [], custom_id=custom_id)

    async def send(self, opened: Any) -> Any:
        usual = {"at": "8:30", "zone": "Lisbon"}
        said = {
            field["custom_id"]: field["options"][0]["value"]
            if "options" in field
            else usual.get(field["custom_id"], "A word")
            for field in fields(opened.modal)
        }
        return await self.who.submit_modal(opened, said)


def _kind_of(control: dict[str, Any]) -> tuple[str, str]:
    return control["custom_id"].partition(":")[0], control.get("label") or ""


def controls(message: Any) -> list[dict[str, Any]]:
    rows = [
        row if isinstance(row, dict) else row.to_dict()
        for row in getattr(message, "components", ())
    ]
    parts = [part for row in rows for part in row.get("components", ())]
    return [each for each in parts if "custom_id" in each and not each.get("disabled")]


def fields(form: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a form that are filled in: with words, or with one of several options."""
    found, waiting = [], list(form["components"])
    while waiting:
        part = waiting.pop(0)
        waiting[:0] = part.get("components") or []
        waiting[:0] = [part["component"]] if "component" in part else []
        if part.get("type") == 4 or "options" in part:
            found.append(part)
    return found


def commands(bot: Any) -> list[Any]:
    walked = bot.tree.walk_commands(type=discord.AppCommandType.chat_input)
    return [each for each in walked if isinstance(each, discord.app_commands.Command)]


@pytest.mark.long
async def test_every_command_and_every_control_works(simcord_env, mo, channel):
    await simcord_env.bot.greeter.post(channel.guild.id, channel.id)
    walker = Walker(simcord_env, mo, channel)
    question = await mo.send(channel, "What is a fact? Does this sample have a source?")
    shown = await mo.context_menu(channel, "Answer with a card", question)
    await walker.use_everything(commands(simcord_env.bot))
    await walker.press_one(shown.response)
    names = {each.qualified_name for each in commands(simcord_env.bot)}
    assert {f"{COMMAND} {name}" for name in ("start", "compare", "term", "sample", "help")} <= names
    assert f"{COMMAND} handout" not in names, "there is no card with questions to print"
    kinds = {each.template.partition(":")[0] for each in CONTROLS}
    assert kinds - walker.pressed <= WITHOUT | RARE


class TestWithAlmostNothing:
    """A deck with one card: what it lacks is not offered, and nothing fails for want of it."""

    @pytest.fixture
    def library(self, spared) -> Library:
        return spared

    @pytest.mark.long
    async def test_every_command_and_every_control_works(self, simcord_env, mo, channel):
        await simcord_env.bot.greeter.post(channel.guild.id, channel.id)
        walker = Walker(simcord_env, mo, channel, name="redflags")
        await walker.use_everything(commands(simcord_env.bot))
        names = {each.qualified_name for each in commands(simcord_env.bot)}
        assert not {f"{COMMAND} {name}" for name in ("compare", "term", "handout")} & names

    @pytest.mark.long
    async def test_help_names_only_what_there_is(self, ana, channel):
        page = (await ana.slash(channel, f"{COMMAND} help")).response
        page = (await ana.click(page, label="Find something")).response
        said = page.embeds[0].description
        assert f"</{COMMAND} search:" in said
        assert not any(f"</{COMMAND} {name}:" in said for name in ("compare", "term", "handout"))

    @pytest.mark.long
    async def test_a_quiz_goes_to_its_end(self, party: Party, ana):
        await party.begin(ana, length=3)
        await party.answer(ana, party.right)
        await party.wait(60 + 6)
        assert party.phase == "finished"


async def test_the_bot_is_named_after_the_deck(simcord_env, ana, mo, guild, channel):
    tree = simcord_env.bot.tree
    group = tree.get_command(COMMAND)
    assert group.description == f"Sourced reference cards about {NAME}"
    assert tree.get_command("imnm") is None
    assert simcord_env.bot.activity.name == f"/{COMMAND} help"
    assert (
        f"{NAME} ({SHORT})"
        in (await ana.slash(channel, f"{COMMAND} help")).response.embeds[0].description
    )
    await simcord_env.bot.greeter.post(guild.id, channel.id)
    assert f"about {NAME} ({SHORT}), in plain words" in channel.history()[-1].embeds[0].description
    await mo.slash(channel, "pin board")
    titles = [embed.title for each in channel.history() for embed in each.embeds]
    assert f"📘 Cards about {SHORT}" in titles
    told = await ana.slash(channel, f"{COMMAND} card", name="nothing like it")
    assert f"`/{COMMAND} search`" in told.response.content


async def test_the_option_of_the_comparison_names_its_conditions(simcord_env):
    compare = simcord_env.bot.tree.get_command(COMMAND).get_command("compare")
    described = {each.display_name: each.description for each in compare.parameters}
    assert described["with"] == "The condition to compare with Plain (default: Clinical)"
    assert described["feature"] == "One feature (default: all)"


@pytest.mark.long
async def test_a_quiz_goes_to_its_end(party: Party, ana, ben):
    await party.begin(ana, length=3)
    for _ in range(3):
        await party.answer(ana, party.right)
        await party.answer(ben, party.wrong)
        await party.wait(60 + 6)
    assert party.phase == "finished"
    party.assert_sound()
    assert party.points(ana, ben)[0] > 0


async def test_an_open_quiz_goes_to_its_end(party: Party, ana):
    opened = OpenParty(party)
    await opened.open(ana)
    await opened.finish(ana, True, False, True)
    await party.wait(DAY + HOUR)
    assert party.titles[-1].startswith("Result")
    party.assert_sound()


async def test_a_question_of_the_day_is_asked_and_answered(party: Party, mo, channel, ana):
    page = (await mo.slash(channel, "settings server")).response
    await mo.click(page, label="Quizzes and question of the day")
    form = await mo.select(page, [channel], custom_id="sv1:daily")
    await mo.submit_modal(form, {"at": "09:00", "zone": "UTC"})
    await party.wait(9 * HOUR + 1)
    assert party.titles == ["Question of the day"]
    await party.answer(ana, party.right)
    await party.wait(DAY)
    assert "Question of the day: the answer" in party.titles


async def test_practice_report_scores_and_exports(ana, library, channel, tmp_path, requests):
    learner = Learner(ana, library, tmp_path / "imnm.db", channel)
    await learner.review(length=1)
    await learner.answer(right=False)
    form = await learner.press("Report this question")
    thanked = await ana.submit_modal(
        form, {"fault": "wrong", "said": "It should be B, as the card says."}
    )
    assert thanked.response.content.startswith("Thank you.")
    for file, name in (("apkg", f"{COMMAND}.apkg"), ("anki", f"{COMMAND}-anki.txt")):
        told = await ana.slash(channel, "scores export", what=file)
        assert [each.filename for each in told.response.attachments] == [name]
    assert (await ana.slash(channel, "privacy export")).acknowledged


async def test_an_emergency_is_recognised(ana, channel, simcord_env):
    for said, told in (
        ("i want to kill myself", "call or text 988"),
        ("i took too many pills", "poison centre"),
        ("he has crushing chest pain", "call your local emergency number"),
    ):
        answered = await ana.slash(channel, f"{COMMAND} search", query=said)
        assert told in answered.response.content.casefold(), said
