"""The real program in a real terminal: signals, stopping and going on, encodings, multiplexers."""

from __future__ import annotations

import os
import pwd
import re
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from bench.pty_program import WITHIN_S, Program, run_in_terminal
from rich.cells import cell_len

from hopyard.core import sample
from hopyard.core.events import Event, SessionEnded
from hopyard.core.sessions.reading import read_log

HOPYARD = [sys.executable, "-m", "hopyard.tui"]
PARTS = ("Question", "hops (", "steps, ", "sources, ", "answer v", "References", "done", "? help")
"""What a whole screen of a settled demo holds, from top to bottom."""
STYLE = re.compile(rb"\x1b\[([0-9;]*)m")
INDEXED: list[Path] = []
NOTHING: Mapping[str, str] = {}
end_signals = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])


def environ(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    """An environment with hopyard's folders under `home`, and a terminal that is neither slow nor odd."""
    left_out = ("LC_ALL", "LC_CTYPE", "NO_COLOR", "SSH_CONNECTION", "COLORTERM", "TMUX", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "LANG": "C.UTF-8", "HOPYARD_HOME": str(home), "TERM": "xterm-256color", **more}


@contextmanager
def demo(home: Path, *, shell: bool = False, more: Mapping[str, str] = NOTHING) -> Iterator[Program]:
    """`hopyard demo` in a terminal, by itself or typed into a shell, 120 x 40."""
    shutil.copytree(INDEXED[0], home, dirs_exist_ok=True)
    typed = " ".join([*HOPYARD, "demo"])
    command = ["bash", "--norc", "--noprofile", "-i"] if shell else [*HOPYARD, "demo"]
    with run_in_terminal(command, environ(home, {"PS1": "$ ", **more}), 120, 40) as program:
        if shell:
            program.until("$ ")
            program.type(f"{typed}\r")
        yield program


def shows_all(program: Program, since: int = 0) -> bool:
    """Whether every part of the screen was written after `since`."""
    return all(program.shows(part, since) for part in PARTS)


def logs(home: Path) -> list[Path]:
    """The log of the one session under `home`, once it holds more than its question."""
    found = (home / "data" / "sessions").glob("*/events.jsonl")
    return [path for path in found if path.read_bytes().count(b"\n") > 1]


def last_kept(home: Path) -> Event:
    """The last event of the one session under `home`."""
    (log,) = logs(home)
    return read_log(log.parent).events[-1]


@pytest.fixture(autouse=True, scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The sample library, indexed once for all tests here; each works on a copy."""
    home = tmp_path_factory.mktemp("indexed")
    asked = [*HOPYARD, "search", "hops", "--docs", str(sample.folder())]
    subprocess.run(asked, env=environ(home, NOTHING), check=True, capture_output=True)
    INDEXED.append(home)


# ending


@end_signals
def test_a_signal_ends_the_session_and_restores_the_terminal(number: signal.Signals, tmp_path: Path) -> None:
    with demo(tmp_path) as program:
        before = program.line_settings()
        program.read_until(lambda: logs(tmp_path))
        assert program.line_settings() != before
        program.process.send_signal(number)
        assert program.end() == 128 + number
        assert program.modes_left() == {}
        assert program.line_settings() == before
    last = last_kept(tmp_path)
    assert isinstance(last, SessionEnded)
    assert last.reason == f"{number.name} ended the program"


@end_signals
def test_so_does_one_that_comes_as_the_terminal_is_taken_over(number: signal.Signals, tmp_path: Path) -> None:
    with demo(tmp_path) as program:
        before = program.line_settings()
        program.read_until(lambda: b"\x1b[?1049h" in program.written)
        program.process.send_signal(number)
        assert program.end() == 128 + number
        assert program.modes_left() == {}
        assert program.line_settings() == before


@end_signals
def test_one_that_comes_while_indexing_leaves_the_terminal_as_it_was(
    number: signal.Signals, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for n in range(400):
        (docs / f"report {n}.txt").write_text(f"Plant {n} used {n * 7} chillers. " * 200, encoding="utf-8")
    with run_in_terminal([*HOPYARD, "--docs", str(docs)], environ(tmp_path / "home", NOTHING)) as program:
        before = program.line_settings()
        program.until("Reading ")
        program.process.send_signal(number)
        assert program.end() == 128 + number
        assert program.modes_left() == {}
        assert program.line_settings() == before


def test_a_library_that_cannot_be_opened_is_told_of_in_one_line(tmp_path: Path) -> None:
    home = tmp_path / "data" / "library"
    home.mkdir(parents=True)
    (home / "library.sqlite").write_bytes(b"no database at all " * 500)
    command = [*HOPYARD, "How many?"]
    ask = [*HOPYARD, "ask", "How many?"]
    asked = subprocess.run(ask, env=environ(tmp_path, NOTHING), capture_output=True, text=True, check=False)
    with run_in_terminal(command, environ(tmp_path, NOTHING), 120, 40) as program:
        before = program.line_settings()
        assert program.end() == asked.returncode
        assert asked.returncode not in (0, 2)
        assert program.modes_left() == {}
        assert program.line_settings() == before
        left = program.written.rpartition(b"\x1b[?1049l")[2].decode()
        assert asked.stderr.strip() in left, "the line stands in the terminal after the screen is gone"


def test_a_lost_terminal_ends_the_session_and_the_program(tmp_path: Path) -> None:
    with demo(tmp_path) as program:
        program.read_until(lambda: logs(tmp_path))
        assert program.hang_up() == 128 + signal.SIGHUP
    assert isinstance(last_kept(tmp_path), SessionEnded)


# stopping and going on


def test_ctrl_z_goes_to_the_shell_and_fg_comes_back_to_a_whole_screen(tmp_path: Path) -> None:
    with demo(tmp_path, shell=True) as program:
        program.read_until(lambda: shows_all(program))
        program.settle()
        for _ in range(2):
            at = len(program.written)
            program.press("ctrl+z")
            program.until("Stopped", at)
            program.until("$ ", at)
            assert program.modes_left() == {2004: 1}, "bash has bracketed paste on at its prompt"
            at = len(program.written)
            program.type("bg\r")
            for _ in range(50):  # bash tells of a job in the background when it is asked
                program.settle(0.1)
                if program.shows("Stopped", at):
                    break
                program.type("jobs\r")
            assert program.shows("Stopped", at), "it stops again where another program has the terminal"
            at = len(program.written)
            program.type("fg\r")
            program.read_until(lambda at=at: shows_all(program, at))  # type: ignore[misc]  # bound now
            program.settle()
        at = len(program.written)
        program.press("ctrl+q")
        program.until("$ ", at)
        program.type("exit\r")
        program.end()
        flags = program.line_settings()[3]
        assert isinstance(flags, int)
        wanted = termios.ECHO | termios.ICANON | termios.ISIG
        assert flags & wanted == wanted
        assert set(program.modes_left()) <= {2004}


def test_stopped_unannounced_it_still_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    with demo(tmp_path) as program:
        before = program.line_settings()
        program.read_until(lambda: shows_all(program))
        program.settle()
        for number in (signal.SIGSTOP, signal.SIGCONT, signal.SIGCONT):
            at = len(program.written)
            program.process.send_signal(number)
            if number == signal.SIGCONT:
                program.read_until(lambda at=at: shows_all(program, at))  # type: ignore[misc]  # bound now
                program.settle()
        program.press("ctrl+q")
        assert program.end() == 0
        assert program.modes_left() == {}
        assert program.line_settings() == before


def test_without_a_shell_to_continue_it_ctrl_z_does_not_stop_it(tmp_path: Path) -> None:
    with demo(tmp_path) as program:
        program.read_until(lambda: shows_all(program))
        program.settle()
        at = len(program.written)
        program.press("ctrl+z")
        program.read_until(lambda: shows_all(program, at))
        program.press("ctrl+q")
        assert program.end() == 0


# sizes, encodings, colours, multiplexers


def test_a_new_size_is_drawn_at_once(tmp_path: Path) -> None:
    with demo(tmp_path) as program:
        program.read_until(lambda: shows_all(program))
        program.settle()
        at = len(program.written)
        program.resize(50, 12)
        program.until("Make the window larger", at)
        at = len(program.written)
        program.resize(120, 40)
        program.read_until(lambda: shows_all(program, at))


@pytest.mark.parametrize(
    ("locale", "encoding"),
    [({"LANG": "C"}, "ascii"), ({"LC_ALL": "zh_CN.GBK"}, "gbk"), ({"LANG": "de_DE.ISO-8859-1"}, "latin-1")],
)
def test_without_utf_8_it_writes_what_the_locale_has(
    locale: dict[str, str], encoding: str, tmp_path: Path
) -> None:
    with demo(tmp_path, more=locale) as program:
        program.read_until(lambda: shows_all(program))
        program.settle()
        program.type("\x10")  # ctrl+p
        program.until("Go to the question line")
        program.press("escape")
        for key in ("j", "/", "\xe9\xff", "escape", "ctrl+q"):
            program.type(key.encode("latin-1") if len(key) == 2 else b"")
            program.press(key if len(key) != 2 else "x")
        assert program.end() == 0
        text = program.written.decode(encoding)
        assert ("谷" in text or "酒" in text) == (encoding == "gbk")
        assert not set("─│┌┐└┘…“”▔▁") & set(text)


def test_sixteen_colours_are_enough(tmp_path: Path) -> None:
    with demo(tmp_path, more={"TERM": "xterm", "HOPYARD_SCREEN__THEME": "hopyard-dark"}) as program:
        program.read_until(lambda: shows_all(program))
        styles = {part for each in STYLE.findall(program.written) for part in each.split(b";")}
        assert not styles & {b"38", b"48"}


def test_no_color_writes_no_colour(tmp_path: Path) -> None:
    more = {"NO_COLOR": "1", "COLORTERM": "truecolor", "HOPYARD_SCREEN__THEME": "nord"}
    with demo(tmp_path, more=more) as program:
        program.read_until(lambda: shows_all(program))
        program.type("\x10")
        program.until("Go to the question line")
        styles = {part for each in STYLE.findall(program.written) for part in each.split(b";")}
        assert styles <= {b"", b"0", b"1", b"2", b"4", b"7", b"39", b"49"}


def needed(program: str) -> str:
    """The path of a program that a test needs."""
    path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if path is None:
        pytest.skip(f"{program} is not installed; .ci/run installs it")
    return path


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_in_tmux(size: tuple[int, int], tmp_path: Path) -> None:
    shutil.copytree(INDEXED[0], tmp_path, dirs_exist_ok=True)
    tmux = [needed("tmux"), "-f", "/dev/null", "-S", str(tmp_path / "socket")]

    def run(*words: str) -> str:
        done = subprocess.run(
            [*tmux, *words], env=environ(tmp_path, NOTHING), capture_output=True, text=True, check=False
        )
        return done.stdout

    run("new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), " ".join([*HOPYARD, "demo"]))
    try:
        end = time.monotonic() + WITHIN_S
        parts = PARTS if size[0] >= 100 else ("Question", "[1 hops", "3 sources", "done", "? help")
        while missing := [part for part in parts if part not in (shown := run("capture-pane", "-p"))]:
            assert time.monotonic() < end, (missing, shown)
        assert all(cell_len(line) <= size[0] for line in shown.splitlines())
        run("send-keys", "C-q")
        while run("list-sessions"):
            assert time.monotonic() < end, run("capture-pane", "-p")
    finally:
        run("kill-server")
    assert isinstance(last_kept(tmp_path), SessionEnded)


def test_in_screen(tmp_path: Path) -> None:
    shutil.copytree(INDEXED[0], tmp_path, dirs_exist_ok=True)
    (tmp_path / "screens").mkdir(mode=0o700)
    command = [needed("screen"), "-c", "/dev/null", *HOPYARD, "demo"]
    around = environ(tmp_path, {"SCREENDIR": str(tmp_path / "screens")})
    with run_in_terminal(command, around, 120, 40) as program:
        before = program.line_settings()
        program.read_until(lambda: shows_all(program))
        program.settle()
        program.press("ctrl+q")
        program.end()
        assert program.line_settings() == before
    assert isinstance(last_kept(tmp_path), SessionEnded)


# over SSH


@contextmanager
def sshd(tmp_path: Path, command: str) -> Iterator[list[str]]:
    """A real sshd on loopback that runs `command` for whoever comes; the words to reach it with ssh."""
    server, client = needed("sshd"), needed("ssh")
    for name in ("host", "person"):
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(make, check=True)
    shutil.copy(tmp_path / "person.pub", tmp_path / "authorized")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "HostKey": tmp_path / "host",
        "AuthorizedKeysFile": tmp_path / "authorized",
        "ListenAddress": "127.0.0.1",
        "Port": port,
        "StrictModes": "no",
        "UsePAM": "no",
        "PermitRootLogin": "yes",
        "PidFile": "none",
        "ForceCommand": command,
    }
    words = [f"-o{name}={value}" for name, value in options.items()]
    log = (tmp_path / "sshd.log").open("wb")
    with log, subprocess.Popen([server, "-D", "-e", "-f", "/dev/null", *words], stderr=log) as process:
        try:
            _wait_for(lambda: b"listening" in (tmp_path / "sshd.log").read_bytes(), process)
            known = ["-oStrictHostKeyChecking=no", f"-oUserKnownHostsFile={tmp_path / 'known'}"]
            key = [f"-oIdentityFile={tmp_path / 'person'}", "-oIdentitiesOnly=yes"]
            user = pwd.getpwuid(os.getuid()).pw_name
            yield [client, "-F", "/dev/null", "-tt", "-p", str(port), *known, *key, f"{user}@127.0.0.1"]
        finally:
            process.terminate()


def _wait_for(condition: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < end
        assert process.poll() is None, "it ended"
        select.select([], [], [], 0.01)


def test_a_connection_that_is_cut_leaves_a_whole_log_and_no_process(tmp_path: Path) -> None:
    shutil.copytree(INDEXED[0], tmp_path, dirs_exist_ok=True)
    Path("/run/sshd").mkdir(exist_ok=True) if os.getuid() == 0 else None  # where sshd locks itself in
    kept = {"LANG": "C.UTF-8", "HOPYARD_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    started = " ".join(f"{name}={shlex.quote(value)}" for name, value in kept.items())
    noted = f"echo $$ > {tmp_path}/pid; exec env {started} {' '.join(HOPYARD)} demo"
    with (
        sshd(tmp_path, noted) as reach,
        run_in_terminal(reach, environ(tmp_path, NOTHING), 120, 40) as program,
    ):
        program.until("Question")
        assert b"\x1b[?1003h" not in program.written, "over SSH it draws lean"
        program.read_until(lambda: logs(tmp_path))
        pid = int((tmp_path / "pid").read_text())
        program.process.kill()  # the client goes without a word, as with a line that is cut
        end = time.monotonic() + WITHIN_S
        while Path(f"/proc/{pid}").exists():
            assert time.monotonic() < end, "it lives on"
            program.read(0.05)
    assert isinstance(last_kept(tmp_path), SessionEnded)
