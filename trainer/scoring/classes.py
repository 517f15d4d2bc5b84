"""The built-in word classes and cues, read from `data/`.

A file has sections: `[name] what it is for`, then one phrase a line in the
grammar authors write. Cues are kept under names no author can write.
"""

from functools import cache

from trainer.language.evidence import parse_phrase
from trainer.scoring.patterns import CUE_PREFIX, Pattern, compile_sequence
from trainer.scoring.words import data_lines


@cache
def compiled_classes() -> dict[str, tuple[Pattern, ...]]:
    """Return the built-in classes and cues, compiled."""
    classes: dict[str, list[Pattern]] = {}
    for file, prefix in (
        ("classes.txt", ""),
        ("cues.txt", CUE_PREFIX),
        ("distress.txt", CUE_PREFIX),
    ):
        name = ""
        for line in data_lines(file):
            if line.startswith("["):
                name = prefix + line[1:].partition("]")[0]
            else:
                sequence = parse_phrase(line).sequence
                if sequence is not None:
                    classes.setdefault(name, []).append(compile_sequence(sequence))
    return {name: tuple(phrases) for name, phrases in classes.items()}
