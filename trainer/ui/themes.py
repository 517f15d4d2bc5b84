"""The three looks, each pair of text and ground at 4.5:1 or better (tested)."""

from textual.theme import Theme

DARK, LIGHT, HIGH_CONTRAST = "trainer-dark", "trainer-light", "trainer-high-contrast"


def _theme(
    name: str,
    *,
    is_dark: bool,
    ground: str,
    raised: str,
    text: str,
    quiet: str,
    other: str,
    second: str,
    third: str,
    own: str,
    warm: str,
) -> Theme:
    """Build a look from its colours.

    `other`, `second` and `third` are the characters' colours, `own` the
    learner's, `warm` is for notices; `quiet` is for what may be overlooked, and
    still has its contrast.
    """
    return Theme(
        name=name,
        primary=other,
        secondary=own,
        accent=other,
        warning=warm,
        error=warm,
        success=other,
        foreground=text,
        background=ground,
        surface=ground,
        panel=raised,
        boost=raised,
        dark=is_dark,
        luminosity_spread=0.1,
        text_alpha=1.0,
        variables={
            "quiet": quiet,
            "other": other,
            "speaker-0": other,
            "speaker-1": second,
            "speaker-2": third,
            "own": own,
            "warm": warm,
            "raised": raised,
            "block-cursor-background": raised,
            "block-cursor-foreground": text,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": ground,
            "block-cursor-blurred-foreground": text,
            "block-cursor-blurred-text-style": "none",
            "border": other,
            "border-blurred": quiet,
            "input-cursor-background": own,
            "input-cursor-foreground": ground,
            "input-selection-background": f"{own} 40%",
            "scrollbar": quiet,
            "scrollbar-background": ground,
            "scrollbar-corner-color": ground,
            "scrollbar-hover": text,
            "scrollbar-active": text,
            "scrollbar-background-hover": ground,
            "scrollbar-background-active": ground,
            "link-color": text,
            "link-background": "transparent",
            "link-style": "none",
            "link-color-hover": ground,
            "link-background-hover": other,
        },
    )


THEMES = (
    _theme(
        DARK,
        is_dark=True,
        ground="#15181d",
        raised="#242a33",
        text="#e9e4da",
        quiet="#a3a9b3",
        other="#8fcbb9",
        second="#a9bdf0",
        third="#d8a9d9",
        own="#e8b978",
        warm="#f2a285",
    ),
    _theme(
        LIGHT,
        is_dark=False,
        ground="#fbf8f1",
        raised="#ece6d9",
        text="#23262b",
        quiet="#575d66",
        other="#125a4b",
        second="#2b459c",
        third="#7c2a7e",
        own="#7d4204",
        warm="#a02f14",
    ),
    _theme(
        HIGH_CONTRAST,
        is_dark=True,
        ground="#000000",
        raised="#2b2b2b",
        text="#ffffff",
        quiet="#dcdcdc",
        other="#7ff5d2",
        second="#b9ccff",
        third="#ffb8ff",
        own="#ffd36b",
        warm="#ffb199",
    ),
)
