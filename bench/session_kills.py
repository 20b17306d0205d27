"""Kills a scripted session at random moments and looks whether anything that was shown is lost.

    python bench/session_kills.py [KILLS [SEED]]

A child runs a session over a small made-up library, is steered by a script, and says on its standard output
which event it has shown. It is killed (SIGKILL) after a random number of these, or a little later. Then its
log must hold every event that was said to be shown, and the session, gone on with and steered by what was
left of the script, must end in the tree, marks and answer of one that nobody killed.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hopyard.core import commands as cmd
from hopyard.core.engine import Engine
from hopyard.core.events import Event, SteeringEvent, Undone
from hopyard.core.ports import AnswerDraft, Brief, Draft, DraftQuote, HopTask, Kept, Reading
from hopyard.core.sessions.reading import read_log
from hopyard.core.sessions.shelf import read_state
from hopyard.core.state import State
from hopyard.core.text.raw import source_id
from hopyard.core.values import Budget, Hit, Passage, Sentence, Source, Suggestion
from hopyard.core.workbench import Workbench

SCRIPT: tuple[cmd.Command, ...] = (
    cmd.PruneHop("1"),
    cmd.ExpandHop("2", "and in 2024? 那么2024年呢？"),
    cmd.Undo(),
    cmd.EditHop("1", "chillers bought new"),
    cmd.PruneHop("2"),
)
"""What the person does, each when all is still."""

_TEXT = "".join(f"Line {n}: the plant used {n} chillers. 全厂共用冷水机组{n}台。\n" for n in range(200))
_SOURCE = Source(source_id(_TEXT), "Plant report", "/docs/plant.txt", "txt", len(_TEXT))


class _Library:
    name = "library"

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        await asyncio.sleep(0)
        n_chars = len(_TEXT) // 200
        start = sum(map(ord, query)) % 190 * n_chars
        spans = [(start + n * n_chars, start + (n + 1) * n_chars) for n in range(3)]
        return [
            Hit(Passage(_SOURCE.id, begin, end, _TEXT[begin:end], "line"), _SOURCE, 1.0)
            for begin, end in spans
        ]

    async def text(self, source: str) -> str:
        return _TEXT


class _Reasoner:
    name = "scripted"

    async def plan(self, question: str) -> Sequence[Suggestion]:
        return [Suggestion("chillers", "a part"), Suggestion("冷水机组", "a part")]

    async def queries(self, task: HopTask) -> Sequence[str]:
        return [task.question, f"{task.question} again"]

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        kept = tuple(Kept(n, 1.0, "near") for n in range(len(hits)))
        first = hits[0].passage
        draft = Draft(first.text, (DraftQuote(0, first.start, first.end),))
        more = (Suggestion(f"more of {task.question}", "it is named there"),) if not task.trail else ()
        return Reading(kept, (draft,), more)

    async def answer(self, brief: Brief) -> AnswerDraft:
        said = tuple(
            Sentence(f"{hop.question}: {finding.text}", "supported", finding.citations, hop.id)
            for hop in brief.hops
            for finding in hop.findings
        )
        return AnswerDraft(said, answered=bool(said))


def main() -> int:
    """Kill and compare; returns the exit code."""
    if sys.argv[1:2] == ["--child"]:
        asyncio.run(_play(_bench(Path(sys.argv[2])).start("How many chillers?"), _say))
        return 0
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    with tempfile.TemporaryDirectory() as home:
        whole = _bench(Path(home)).start("How many chillers?")
        asyncio.run(_play(whole))
        wanted, n_events = _outcome(whole.state), whole.state.seq
    for number in range(1, kills + 1):
        with tempfile.TemporaryDirectory() as home:
            shown = _killed(Path(home), chance.randrange(n_events), chance.random() / 500)
            folder = next(Path(home).iterdir())
            problem = _lost(folder, shown) or _gone_on_with(Path(home), folder, wanted)
        if problem:
            print(f"kill {number}, after event {shown}: {problem}")
            return 1
    print(f"{kills} kills among {n_events} events: nothing shown was lost, each ended like one never killed")
    return 0


def _bench(home: Path) -> Workbench:
    return Workbench(retrievers=[_Library()], reasoner=_Reasoner(), budget=Budget(), sessions=home)


async def _play(engine: Engine, listener: object = None) -> None:
    """Run a session through what is left of the script."""
    if callable(listener):
        engine.listen(listener)
    running = asyncio.create_task(engine.run())
    await engine.until_still()
    done = sum(isinstance(act.event, SteeringEvent) for act in engine.state.acts)
    done += sum(isinstance(step, Undone) for step in engine.state.steps)
    for command in SCRIPT[done:]:
        engine.submit(command)
        await engine.until_still()
    engine.close("the script is over")
    await running


def _say(event: Event, state: State) -> None:
    sys.stdout.write(f"{event.seq}\n")
    sys.stdout.flush()


def _killed(home: Path, after: int, delay_s: float) -> int:
    """Kill a child some time after it has shown an event; returns the last event it said it had shown."""
    command = [sys.executable, __file__, "--child", str(home)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    shown = -1
    for line in child.stdout:
        shown = int(line)
        if shown >= after:
            break
    try:
        child.wait(delay_s)
    except subprocess.TimeoutExpired:
        child.kill()
    rest = child.stdout.read().splitlines()
    child.wait()
    child.stdout.close()
    return int(rest[-1]) if rest and rest[-1].isdigit() else shown


def _lost(folder: Path, shown: int) -> str:
    logged = read_log(folder).events[-1].seq
    return f"the log ends at {logged}" if logged < shown else ""


def _gone_on_with(home: Path, folder: Path, wanted: object) -> str:
    engine = _bench(home).resume(folder)
    asyncio.run(_play(engine))
    if read_state(folder) != engine.state:
        return "the log tells of another state than the one in memory"
    return "" if _outcome(engine.state) == wanted else "it ended otherwise"


def _outcome(state: State) -> object:
    """What does not depend on when it was killed."""
    hops = [
        (hop.id, state.status(hop), state.question_of(hop), [kept.passage for kept in hop.evidence.values()])
        for hop in state.walk()
    ]
    return hops, state.marks, state.answer.text if state.answer else ""


if __name__ == "__main__":
    sys.exit(main())
