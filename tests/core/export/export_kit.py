"""A steered, bilingual session whose every text tries to be obeyed, as a folder on disk and as material."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from tests.core.session_strategies import Recorder

from hopyard.core import events as ev
from hopyard.core.export.material import Material
from hopyard.core.sessions.about import About, write_about
from hopyard.core.sessions.log import SessionLog
from hopyard.core.text.raw import source_id
from hopyard.core.values import (
    Answer,
    Budget,
    Citation,
    Disagreement,
    Evidence,
    Finding,
    Passage,
    Sentence,
    Side,
    Source,
    Suggestion,
)

ESCAPES = "\x1b]52;c;RVZJTA==\x07\x1b[31;5m\x9b31m\x9d0;title\x9c\u202e\u2066\u200b\x00\x08"
MARKUP = (
    "</script><script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(1)>]]>--></style></title>"
    '[l](javascript:alert(1)) ![i](http://127.0.0.1:9/i) `code` *b* __i__ ~~s~~ # | $x$ \\ "'
    " ' & &amp; {@} %} [@click=app.quit]go[/] \\n\\u0041 www.a.example http://b.example me@c.example"
)
EVIL = f"{ESCAPES}{MARKUP}"
"""What a hostile report, file name or model could say, on one line."""

_ENGLISH = "".join(f"Row {n}: the cellar pressed {n * 10} t of fruit in {1990 + n}.\n" for n in range(60))
_CHINESE = "".join(f"第{n}行：{1990 + n}年酒窖压榨水果{n * 10}吨，占全年的{n}%。\n" for n in range(60))
TEXTS = {
    source_id(text): text
    for text in (_ENGLISH, _CHINESE, f"{MARKUP}\n{_ENGLISH}{MARKUP}\n", f"{_CHINESE}Uncited.\n")
}
ENGLISH, CHINESE, HOSTILE, UNCITED = TEXTS


def citation(source: str, line: int, evidence: str, location: str = "") -> Citation:
    """The line of a source of the session, as quoted."""
    lines = TEXTS[source].splitlines(keepends=True)
    start = sum(map(len, lines[:line]))
    quote = lines[line].rstrip("\n")
    return Citation(evidence, source, start, start + len(quote), quote, location or f"line {line + 1}")


def _evidence(name: str, cited: Citation) -> Evidence:
    text = TEXTS[cited.source]
    end = min(len(text), cited.end + 120)
    passage = Passage(cited.source, cited.start, end, text[cited.start : end], cited.location)
    return Evidence(name, name.partition("/")[0], passage, 2.5, f"quoted {EVIL}", via=f"by {EVIL}")


def session(recorder: Recorder | None = None, evil: str = EVIL) -> Recorder:
    """Two planned hops, one that the person added under the first, one failed; pruned, dropped, undone."""
    told = recorder or Recorder()
    cites = {
        "1/1": citation(ENGLISH, 20, "1/1"),
        "1/2": citation(CHINESE, 21, "1/2", "p. 3"),
        "2/1": citation(HOSTILE, 0, "2/1", f"p. 4 {evil}"),
        "1/3": citation(UNCITED, 30, "1/3"),
    }
    sources = [
        Source(ENGLISH, f"Cellar {{report}}\n2024 {evil}", f"/docs/{evil}.pdf", "pdf", len(TEXTS[ENGLISH])),
        Source(CHINESE, "酒窖年报《二〇二四》", "/文档/年报.txt", "txt", len(TEXTS[CHINESE])),
        Source(
            HOSTILE,
            "",
            f"https://reports.example/年报?a=1&b={{2}}%20{evil}",
            "html",
            1,
            "2025-03-04",
            f"Reports {evil}",
        ),
        Source(UNCITED, "Register", "/docs/register.csv", "csv", len(TEXTS[UNCITED])),
    ]
    add = told.add
    add(
        ev.SessionStarted(
            schema=ev.SCHEMA,
            session="20261122-081500-3fa2c1",
            question=f"How many tonnes? 压榨多少吨？ {evil}",
            created="2026-11-22T08:15:00+00:00",
            budget=Budget(),
            reasoner=f"none {evil}",
            retrievers=("library", evil),
            docs=(f"/docs/{evil}",),
            origin="20261121-000000-000000@41",
        )
    )
    add(ev.PlanMade(plan=(Suggestion("tonnes", "asked"), Suggestion(f"二 {evil}", "asked"))))
    add(ev.HopAdded(hop="1", parent="root", question="tonnes", why=f"asked {evil}", origin="plan"))
    add(ev.HopAdded(hop="2", parent="root", question=f"二 {evil}", why="asked", origin="plan"))
    for hop, question in (("1", "tonnes"), ("2", f"二 {evil}")):
        add(ev.HopStarted(hop=hop, question=question))
        add(ev.Searched(hop=hop, retriever="library", query=f"{question}", found=4, elapsed_s=0.25))
        for source in sources:
            if source.id not in told.state.sources:
                add(ev.SourceFound(source=source))
        for name, cited in cites.items():
            if name.startswith(hop):
                add(ev.EvidenceKept(evidence=_evidence(name, cited)))
                add(
                    ev.FindingMade(finding=Finding(f"{hop}/f{name[-1]}", hop, f"It is {evil}", (cited,), 1.0))
                )
        add(ev.SearchFailed(hop=hop, retriever="web", query="q", error=f"no line {evil}"))
        add(ev.HopFinished(hop=hop, outcome="found", suggestions=(Suggestion(f"why {evil}", "open"),)))
    add(ev.HopExpanded(hop="1.1", parent="1", question=f"Who pressed? {evil}", why="asked by you"))
    add(ev.HopStarted(hop="1.1", question=f"Who pressed? {evil}"))
    add(ev.HopFailed(hop="1.1", error=f"boom {evil}"))
    add(ev.HopExpanded(hop="3", parent="root", question="谁？", why="asked by you"))
    add(ev.HopPruned(hop="3"))
    pruned = told.state.seq
    add(ev.Undone(reverses=pruned))
    add(ev.HopPruned(hop="1.1"))
    add(ev.SourceDropped(source=UNCITED))
    add(ev.Pinned(target="1/1"))
    add(ev.BudgetReached(limit="hops", value=12, held_back=f"hop 2.1 {evil}"))
    add(ev.CommandRefused(command="x", reason=f"no {evil}"))
    sentences = (
        Sentence("It pressed 200 t.", "supported", (cites["1/1"],), "1"),
        Sentence(f"占全年的21%。{evil}", "computed", (cites["1/2"], cites["1/1"]), "1"),
        Sentence(f"2023. It says {evil}", "disputed", (cites["2/1"],), "2"),
        Sentence("- Nobody says so.", "unsupported", (), ""),
    )
    sides = (Side("200 t", cites["1/1"]), Side(f"210 吨 {evil}", cites["1/2"]))
    found = (Disagreement(f"tonnes {evil}", sides),)
    add(ev.AnswerWritten(answer=Answer(1, sentences[:1], True)))
    add(ev.AnswerWritten(answer=Answer(2, sentences, True, f"One year is missing. {evil}", found)))
    add(ev.TreeSettled())
    add(ev.SessionEnded(reason=f"done {evil}"))
    return told


def folder_of(place: Path, recorder: Recorder, *, title: str = f"标题\n{EVIL}") -> Path:
    """The session as it lies on disk, in a folder of its own."""
    log = SessionLog(place / recorder.state.session)
    for event in recorder.events:
        log.append(event)
    for source in recorder.state.sources:
        if source in TEXTS:
            log.keep_text(source, TEXTS[source])
    log.close()
    write_about(log.folder, About(title, ("Q3", f"标签{EVIL}")))
    return log.folder


def material_of(recorder: Recorder) -> Material:
    """The session, its texts from memory."""
    return Material(recorder.state, _text, title=f"标题\n{EVIL}", tags=("Q3", f"标签{EVIL}"))


def _text(source: str) -> str:
    from hopyard.core.errors import LogError

    if source not in TEXTS:
        raise LogError(f"The text of source {source} is not with the session.")
    return TEXTS[source]


nasty = st.text(
    st.sampled_from("ab1 .-+=#>*_`~[](){}<>|\\$&^!:;/@\"'\n\t中（）“”。％\x1b\x9b\u202e\u200b\x00")
    | st.characters(codec="utf-8"),
    max_size=40,
)
"""Texts out of what has a meaning somewhere."""
