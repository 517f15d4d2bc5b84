"""Lists of phrases as files and documents hold them, each phrase parsed once in a process."""

from functools import lru_cache

from trainer.language.evidence import Phrase, parse_phrase, phrase_from_plain


def phrases(plain: object) -> tuple[Phrase, ...]:
    """Parse a list of phrases; raise PhraseError, or TypeError when it is no list."""
    if not isinstance(plain, list | tuple):
        raise TypeError(f"{plain!r} is not a list")
    return tuple(
        parsed(item) if isinstance(item, str) else phrase_from_plain(item) for item in plain
    )


@lru_cache(maxsize=20_000)
def parsed(source: str) -> Phrase:
    """Parse a phrase, however often a check and a build come by; raise PhraseError."""
    return parse_phrase(source)
