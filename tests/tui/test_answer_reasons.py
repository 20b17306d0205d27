"""The reason of each verdict, on a key and as rows; what an answer that is none shows."""

from tests.tui.screen_fakes import staged

from hopyard.core.state import State
from hopyard.core.values import Answer, Citation, Sentence, Source, Worked, WorkedOperand
from hopyard.tui.answer_reasons import reason_rows
from hopyard.tui.render import plain
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.text import TextScreen
from hopyard.tui.widgets.answer_pane import answer_rows

CITED = Citation("1/1", "a", 0, 14, "收了 40 吨 [b]", "p. 1")
WORKED = Worked("sum", (WorkedOperand("檐月", "40 吨", CITED),), "40 吨 [1] + 2 吨 [1]", "42吨", False)
SENTENCES = (
    Sentence("收了 40 吨 [b]", "supported", (CITED,), "1", reason="[1] 的原文。"),
    Sentence("合计 42吨", "computed", (CITED,), "1", WORKED, reason="由 [1] 中的数字算出。"),
    Sentence("From an old log.", "unsupported", ()),
)
SOURCES = {"a": Source("a", "年报", "/x", "txt", 14)}


def told(answer: Answer, row: str = "") -> list[str]:
    return [plain(one.line) for one in reason_rows(State(sources=SOURCES, answers=[answer]), row)]


def test_the_sentence_under_the_cursor_is_explained_with_its_operands_and_quotes() -> None:
    rows = told(Answer(1, SENTENCES, answered=True), "s1")
    assert rows[0] == "合计 42吨 [1]"
    assert "Computed: 由 [1] 中的数字算出。" in rows
    assert "Operand: 檐月 = 40 吨 [1]" in rows
    assert rows[-1] == "[1] “收了 40 吨 [b]” 年报, p. 1"


def test_without_a_sentence_under_the_cursor_all_are_explained_and_what_is_missing() -> None:
    rows = told(Answer(1, SENTENCES, answered=True, missing=("how many people",)), "r1")
    assert "Supported: [1] 的原文。" in rows
    assert "Unsupported: This session was made before reasons were told." in rows
    assert rows[-1] == "Not in your sources: how many people"


def test_an_answer_that_is_none_shows_what_came_nearest() -> None:
    answer = Answer(1, (), answered=False, note="Searched for: x.", searched=("x",), nearest=(CITED,))
    rows = [plain(one.line) for one in answer_rows(State(sources=SOURCES, answers=[answer]), answer)]
    assert rows[:2] == ["Not answered. Searched for: x.", "Nearest: 收了 40 吨 [b] [1]"]
    assert rows[-1].startswith("[1] 年报, p. 1")
    assert told(answer) == ["Not answered. Searched for: x."]
    lacking = Answer(1, (), answered=False, note="Searched for: x.", missing=("x",))
    assert told(lacking)[0] == "Not in your sources: x"
    assert reason_rows(State(), "s0") == []


async def test_a_key_tells_why_the_answer_says_this() -> None:
    async with staged(question="q") as stage:
        await stage.still()
        await stage.goes("answer")
        await stage.press("V")
        assert isinstance(stage.app.screen, TextScreen)
        assert stage.says("Why the answer says this")
        assert any(row.startswith("Supported: ") for row in stage.rows("text-body"))
        await stage.press("escape")
        assert isinstance(stage.app.screen, SessionScreen)
