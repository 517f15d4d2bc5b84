"""The bottom line: what can be done here, from the command table."""

from collections.abc import Sequence

from textual.binding import Binding
from textual.widgets import Static

from trainer.commands import Command, Where, commands_at
from trainer.ui.safe_text import joined, key_link, words

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
        Binding(key, f"{one.id}('{key}')" if one.takes_key else one.id, one.label, show=False)
        for one in commands_at(*places)
        for key in one.keys
    ]


def _is_no_character(key: str) -> bool:
    return len(key) > 1 and key != "question_mark"


class KeyLine(Static):
    """Shows as many commands as fit, the most useful first; each can be clicked."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; padding: 0 2; color: $quiet; }
    .-narrow KeyLine { padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(words(""))
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
        left = self.content_size.width or self.app.size.width - 4
        shown = []
        for one in self._commands:
            key = self._key(one)
            needed = len(key) + 1 + len(one.label) + 3
            if needed - 3 > left:
                break
            left -= needed
            shown.append(
                joined(
                    key_link(key, one.id, "bold $foreground"),
                    key_link(f" {one.label}", one.id, "$quiet"),
                )
            )
        self.update(joined(*shown, between="   "))
