"""Holds pages to the robots.txt of their host (RFC 9309), parsed by Protego."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from protego import Protego

from hopyard.core.web.errors import Forbidden, PageGone, TooMuch, WebError
from hopyard.core.web.targets import Target

KEPT_S = 24 * 3600.0
"""How long a robots.txt holds (RFC 9309, 2.4)."""
FAILED_S = 60.0
"""How long one that could not be read is held to forbid everything."""
MAX_HOSTS = 500

Fetch = Callable[[str], Awaitable[bytes]]


class _Known:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.until = float("-inf")
        self.rules: Protego | None = None
        self.failure: tuple[type[WebError], str, str] | None = None
        """Kind, message and next step. An exception itself would hold on to all that was at work with it."""


class Robots:
    """What the hosts that were asked for allow. `fetch` reads a robots.txt: its body, or a WebError."""

    def __init__(self, fetch: Fetch, user_agent: str, clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._name = user_agent.partition("/")[0]
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def pause_s(self, target: Target) -> float:
        """The pause in seconds that the host asks us for between pages; 0 for none.

        Raises: Forbidden when its robots.txt forbids the page, or says too much to be read; the WebError of
        reading it where the host failed: what cannot be read counts as forbidding (RFC 9309, 2.3.1.4).
        """
        known = await self._rules(target)
        if known.failure is not None:
            kind, message, next_step = known.failure
            raise kind(message, next_step)
        if known.rules is None:
            return 0.0
        if not known.rules.can_fetch(target.url, self._name):
            raise Forbidden(
                f"The robots.txt of {target.host} forbids this page.", "Open it in a browser yourself."
            )
        return max(0.0, known.rules.crawl_delay(self._name) or 0.0)

    async def _rules(self, target: Target) -> _Known:
        known = self._known.setdefault(target.origin, _Known())
        self._known.move_to_end(target.origin)
        if len(self._known) > MAX_HOSTS:
            self._known.popitem(last=False)
        async with known.lock:
            if self._clock() >= known.until:
                await self._read(target, known)
        return known

    async def _read(self, target: Target, known: _Known) -> None:
        kept_s, known.rules, known.failure = KEPT_S, None, None
        try:
            body = await self._fetch(f"{target.origin}/robots.txt")
        except PageGone:
            pass  # 4xx: there are no rules (RFC 9309, 2.3.1.3)
        except (Forbidden, TooMuch):
            message = f"The robots.txt of {target.host} cannot be read within our rules."
            known.failure, kept_s = (Forbidden, message, ""), FAILED_S
        except WebError as error:
            known.failure, kept_s = (type(error), error.message, error.next_step), FAILED_S
        else:
            # In a thread: half a MiB of rules takes 200 ms.
            known.rules = await asyncio.to_thread(Protego.parse, body.decode("utf-8-sig", "replace"))
        known.until = self._clock() + kept_s
