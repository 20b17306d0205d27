"""A headless Chromium, driven through its debugging pipe: no library, no port, no network.

The protocol: https://chromedevtools.github.io/devtools-protocol/; over `--remote-debugging-pipe` each message
is JSON ended by a NUL, read by the browser from descriptor 3 and written to 4.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
WITHIN_S = 30.0
"""A test that waits this long hangs."""


class Browser:
    """One page of a browser of its own, and all requests that it made."""

    def __init__(self, home: Path, size: tuple[int, int] = (1440, 900)) -> None:
        to_read, self._to = os.pipe()
        self._from, to_write = os.pipe()
        # Chromium looks for its ends at 3 and 4. Bash, because dash knows no descriptors beyond 9.
        script = f'exec "$0" "$@" 3<&{to_read} 4>&{to_write}'
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--remote-debugging-pipe",
            "--no-first-run",
            "--disable-background-networking",
            f"--user-data-dir={home}",
            f"--window-size={size[0]},{size[1]}",
        ]
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", script, CHROMIUM, *options, "about:blank"],
            pass_fds=(to_read, to_write),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self._buffer = b""
        self._n = 0
        self.requests: list[str] = []
        """The addresses of all requests, also of those that a policy stopped."""
        self.complaints: list[str] = []
        """What the page's policy or parser had to complain about."""
        self._session = ""
        (target, *_) = [one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page"]
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the browser for something, and wait for its answer."""
        self._n += 1
        message: dict[str, Any] = {"id": self._n, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self._n:
                assert "error" not in heard, heard
                result: dict[str, Any] = heard["result"]
                return result

    def _hear(self) -> dict[str, Any]:
        until = time.monotonic() + WITHIN_S
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], max(0.0, until - time.monotonic()))
            assert ready, "the browser says nothing"
            data = os.read(self._from, 2**16)
            assert data, "the browser is gone"
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        heard: dict[str, Any] = json.loads(line)
        match heard.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(heard["params"]["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(heard["params"]["entry"]["text"])
        return heard

    def goto(self, address: str) -> None:
        """Open an address, and wait until all is loaded."""
        self.call("Page.navigate", url=address)
        while self._hear().get("method") != "Page.loadEventFired":
            pass

    def value(self, script: str) -> Any:
        """What an expression is worth in the page, by the debugger's right, not the page's."""
        return self.call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def click(self, selector: str) -> None:
        """Bring an element into view and click on its middle."""
        place = f"document.querySelector({json.dumps(selector)})"
        self.value(f"{place}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
        box = self.value(f"(r => [r.x + r.width / 2, r.y + r.height / 2])({place}.getClientRects()[0])")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def sees(self, anchor: str) -> bool:
        """Whether the beginning of an element is within the window, by the place of its first line."""
        return bool(
            self.value(
                f"(r => r.top >= 0 && r.top < innerHeight && r.left >= 0 && r.left < innerWidth)"
                f"(document.getElementById({json.dumps(anchor)}).getBoundingClientRect())"
            )
        )

    def close(self) -> None:
        """End the browser."""
        os.close(self._to)
        os.close(self._from)
        self._process.terminate()
        self._process.wait(WITHIN_S)
