"""No input breaks plain mode, and none reaches the terminal as a command to it."""

from io import StringIO
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import start
from tests.conversation.generated import REPLIES, documents
from trainer.commands import plain_commands, plain_debrief_commands
from trainer.conversation.conversation import Conversation
from trainer.plain.session import PlainSession

WORDS = [f"/{one.word}" for one in (*plain_commands(), *plain_debrief_commands())]
lines = st.lists(
    st.one_of(
        st.sampled_from(REPLIES),
        st.sampled_from([".", "", "0", "1", "2", "3", "/exercise"]),
        st.sampled_from(WORDS).filter(lambda word: word != "/quit"),
        st.text(max_size=20),
    ),
    max_size=25,
)


@given(plain=documents(), typed=lines, is_interactive=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_typed_the_session_ends_and_stays_readable(
    plain: dict[str, Any], typed: list[str], is_interactive: bool
) -> None:
    heard: list[str] = []
    conversation: Conversation = start(plain)
    ended = PlainSession(
        conversation,
        StringIO("".join(f"{line}\n" for line in typed)),
        heard.append,
        is_interactive=is_interactive,
    ).play()
    assert ended is conversation.is_finished
    if not ended:
        assert heard[-1].startswith("Stopped here.")
    for line in heard:
        assert "\x1b" not in line
        assert not any("\x7f" <= one <= "\x9f" or "\u202a" <= one <= "\u202e" for one in line)
