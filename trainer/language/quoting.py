"""Writing text so that YAML reads it back as it was meant."""

import re
from dataclasses import dataclass

LINE_BREAK = re.compile(r"\r\n|\r|\n")
"""What ends a line, for the reader and for everyone who shows a line of a file."""

_ENTRY = re.compile(r"""^(?P<indent>\s*(?:-\s+)*)(?:(?P<key>[\w-]+|"[^"]*"|'[^']*')\s*:\s+)?""")


def quoted(text: str) -> str:
    """Return `text` in the quotes that need no escapes, where there are such."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line taken apart: `indent` with list dashes, `key` or "", and the rest."""

    indent: str
    key: str
    rest: str

    def with_quotes(self) -> str:
        """Return the line with its value in quotes."""
        value = self.rest.strip()
        for quote in "\"'":
            if value.startswith(quote) and value.endswith(quote) and len(value) > 1:
                value = value[1:-1]
        return self.indent + (f"{self.key}: " if self.key else "") + quoted(value)


def take_apart(line: str) -> EntryLine:
    """Split a line of YAML into its indentation, its key and its value."""
    match = _ENTRY.match(line)
    if match is None:
        return EntryLine("", "", line)
    return EntryLine(match.group("indent"), match.group("key") or "", line[match.end() :])
