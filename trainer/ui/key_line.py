"""The bottom line: what can be done here, from the command table."""

from collections.abc import Sequence

from textual.binding import Binding

from trainer.commands import Command, Where, commands_at
from trainer.ui.safe_text import Words, joined, key_link

NARROW = 60
"""Columns under which labels are short; the app's narrow layout begins there too."""

_SPOKEN_KEYS = {
    "question_mark": "?",
    "escape": "Esc",
    "enter": "Enter",
    "left": "←",
    "right": "→",
    "f1": "F1",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}


def spoken_key(key: str) -> str:
    """Return a key as it is printed: `ctrl+s` is `^S`."""
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+').upper()}"
    return _SPOKEN_KEYS.get(key, key)


def bindings_at(*places: Where) -> list[Binding]:
    """Return the bindings of a screen that serves these places."""
    return [
        Binding(key, _action(one, f"'{key}'" if one.takes_key else ""), one.label, show=False)
        for one in commands_at(*places)
        for key in one.keys
    ]


def _action(one: Command, argument: str = "") -> str:
    """Return what Textual runs for a command: what is open everywhere, the app answers."""
    owner = "app" if Where.EVERYWHERE in one.where else "screen"
    return f"{owner}.{one.id}({argument})"


def _is_no_character(key: str) -> bool:
    return len(key) > 1 and key != "question_mark"


class KeyLine(Words):
    """Shows as many commands as fit, the most useful first; each can be clicked."""

    DEFAULT_CSS = """
    KeyLine { height: 1; max-width: 76; margin-top: 1; padding: 0 2; color: $quiet; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._commands: Sequence[Command] = ()
        self._is_writing = False

    def offer(self, commands: Sequence[Command], *, is_writing: bool = False) -> None:
        """Show these commands, by keys that work `is_writing` or not."""
        self._commands = [one for one in commands if one.in_footer]
        self._is_writing = is_writing
        self._fit()

    def _key(self, one: Command) -> str:
        """Return the key to name: while writing, none that would only be typed."""
        keys = [key for key in one.keys if not self._is_writing or _is_no_character(key)]
        return spoken_key((keys or one.keys)[0])

    def on_resize(self) -> None:
        """Show more or fewer commands in the new width."""
        self._fit()

    def _fit(self) -> None:
        is_narrow = self.app.size.width < NARROW
        gap = 2 if is_narrow else 3
        labels = {
            one.id: one.short if is_narrow and one.short else one.label for one in self._commands
        }
        needed = {
            one.id: len(self._key(one)) + 1 + len(labels[one.id]) + gap for one in self._commands
        }
        # Nothing is laid out yet when the first commands are offered.
        left = (self.content_size.width or self.app.size.width - 4) + gap
        fitting: set[str] = set()
        # Help comes first: it tells what there was no room for.
        for one in sorted(self._commands, key=lambda one: one.id != "help"):
            if needed[one.id] <= left:
                left -= needed[one.id]
                fitting.add(one.id)
        shown = [
            joined(
                key_link(self._key(one), _action(one), "bold $foreground"),
                key_link(f" {labels[one.id]}", _action(one), "$quiet"),
            )
            for one in self._commands
            if one.id in fitting
        ]
        self.show(joined(*shown, between=" " * gap))
