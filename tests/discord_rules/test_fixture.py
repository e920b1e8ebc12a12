"""The fixture of tests/conftest.py judges the requests of a bot under simcord."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

BOT = """
import discord
import pytest
from discord import app_commands

MESSAGES = {
    "good": {"content": "x"},
    "empty_field": {"embed": discord.Embed(title="T").add_field(name="n", value="")},
    "ping": {"content": "x", "allowed_mentions": discord.AllowedMentions.all()},
    "green": {"embed": discord.Embed(title="Answered", colour=0x00FF00)},
    "red": {"embed": discord.Embed(title="Answered", colour=0xFF0000)},
}

@pytest.fixture
def simcord_bot():
    quiet = discord.AllowedMentions.none()
    client = discord.Client(intents=discord.Intents(guilds=True), allowed_mentions=quiet)
    tree = app_commands.CommandTree(client)
    for name, message in MESSAGES.items():
        command = app_commands.Command(name=name, description="D", callback=make(message))
        tree.add_command(command)
    client.tree = tree
    client.setup_hook = tree.sync
    return client

def make(message):
    async def callback(interaction: discord.Interaction) -> None:
        try:
            await interaction.response.send_message(**message)
        except discord.HTTPException:
            await interaction.response.send_message("sorry")
    return callback

@pytest.mark.parametrize("name", list(MESSAGES))
async def test_answer(simcord_env, name):
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    await guild.add_member(simcord_env.create_user("ana")).slash(channel, name)

async def test_colour(simcord_env):
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    ana = guild.add_member(simcord_env.create_user("ana"))
    await ana.slash(channel, "green")
    await ana.slash(channel, "red")

@pytest.mark.faulty_requests
async def test_on_purpose(simcord_env):
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    await guild.add_member(simcord_env.create_user("ana")).slash(channel, "ping")
"""


def test_a_refused_request_fails_the_test_that_provoked_it(tmp_path: Path) -> None:
    file = tmp_path / "test_bot.py"
    file.write_text(BOT, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-o", "asyncio_mode=auto"]
    command += ["-o", "addopts=", "-rA", "-q", "-c", str(tmp_path / "pytest.ini")]
    run = subprocess.run(
        [*command, str(file)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    said = run.stdout
    lines = [line.partition(" ")[::2] for line in said.splitlines() if "test_bot.py::" in line]
    failed = {
        where.partition("::")[2].partition(" - ")[0] for word, where in lines if word == "ERROR"
    }
    assert failed == {"test_answer[empty_field]", "test_answer[ping]", "test_colour"}, said
    assert "7 passed" in said
    assert "embeds.0.fields.0.value: This field is required" in said
    assert "AllowedMentions.none()" in said
    assert "only colours tell" in said
