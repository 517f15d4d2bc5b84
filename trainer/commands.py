"""The one table of what a learner can do, by key and by word.

Footers, the palette, help and plain mode all read it. Keys are chosen so that
common terminals deliver them: plain letters where nothing is being written,
Ctrl with a letter where something is.
"""

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """The place a command belongs to."""

    HOME = "home"
    WRITING = "writing"
    """Talk, while the reply box has the cursor."""
    LISTENING = "listening"
    """Talk, while it has not."""
    DEBRIEF = "debrief"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do. `keys` are Textual key names; `word` is typed in plain mode."""

    id: str
    label: str
    """A word or two, for the footer."""
    help: str
    where: tuple[Where, ...]
    keys: tuple[str, ...]
    word: str = ""
    in_footer: bool = True
    takes_key: bool = False
    """Whether the action is told which of its keys was pressed."""
    short: str = ""
    """The label where there is little room; the same label when it is empty."""


COMMANDS = (
    Command("start", "start", "Start or go on with what is marked.", (Where.HOME,), ("enter",)),
    Command("erase", "erase", "Erase everything kept about you here.", (Where.HOME,), ("x",)),
    Command(
        "send",
        "send",
        "Send the reply. In a letter, Tab and Enter do it too; in speech, Enter.",
        (Where.WRITING,),
        ("ctrl+s",),
    ),
    Command(
        "stop_writing",
        "more keys",
        "Leave the box: single letters work then. What is written stays.",
        (Where.WRITING,),
        ("escape",),
        short="keys",
    ),
    Command(
        "choose",
        "choose",
        "Take the option with this number; arrows and Enter do it too.",
        (Where.LISTENING,),
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        in_footer=False,
        takes_key=True,
    ),
    Command(
        "clear",
        "clear",
        "Empty the box; Ctrl+Z fills it again.",
        (Where.WRITING,),
        ("ctrl+l",),
        in_footer=False,
    ),
    Command("write", "write", "Go back to the reply box.", (Where.LISTENING,), ("i", "escape")),
    Command(
        "turn",
        "turn pages",
        "Turn the conversation back and on, while writing too.",
        (Where.LISTENING, Where.WRITING),
        ("pageup", "pagedown"),
        in_footer=False,
        takes_key=True,
    ),
    Command(
        "hint",
        "hint",
        "A question that may help with this reply.",
        (Where.LISTENING, Where.WRITING),
        ("h", "ctrl+t"),
        word="hint",
    ),
    Command(
        "undo",
        "take back",
        "Go back to before your last reply or choice.",
        (Where.LISTENING, Where.WRITING),
        ("u", "ctrl+r"),
        word="undo",
    ),
    Command(
        "claim",
        "I did say that",
        "Your last reply did something that was not heard: say so, and go on from there.",
        (Where.LISTENING, Where.WRITING),
        ("s", "ctrl+n"),
        word="said",
        short="I said it",
    ),
    Command(
        "leave",
        "home",
        "Stop here. Everything up to now is kept.",
        (Where.LISTENING,),
        ("q",),
    ),
    Command(
        "repeat",
        "repeat",
        "Hear again what was said since your last turn.",
        (),
        (),
        word="repeat",
        in_footer=False,
    ),
    Command(
        "rewrite",
        "rewrite it",
        "Write this reply again.",
        (Where.DEBRIEF,),
        ("r",),
        short="rewrite",
        word="rewrite",
    ),
    Command(
        "contest",
        "you misread me",
        "Say what was missed, or credited in error.",
        (Where.DEBRIEF,),
        ("w",),
        short="misread",
        word="misread",
    ),
    Command(
        "more",
        "more",
        "Every criterion, what was nearly heard, and the path you took.",
        (Where.DEBRIEF,),
        ("m",),
        word="more",
    ),
    Command("next", "next", "The next reply.", (Where.DEBRIEF,), ("right", "n")),
    Command(
        "previous",
        "previous",
        "The reply before.",
        (Where.DEBRIEF,),
        ("left", "p"),
        in_footer=False,
    ),
    Command("home", "home", "Back to the scenarios.", (Where.DEBRIEF,), ("q",)),
    Command(
        "back",
        "back",
        "Close what *more* shows; on the first page, go home.",
        (Where.DEBRIEF,),
        ("escape",),
        in_footer=False,
    ),
    Command(
        "support",
        "support",
        "Someone to talk to, now.",
        (Where.EVERYWHERE,),
        ("ctrl+g",),
        word="support",
    ),
    Command(
        "help",
        "help",
        "All keys of this screen.",
        (Where.EVERYWHERE,),
        ("f1", "question_mark"),
        word="help",
    ),
    Command(
        "quit",
        "quit",
        "Close the trainer.",
        (Where.EVERYWHERE,),
        ("ctrl+q",),
        word="quit",
    ),
    Command("quit_home", "quit", "Close the trainer.", (Where.HOME,), ("q",)),
)

_BY_ID = {command.id: command for command in COMMANDS}


def command(identifier: str) -> Command:
    """Return the command called `identifier`; KeyError when there is none."""
    return _BY_ID[identifier]


def commands_at(*places: Where) -> tuple[Command, ...]:
    """Return the commands of these places, in table order."""
    return tuple(one for one in COMMANDS if set(one.where) & set(places))


def plain_commands() -> tuple[Command, ...]:
    """Return the commands that plain mode knows by a word while a conversation is on."""
    return tuple(one for one in COMMANDS if one.word and Where.DEBRIEF not in one.where)


def plain_debrief_commands() -> tuple[Command, ...]:
    """Return the commands that plain mode knows by a word once the debrief was said."""
    return tuple(one for one in COMMANDS if one.word and Where.DEBRIEF in one.where)


def plain_everywhere_commands() -> tuple[Command, ...]:
    """Return the commands that plain mode knows by a word at every question."""
    return tuple(one for one in COMMANDS if one.word and Where.EVERYWHERE in one.where)
