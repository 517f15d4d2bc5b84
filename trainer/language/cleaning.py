"""The one place where text from files, learners and pipes is made safe to show.

Every text is cleaned once, where it enters. One unsafe code point is replaced
by exactly one code point, so offsets into the text stay true.
"""

import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Bidirectional overrides and isolates can make a sentence read as its opposite;
# the tag characters and the interlinear marks are invisible carriers.
_UNSAFE_FORMAT = frozenset(
    [
        *map(chr, range(0x202A, 0x202F)),
        *map(chr, range(0x2066, 0x206A)),
        *map(chr, range(0xFFF9, 0xFFFC)),
        *map(chr, range(0xE0000, 0xE0080)),
        "\u061c",
        "\u200e",
        "\u200f",
    ]
)


def _is_unsafe(character: str) -> bool:
    if character in "\n\t":
        return False
    return character in _UNSAFE_FORMAT or unicodedata.category(character) in {
        "Cc",
        "Cs",
        "Cn",
        "Co",
    }


def clean_text(text: str) -> str:
    """Return `text` safe for any terminal, of the same length in code points.

    Control characters (ESC, C1, NUL and the rest), bidirectional overrides,
    lone surrogates, private and unassigned code points become U+FFFD; tabs and
    new lines stay; a carriage return before a new line becomes a space, one
    alone becomes a new line, so pasted Windows and old Mac text keeps its lines.
    """
    if text.isascii() and text.isprintable():
        return text
    cleaned: list[str] = []
    for index, character in enumerate(text):
        if character == "\r":
            cleaned.append(" " if text[index + 1 : index + 2] == "\n" else "\n")
        elif character in "\u2028\u2029":
            cleaned.append("\n")
        elif _is_unsafe(character):
            cleaned.append(REPLACEMENT)
        else:
            cleaned.append(character)
    return "".join(cleaned)


def clean_line(text: str) -> str:
    """Return `text` cleaned and on one line, for names, titles and labels."""
    return " ".join(clean_text(text).split())
