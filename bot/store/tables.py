"""Every table. A change here needs a migration that makes the same of an older database."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy import String as Text

from bot.deck.model import Level
from bot.learning.questions import Audience
from bot.learning.scoring import Scoring
from bot.learning.session import Pace, Phase, PhaseReason
from bot.store.choices import BoardVisibility, EditRefusal, PinStep, ReportFault
from bot.store.columns import Span, UtcTime, choice, flag

# SQLite counts up by itself only in a column that is called INTEGER; there it has 64 bits as well.
Serial = BigInteger().with_variant(Integer, "sqlite")

# Constraints need names to be changed by later migrations.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

guild = Table(
    "guild",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("joined_at", UtcTime, nullable=False),
    # Set while the bot is not there: what is stored of the server is kept a while, then erased.
    Column("left_at", UtcTime),
    Column("greeted_at", UtcTime),  # unset again when the bot returns
    # Unset: the deck's own default.
    choice("default_level", Level, 8),
    flag("private_default"),
    # Unset: people are shown under an alias.
    flag("board_names"),
    # For whom questions are written; unset: as the cards are worded.
    choice("default_audience", Audience, 8),
    # Who may begin a quiz; unset: everybody. Where they may be is in ``quiz_channel``.
    Column("quiz_role_id", BigInteger),
    # Where moderators read what their members report; unset: nowhere.
    Column("reports_channel_id", BigInteger),
    # The question of the day, at HH:MM in the IANA zone; all three unset while there is none.
    Column("daily_channel_id", BigInteger),
    Column("daily_at", Text(5)),
    Column("daily_zone", Text(64)),
    # When the time and zone were chosen: what was due before is not made up for.
    Column("daily_since", UtcTime),
    # When the last question was due: none is asked twice on a day. Kept while it is off.
    Column("daily_asked_at", UtcTime),
    # The date of the last one, noted until revision 0007. A column is never taken away.
    Column("daily_on", Date),
    # How many questions in a row could not be posted because Discord refuses it.
    Column("daily_refusals", Integer, nullable=False, server_default=text("0")),
    # It was switched off for that, and the moderators do not know.
    flag("daily_failed", nullable=False, server_default=false()),
    CheckConstraint(
        "(daily_at IS NULL) = (daily_zone IS NULL) "
        "AND (daily_at IS NULL) = (daily_channel_id IS NULL)",
        name="daily",
    ),
)

member = Table(
    "member",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    # Unset: the server's default, or else the deck's own.
    choice("level", Level, 8),
    flag("private"),
    flag("text_only", nullable=False),
    # How boards show the person. Unset: as the server has it.
    choice("board", BoardVisibility, 8),
    # The name that the person chose to be shown by.
    Column("board_name", Text(100)),
    # HH:MM in the IANA zone beside it; both unset while reminders are off.
    Column("reminder_at", Text(5)),
    Column("reminder_zone", Text(64)),
    # When the time and zone were chosen: what was due before is not made up for.
    Column("reminder_since", UtcTime),
    # When the last reminder was due: none goes out twice on a day. Kept for two days while off.
    Column("reminded_at", UtcTime),
    # The date of the last one, noted until revision 0007. A column is never taken away.
    Column("reminded_on", Date),
    # Reminders were switched off because messages to the person are refused, and they do not know.
    flag("reminder_failed", nullable=False, server_default=false()),
    # How many in a row could not be sent because Discord refuses it.
    Column("reminder_refusals", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("(reminder_at IS NULL) = (reminder_zone IS NULL)", name="reminder"),
)

# Those who stand on no board.
Index("ix_member_hidden", member.c.person_id, sqlite_where=text("board = 'hidden'"))

alias = Table(
    "alias",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text(64), nullable=False),
    UniqueConstraint("guild_id", "name"),
)

# Where the commands were registered for one server as well: Discord keeps them until they are
# cleared.
command_guild = Table(
    "command_guild",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("noted_at", UtcTime, nullable=False),
)

# Where quizzes may be begun; without a row for the server: everywhere.
quiz_channel = Table(
    "quiz_channel",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
)


quiz = Table(
    "quiz",
    metadata,
    # Never used again: buttons of a quiz that was erased must not answer another one.
    Column("id", Serial, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    # Where the questions are posted: the thread, if there is one.
    Column("channel_id", BigInteger, nullable=False),
    # The channel that it was asked for in.
    Column("home_id", BigInteger, nullable=False),
    # Unset for the question of the day, and once the host has had everything erased.
    Column("host_id", BigInteger),
    Column("topic", Text(64), nullable=False),
    Column("audience", Text(16), nullable=False),
    choice("pace", Pace, 16, nullable=False),
    choice("scoring", Scoring, 16, nullable=False),
    # Whether its lobby said that boards show names by default.
    flag("names", nullable=False),
    choice("phase", Phase, 16, nullable=False),
    Column("position", Integer, nullable=False),
    Column("since", UtcTime),
    choice("paused_from", Phase, 16, checked=False),
    choice("reason", PhaseReason, 16, checked=False),
    Column("empty", Integer, nullable=False),
    Column("lobby_message_id", BigInteger),
    Column("board_message_id", BigInteger),
    Column("created_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    # Until when a quiz that stays open is played by each alone; unset for all others.
    Column("open_until", UtcTime),
    Column("open_days", Integer),  # as it was opened: it may close early
    # How many teams play; unset: everybody for themselves.
    Column("teams", Integer),
    CheckConstraint("phase <> 'paused' OR paused_from IS NOT NULL", name="paused_from"),
    CheckConstraint("(phase = 'finished') = (ended_at IS NOT NULL)", name="ended_at"),
    CheckConstraint("position >= -1", name="position"),
    CheckConstraint("teams BETWEEN 2 AND 4", name="teams"),
    # One quiz per channel; the question of the day and those that stay open keep none from being
    # played.
    Index(
        "ix_quiz_running",
        "channel_id",
        unique=True,
        sqlite_where=text("phase <> 'finished' AND pace <> 'daily' AND open_until IS NULL"),
    ),
    Index("ix_quiz_guild_id", "guild_id"),
    Index("ix_quiz_host_id", "host_id"),
    # Few of the many are open: those are looked for all the time.
    Index(
        "ix_quiz_daily",
        "id",
        sqlite_where=text("phase <> 'finished' AND pace = 'daily'"),
    ),
    Index(
        "ix_quiz_open",
        "guild_id",
        sqlite_where=text("phase <> 'finished' AND open_until IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

# Who has pressed to be in a quiz, or answered for a team; deleted when its result is posted.
quiz_player = Table(
    "quiz_player",
    metadata,
    Column("quiz_id", BigInteger, ForeignKey("quiz.id"), primary_key=True),
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("team", Integer),  # from 1; unset where there are no teams
    CheckConstraint("team BETWEEN 1 AND 4", name="team"),
    Index("ix_quiz_player_person_id", "person_id"),
)

quiz_question = Table(
    "quiz_question",
    metadata,
    Column("quiz_id", BigInteger, ForeignKey("quiz.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_id", Text(128), nullable=False),
    Column("card", Text(64), nullable=False),
    Column("seed", BigInteger, nullable=False),
    # The item's options in the order shown, one digit each: "2013". Option 0 is the right one.
    Column("shown_order", Text(8), nullable=False),
    Column("right_choice", Integer, nullable=False),
    # The whole item as JSON: a reload of the deck must not change a running quiz.
    Column("snapshot", Text, nullable=False),
    Column("message_id", BigInteger),
    Column("opened_at", UtcTime),
    Column("closes_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("held_us", Span, nullable=False),
    CheckConstraint(
        "right_choice >= 0 AND right_choice < length(shown_order)", name="right_choice"
    ),
    CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_at"),
)

answer = Table(
    "answer",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("quiz_id", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    # Unset once the answer is older than a person's id is kept: the question still counts it.
    Column("person_id", BigInteger),
    Column("guild_id", BigInteger, nullable=False),
    Column("item_id", Text(128), nullable=False),
    Column("card", Text(64), nullable=False),
    # An index into the options as shown, from 0.
    Column("choice", Integer, nullable=False),
    flag("correct", nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("answered_at", UtcTime, nullable=False),
    Column("taken_us", Span, nullable=False),
    Column("changes", Integer, nullable=False),
    # Unset until the question closes: nothing counts before that.
    Column("points", Integer),
    ForeignKeyConstraint(
        ["quiz_id", "position"], ["quiz_question.quiz_id", "quiz_question.position"]
    ),
    # One answer per person, whatever is delivered twice.
    UniqueConstraint("quiz_id", "position", "person_id"),
    CheckConstraint("choice >= 0", name="choice"),
    CheckConstraint("points BETWEEN 0 AND 1000", name="points"),
    CheckConstraint("correct = 1 OR points IS NULL OR points = 0", name="wrong_points"),
    # These two hold all that is counted of a person, and of a question.
    Index(
        "ix_answer_person_id", "person_id", "answered_at", "guild_id", "card", "correct", "points"
    ),
    Index("ix_answer_item_id", "guild_id", "item_id", "person_id", "correct", "points"),
    # A server's results in their order: an index ends with the row's own id.
    Index("ix_answer_closed", "guild_id", sqlite_where=text("points IS NOT NULL")),
)

tally = Table(
    "tally",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    # "all", "2026-11" or "2026-W48": when the question closed, in UTC.
    Column("period", Text(8), primary_key=True),
    # The id of a card, a table or a group; empty for everything together.
    Column("topic", Text(64), primary_key=True),
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("points", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    CheckConstraint("points >= 0", name="points"),
    CheckConstraint("correct BETWEEN 0 AND answered", name="correct"),
    Index("ix_tally_person_id", "person_id"),
)
ALL_TOPICS = ""
"""The topic of a tally over all topics together."""

# A board in its order: the places of a page are found by counting along it.
Index(
    "ix_tally_board",
    tally.c.guild_id,
    tally.c.period,
    tally.c.topic,
    tally.c.points.desc(),
    tally.c.person_id,
)

# How the closed questions of an item went in a server, whoever has answered them.
item_tally = Table(
    "item_tally",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", Text(128), primary_key=True),
    Column("correct", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    CheckConstraint("correct BETWEEN 0 AND answered", name="correct"),
)

asked = Table(
    "asked",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", Text(128), primary_key=True),
    Column("asked_at", UtcTime, nullable=False),
)

# How often a card was opened in a server, and by nobody in particular.
card_view = Table(
    "card_view",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("card", Text(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("count", Integer, nullable=False),
    CheckConstraint("count > 0", name="count"),
)

memory = Table(
    "memory",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", Text(128), primary_key=True),
    Column("due", UtcTime, nullable=False),
    # In days; and from 1 to 10.
    Column("stability", Float),
    Column("difficulty", Float),
    Column("reviewed_at", UtcTime),
    Column("lapses", Integer, nullable=False),
    # When it was first met in a review; unset while only group quizzes have brought it here.
    Column("introduced_at", UtcTime),
    # When it was last missed; unset again once it is known.
    Column("missed_at", UtcTime),
    # When it was missed so often that it comes back on request alone; unset again then.
    Column("set_aside_at", UtcTime),
    CheckConstraint("lapses >= 0", name="lapses"),
    Index("ix_memory_due", "person_id", "due"),
)

recall = Table(
    "recall",
    metadata,
    # Never used again: the buttons of a recall that was erased must not rate another one.
    Column("id", Serial, primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("item_id", Text(128), nullable=False),
    Column("card", Text(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("choice", Integer, nullable=False),
    flag("correct", nullable=False),
    # 1 again, 2 hard, 3 good, 4 easy.
    Column("grade", Integer, nullable=False),
    # The memory as it was (JSON), so that Easy and Hard rate from there; unset when it was new.
    Column("before", Text),
    # The interaction that began its practice; unset in those of older buttons.
    Column("practice_id", BigInteger, info={"person": False}),
    CheckConstraint("grade BETWEEN 1 AND 4", name="grade"),
    CheckConstraint("(grade = 1) = (correct = 0)", name="wrong_grade"),
    Index("ix_recall_person_id", "person_id", "at"),
    sqlite_autoincrement=True,
)


report = Table(
    "report",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("kind", Text(8), nullable=False),
    Column("subject_id", Text(128), nullable=False),
    Column("revision", Text(8), nullable=False),
    Column("person_id", BigInteger, nullable=False),
    # Unset when it was made in a direct message.
    Column("guild_id", BigInteger),
    choice("fault", ReportFault, 16),
    Column("text", Text(500), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    # When it was shown to the moderators of its server: it is shown once.
    Column("shown_at", UtcTime),
    CheckConstraint("kind IN ('question', 'card')", name="kind"),
    CheckConstraint("length(text) <= 500 AND (text <> '' OR fault IS NOT NULL)", name="text"),
    Index("ix_report_person_id", "person_id", "at"),
    sqlite_autoincrement=True,
)


pin = Table(
    "pin",
    metadata,
    # Discord numbers messages by their time: the smallest is the oldest.
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    # The page that it shows: a card, a table, a part of the tables, or the front desk.
    Column("page", Text(80), nullable=False),
    choice("level", Level, 8, nullable=False),
    # Of the page as the message shows it.
    Column("revision", Text(8), nullable=False),
    # What was wrong when it was edited the last time; unset if nothing was.
    choice("refused", EditRefusal, 16),
    Index("ix_pin_guild_id", "guild_id"),
)

# A pin that is being made or removed. Written before Discord is asked for anything, and deleted
# with the change of ``pin``: what a process leaves behind is finished or undone by the next one.
pin_change = Table(
    "pin_change",
    metadata,
    # That of the interaction that asked for it: smaller than the id of a message posted for it.
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    choice("step", PinStep, 8, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    # Unset while it is not known whether the message was posted.
    Column("message_id", BigInteger),
    Column("page", Text(80), nullable=False),
    choice("level", Level, 8, nullable=False),
    Column("revision", Text(8), nullable=False),
    CheckConstraint("step IN ('post', 'delete') OR message_id IS NOT NULL", name="message_id"),
)


erasure = Table(
    "erasure",
    metadata,
    # What the fingerprints beside it are made with, in hexadecimal: drawn once, and random.
    Column("key", Text(64), primary_key=True),
    # An HMAC of the person's id. It tells whose it is only to those who ask about a certain id.
    Column("fingerprint", Text(64), primary_key=True),
    # The latest, if the person has come back and was erased again.
    Column("at", UtcTime, nullable=False),
)


# What housekeeping knows of earlier processes: one row.
clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # The last moment at which the clock of the machine was believed.
    Column("seen_at", UtcTime, nullable=False),
    # The version of the bot that has last deleted what was old, after a copy was made.
    Column("pruned_by", Text(32)),
    CheckConstraint("id = 1", name="only"),
)
