"""Models behind any server that speaks like OpenAI's chat completions, over plain HTTP.

No SDK: what is needed is one request, and the servers differ in ways that an SDK for one of them does not
know. `quirks.toml` has the differences. Redirects are not followed, since the key would go along.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

import msgspec

from hopyard.core.keys import Key
from hopyard.core.models.addresses import is_local
from hopyard.core.models.cassettes import Exchange
from hopyard.core.models.errors import KeyRejected, ModelError
from hopyard.core.models.faults import Said, broken, check_form, ended_early, endless, fault, no_reply, said
from hopyard.core.models.meter import Meter
from hopyard.core.models.openai_body import body_of
from hopyard.core.models.openai_reply import OpenAIReply, Refused, any_json
from hopyard.core.models.openai_stream import read_stream, read_whole
from hopyard.core.models.port import ModelRequest, Piece
from hopyard.core.models.quirks import Quirks, milder, quirks_of, service_of
from hopyard.core.models.rendering import request_tokens
from hopyard.core.models.served import Loaded, ServedModel

BASE_URL = "https://api.openai.com/v1"
_MOST_MILDER = 4
"""How often a request that was refused for one of its fields is sent again without it."""


class OpenAICompatibleModel(ServedModel):
    """One configured model of a server that speaks like OpenAI's."""

    BASE_URL = BASE_URL
    ENDING = "/chat/completions"
    _learned: Quirks | None = None
    """What its server was found to take."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """As `Model.stream`. A request that is refused for one of its fields is sent again without it."""
        loaded = await self._load()
        for attempt in range(_MOST_MILDER + 1):
            quirks = self._learned or quirks_of(self._base_url)
            pieces = self._attempt(request, loaded, quirks, attempt + 1)
            try:
                async for piece in pieces:
                    yield piece
                return
            except Refused as refusal:
                what = refusal.what
            finally:
                await pieces.aclose()
            other = milder(quirks, what.text) if what.status in {400, 404, 422} else None
            if other is None or attempt == _MOST_MILDER:
                named = fault(what, self._name, loaded.key)
                if isinstance(named, KeyRejected):
                    self._forget(loaded)  # it may have been changed meanwhile
                raise named
            self._learned = other

    async def _attempt(
        self, request: ModelRequest, loaded: Loaded, quirks: Quirks, n_requests: int
    ) -> AsyncGenerator[Piece, None]:
        """One request. Raises: ModelError; Refused where the server answers with an error."""
        http = loaded.library
        body = body_of(self._model, request, quirks)
        meter = Meter(request_tokens(request), request.max_tokens, self._bounds, n_requests)
        reply = OpenAIReply(self._name, meter, self._now)
        exchange = self._begin(body, loaded.key)
        begun = False
        try:
            content = msgspec.json.encode(body)
            async with loaded.client.stream("POST", "/chat/completions", content=content) as response:
                if exchange is not None:
                    exchange.headers(response.status_code, dict(response.headers.items()))
                begun = response.status_code == 200
                async with aclosing(self._bytes(response, exchange)) as data:
                    if not begun:
                        raise Refused(await self._said(response, data))
                    yield meter.so_far()
                    is_whole = response.headers.get("content-type", "").startswith("application/json")
                    read = read_whole if is_whole else read_stream
                    async with aclosing(read(data, reply, self._name, self._bounds)) as pieces:
                        async for piece in pieces:
                            yield piece
        except http.TransportError as error:
            if not reply.is_whole:
                raise self._broken(error, http, begun) from None
        except (http.HTTPError, http.InvalidURL, http.StreamError) as error:
            raise no_reply(self._name, type(error).__name__) from None
        finally:
            if exchange is not None:
                exchange.end()
        if not reply.is_whole:
            raise ended_early(self._name)
        for piece in reply.end():
            yield piece

    async def _bytes(self, response: Any, exchange: Exchange | None) -> AsyncGenerator[bytes, None]:
        """The response as it comes, bounded. Raises: BadStream."""
        check_form(self._name, response.status_code == 200, response.headers)
        n_bytes = 0
        async for piece in response.aiter_raw():
            n_bytes += len(piece)
            if exchange is not None:
                exchange.piece(piece)
            if n_bytes > self._bounds.stream_bytes:
                raise endless(self._name)
            yield piece

    async def _said(self, response: Any, data: AsyncIterator[bytes]) -> Said:
        body = bytearray()
        async for piece in data:
            body += piece
            if len(body) > self._bounds.error_bytes:
                break  # its beginning says enough
        headers = {key.lower(): value for key, value in response.headers.items()}
        found = any_json(bytes(body)) or body.decode("utf-8", "replace")
        return said(response.status_code, found, headers, self._now)

    def _begin(self, body: dict[str, Any], key: Key | None) -> Exchange | None:
        if self._recorder is None:
            return None
        return self._recorder.begin("openai", "/chat/completions", body, key)

    @property
    def _needs_key(self) -> bool:
        return self._keys is not None or service_of(self._base_url) is not None

    async def _shut(self, loaded: Loaded) -> None:
        await loaded.client.aclose()

    def _made(self, key: Key | None) -> Loaded:
        """Import the library and make a client, whose certificates take a while to load."""
        import httpx  # noqa: PLC0415 - a tenth of a second, and needed only where such a model is used

        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key.reveal()}"
        client = httpx.AsyncClient(
            base_url=self._base_url,
            headers=headers,
            timeout=httpx.Timeout(self._bounds.stall_s, connect=self._bounds.connect_s),
            follow_redirects=False,
            trust_env=not is_local(self._base_url),  # what is sent to this machine goes through no proxy
        )
        return Loaded(httpx, client, key)

    def _broken(self, error: Exception, http: Any, begun: bool) -> ModelError:
        return broken(
            self._name,
            begun=begun,
            timed_out=isinstance(error, http.TimeoutException),
            connecting=isinstance(error, http.ConnectTimeout | http.ConnectError),
            stall_s=self._bounds.stall_s,
        )
