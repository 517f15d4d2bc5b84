"""Every built-in word class, by what it takes and what it leaves."""

import pytest

from trainer.language.evidence import parse_phrase
from trainer.language.model import Criterion, Evidence, Rubric
from trainer.language.word_classes import built_in_class_names
from trainer.scoring.scorer import Scorer
from trainer.scoring.words import data_lines

CLASSES: dict[str, tuple[list[str], list[str]]] = {
    "number": (["20", "twenty", "3.5"], ["some", "2nd-hand"][:1]),
    "pause": (["Well, agenda first"], []),
    "participle": (["sent"], ["send"]),
    "duration": (
        [
            "a quarter of an hour",
            "15-20 min",
            "half an hour",
            "a few minutes",
            "20min",
            "ten or fifteen minutes",
            "20 of your minutes",
            "\N{VULGAR FRACTION ONE HALF} hour",
        ],
        ["a long time", "the minutes of March", "many hours"],
    ),
    "weekday": (["Thursday", "weds"], ["day"]),
    "month": (["December", "dec"], ["the month", "maybe"]),
    "part_of_day": (["mornings", "noon"], ["day"]),
    "clock_time": (["4 pm", "at noon", "after 17:30"], ["soon"]),
    "day": (["tomorrow", "next week", "Monday", "3 March"], ["never"]),
    "date": (["14 March", "by Friday"], ["some time"]),
    "time": (["Tuesday", "at noon"], ["never"]),
    "later": (
        ["in December", "next month", "when things calm down", "once it slows down"],
        ["now", "at once"],
    ),
    "you": (["your"], ["mine"]),
    "me": (["my"], ["yours"]),
    "i_will": (["I'll", "i am going to", "let me"], ["you will"]),
    "i_would": (["I'd love", "I was hoping", "I would really like"], ["she would"]),
    "want_to": (["I'd like to", "I'm hoping to", "trying to"], ["to be"]),
    "aim_verb": (["become", "figure out", "get better"], ["thank"]),
    "not_know": (["I can't tell", "no idea", "trying to understand"], ["for sure it is"]),
    "hard": (["too much", "a bad month", "not possible"], ["a good day"]),
    "next_step": (["December", "could you", "I'll email"], ["hello"]),
    "ask_for": (
        ["could I", "would you be able", "is it possible", "I was wondering"],
        ["thanks a lot"],
    ),
    "polite_request": (["could you", "would it be okay", "would you mind"], ["give it"]),
    "meet": (["sit down", "coffee", "a meeting", "stop by"], ["write"]),
    "brief": (["quick", "short"], ["long"]),
    "send": (["e-mail", "forwarded", "drop you a line"], ["keep"]),
    "thank": (["thx", "grateful", "much obliged", "gracias"], ["tanks"]),
    "busy": (["swamped", "your plate is full", "no time"], ["free"]),
    "understand": (["I hear you", "makes sense", "of course"], ["strange"]),
    "release": (["no harm done", "that's fine", "no hard feelings"], ["a pity"]),
    "someone_else": (["somebody", "another resident", "a colleague"], ["yourself"]),
    "one_thing": (["one question", "a single page", "a quick call"], ["everything"]),
    "role": (
        ["an intern", "PGY-1", "pgy2", "med student", "first-year resident", "1st year"],
        ["the interns", "internal"],
    ),
    "roles": (["interns", "residents"], ["residence"]),
    "specialty": (["surgery", "paediatrics", "peds", "night float"], ["I'm", "teaching"]),
    "event": (["grand rounds", "talk", "lectures"], ["walk"]),
    "their_work": (["paper", "research", "checklist"], ["weather"]),
    "told_me": (["your name", "recommended you"], ["hello"]),
    "career": (["career", "long-term"], ["carrier"]),
    "request": (
        ["could I", "would love", "any chance", "I'd be glad of", "let me", "I was wondering"],
        ["thanks", "you talked", "as if to say"],
    ),
    "encounter": (
        ["a quick call", "an appointment", "one meeting", "coffee", "a short visit"],
        ["we met", "called", "the visitors"],
    ),
    "asking_you": (
        ["how did you begin", "which book would you read", "is it worth it", "who runs it"],
        ["how are you", "what a day", "when can we meet"],
    ),
    "told_question": (
        ["I wonder which one", "curious how you began", "tell me whether", "I'd like to know who"],
        ["tell me when you are free", "I know you"],
    ),
    "small_item": (
        ["one question", "a single page", "one-page", "yes or no", "a name"],
        ["many questions", "pages", "my question"],
    ),
    "ongoing": (
        ["every week", "monthly", "twice a month", "through my residency", "long-term"],
        ["this week", "one month ago", "in a year"],
    ),
    "mentor_role": (["a mentor", "my adviser"], ["mentoring", "advice"]),
    "senior_act": (["sign it", "have a word", "let me know"], ["sleep", "the weather"]),
    "your_say": (["your decision", "a signature"], ["your office", "a table"]),
    "decision_question": (
        ["could you call her", "do we wait or submit", "is sixty enough", "do you agree"],
        ["how was your day", "what happened"],
    ),
    "decision_ready": (["willing", "back"], ["tired", "busy"]),
    "course": (["wait", "submit"], ["sleep", "wonder"]),
    "senior_think": (["feasible", "we"], ["nothing", "lunch"]),
    "decision_wish": (
        ["I need your yes", "tell me whether", "please call her", "I propose"],
        ["your office is nice", "I like the weather"],
    ),
    "doing": (["send it", "get it to you", "let her know", "follow up"], ["sent", "weather"]),
    "doing_now": (["sending", "pulling charts"], ["send", "morning"]),
    "deliverable": (["a draft", "your comments", "the questionnaire"], ["the weather", "luck"]),
    "colleague": (["the nursing lead", "your secretary", "the statistician"], ["yourself"]),
    "own_part": (["Mine: the charts", "on my side", "the writing is with me"], ["meet me there"]),
    "your_part": (["You: the table", "it's with you", "you're on nursing"], ["see you there"]),
    "i_hold": (["I've got the charts", "I handle the rest"], ["I've got a minute"]),
    "you_hold": (["you've got the table", "you take nursing"], ["you've got this"]),
    "i_act": (["I send you the table", "I just write it down"], ["I had sent it", "she sends it"]),
    "you_act": (["you look at it", "you call her"], ["you said so"]),
    "at_event": (["Friday", "rounds", "the 9th", "the end of the shift"], ["a table"]),
    "due": (["by Friday", "before rounds", "within the hour", "in ten minutes"], ["some day"]),
    "some_day": (["tonight", "on Friday", "the 9th", "right after my shift"], ["one day", "soon"]),
    "may_i": (["may I", "is it OK if I"], ["will you"]),
    "i_do": (["I'll", "I'm going to", "let me", "I have to"], ["you will"]),
}


def takes(name: str, text: str) -> bool:
    source = f"${name} agenda" if name == "pause" else f"${name}"
    rubric = Rubric(
        {"it": Criterion("it", "", "", "", Evidence(any=(parse_phrase(source),), none=()))}
    )
    verdict = Scorer(rubric, ("it",)).assess(text).verdicts[0]
    # A negation inside the words is part of some classes and beside the point here.
    return bool(verdict.evidence or verdict.blocked)


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_takes_what_it_names(name: str) -> None:
    taken, _ = CLASSES[name]
    assert [text for text in taken if not takes(name, text)] == []


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_leaves_what_it_does_not_name(name: str) -> None:
    _, left = CLASSES[name]
    assert [text for text in left if takes(name, text)] == []


def test_every_built_in_class_is_shown_here_and_says_what_it_is_for() -> None:
    purposes = [
        line.partition("]")[2].strip() for line in data_lines("classes.txt") if line[0] == "["
    ]
    assert built_in_class_names() == set(CLASSES)
    assert all(purpose.endswith((".", '".')) for purpose in purposes)
