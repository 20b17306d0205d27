"""Textual's driver made a good citizen: it stops as other programs do, and odd bytes do not end it.

Textual's own stops itself alone, and by SIGSTOP: a script that started us goes on waiting, and where there is
no shell nobody ever continues us. Continued without having stopped itself, it starts a second time, and the
terminal stays raw when the program has ended. And it ends when a byte that is not UTF-8 is typed.
"""

from __future__ import annotations

import os
import signal
import threading
from codecs import getincrementaldecoder
from selectors import EVENT_READ, SelectSelector

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from hopyard.tui.lean_output import leaner
from hopyard.tui.looks import UTF_8, Looks

_POLL_S = 0.1
_READ_BYTES = 4096
_MAX_STOPS = 100
"""Stops in a row while another program has the terminal; a bound, should stopping be refused."""
_BUTTONS_ONLY = "\x1b[?1000h\x1b[?1006h"
"""Clicks and the wheel, with positions in decimal; not every move of the mouse."""


class TerminalDriver(LinuxDriver):
    """Reads keys from the terminal and writes to it."""

    looks = Looks()
    _stopping = False

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        if self.looks.encoding != UTF_8 and self._file is not None:
            # What the encoding lacks was replaced before; this is for what does not come by way of a widget.
            self._file.reconfigure(encoding=self.looks.encoding, errors="replace")
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual has no types there

    def write(self, data: str) -> None:
        """Write to the terminal; nothing, once it is gone: nobody would take it off the queue."""
        assert self._writer_thread is not None
        if self._writer_thread.is_alive():
            super().write(leaner(data) if self.looks.lean else data)

    def _enable_mouse_support(self) -> None:
        if not self.looks.lean:
            super()._enable_mouse_support()
        elif self._mouse:
            self.write(_BUTTONS_ONLY)
            self.flush()

    def show_looks(self, looks: Looks) -> None:
        """Ask the terminal for what these looks need from now on."""
        self._disable_mouse_support()
        self.looks = looks
        self._enable_mouse_support()

    # stopping and going on

    def stop(self, *, with_group: bool = True) -> None:
        """Give the terminal back and stop until continued; then take it over again.

        `with_group` stops the whole job, as ctrl+z does: a script that waits for us too. Where there is no
        job control nothing stops, and this only takes the terminal over again. Call it on the event loop.
        """
        self._stopping = True
        try:
            self.suspend_application_mode()
            self._stop_by(signal.SIGTSTP, with_group=with_group)
            self._wait_for_terminal()
            self._start_again()
        finally:
            self._stopping = False

    def _sigtstp_application(self, *_: object) -> None:
        # Not here: the signal may have come while a write held the lock of the output's queue.
        if self._auto_restart:
            self._loop.call_soon_threadsafe(lambda: self.stop(with_group=False))

    def _sigcont_application(self, *_: object) -> None:
        if self._auto_restart and not self._stopping:
            self._loop.call_soon_threadsafe(self._continued)

    def _continued(self) -> None:
        """Go on after a stop that nobody announced, or after a signal sent for nothing."""
        if self._stopping or self._writer_thread is None or not self._writer_thread.is_alive():
            return
        self._wait_for_terminal()
        self.suspend_application_mode()
        self._start_again()

    def _start_again(self) -> None:
        self._must_signal_resume = True
        self.resume_application_mode()

    def _wait_for_terminal(self) -> None:
        """Stop again while another program has the terminal, as after `bg`."""
        for _ in range(_MAX_STOPS):
            try:
                if os.tcgetpgrp(self.fileno) == os.getpgrp():
                    return
            except OSError:  # it is gone, or not ours
                return
            self._stop_by(signal.SIGTTOU)

    def _stop_by(self, number: signal.Signals, *, with_group: bool = False) -> None:
        """Stop by a signal's default effect; the kernel leaves that out where nobody could continue us."""
        before = signal.signal(number, signal.SIG_IGN)
        try:
            if with_group:
                os.killpg(0, number)  # the others; ourselves below, for sure before the next line
            signal.signal(number, signal.SIG_DFL)
            signal.pthread_kill(threading.get_ident(), number)
        finally:
            signal.signal(number, before)

    # keys

    def run_input_thread(self) -> None:
        """Read what is typed until `exit_event` is set; end the program if the terminal is gone."""
        parser = XTermParser(self._debug)
        decoder = getincrementaldecoder(self.looks.encoding)(errors="replace")
        with SelectSelector() as selector:
            selector.register(self.fileno, EVENT_READ)
            last = False
            while not last:
                last = self.exit_event.is_set()  # then once more, for what is there already
                if selector.select(_POLL_S):
                    typed = self._typed()
                    if not typed:
                        _end_program()
                        return
                    for event in parser.feed(decoder.decode(typed)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)

    def _typed(self) -> bytes:
        """What was typed; nothing if the terminal is gone."""
        try:
            return os.read(self.fileno, _READ_BYTES)
        except OSError:
            return b""


def _end_program() -> None:
    """As if the terminal had said that it is gone; it does not always say so to us."""
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    os.kill(os.getpid(), signal.SIGTERM if ignored else signal.SIGHUP)


def driver_for(looks: Looks) -> type[TerminalDriver]:
    """The driver that draws for these looks."""
    return type("LooksDriver", (TerminalDriver,), {"looks": looks})
