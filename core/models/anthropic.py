"""Models of Anthropic through its SDK, which takes a second to import: in a thread, when it is first needed.

The SDK streams, checks its certificates and owns its connections. What it would do by itself and a person
could not see is switched off: retries, redirects, tracing, and addresses from the environment.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any

from hopyard.core.errors import HopyardError
from hopyard.core.keys import Key
from hopyard.core.models.addresses import is_local
from hopyard.core.models.anthropic_reply import AnthropicReply
from hopyard.core.models.bounds import Bounds
from hopyard.core.models.cassettes import Exchange, Recorder
from hopyard.core.models.draining import drain
from hopyard.core.models.errors import KeyRejected, ModelError
from hopyard.core.models.faults import broken, check_form, ended_early, endless, fault, no_reply, said
from hopyard.core.models.meter import Meter
from hopyard.core.models.port import ModelRequest, Piece
from hopyard.core.models.rendering import request_tokens, turn_text
from hopyard.core.models.served import Loaded, ServedModel

BASE_URL = "https://api.anthropic.com"
_NO_KEY = "no-key"
"""The SDK wants one where a server on this machine does not."""


class AnthropicModel(ServedModel):
    """One configured model of a server that speaks Anthropic's Messages API."""

    BASE_URL = BASE_URL
    ENDING = "/v1"

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """As `Model.stream`."""
        loaded = await self._load()
        reply = AnthropicReply(Meter(request_tokens(request), request.max_tokens, self._bounds))
        begun = False
        try:
            stream = await loaded.client.messages.create(
                stream=True, **_parameters(self._model, request, loaded.library.transform_schema)
            )
            begun = True
            async with stream:
                async for event in stream:
                    for piece in reply.read(event):
                        yield piece
                    if reply.is_over:
                        await drain(stream)
                        break
        except HopyardError:
            raise
        except Exception as error:
            named = self._named(error, loaded, begun)
            if isinstance(named, KeyRejected):
                self._forget(loaded)  # it may have been changed meanwhile
            raise named from None
        if not reply.is_over:
            raise ended_early(self._name)
        for piece in reply.end():
            yield piece

    @property
    def _needs_key(self) -> bool:
        return not is_local(self._base_url)

    async def _shut(self, loaded: Loaded) -> None:
        await loaded.client.close()

    def _made(self, key: Key | None) -> Loaded:
        """Import the SDK and make a client: both too slow for the loop."""
        import anthropic  # noqa: PLC0415 - a second, and needed only where such a model is used
        import httpx2  # noqa: PLC0415

        timeout = httpx2.Timeout(self._bounds.stall_s, connect=self._bounds.connect_s)
        tap = _tap_of(httpx2, self._name, self._bounds, self._recorder, key)
        client = anthropic.AsyncAnthropic(
            api_key=key.reveal() if key else _NO_KEY,
            base_url=self._base_url,
            timeout=timeout,
            max_retries=0,
            open_telemetry=False,
            default_headers={"Accept-Encoding": "identity"},
            http_client=anthropic.DefaultAsyncHttpxClient(
                base_url=self._base_url,
                timeout=timeout,
                follow_redirects=False,  # the key would go along
                event_hooks={"response": [tap]},
                **self._direct(httpx2),
            ),
        )
        _ = client.messages  # imports more
        return Loaded(anthropic, client, key)

    def _direct(self, http: Any) -> dict[str, Any]:
        """What is sent to this machine goes through no proxy; the SDK would use one despite `trust_env`."""
        if not is_local(self._base_url):
            return {}
        return {"trust_env": False, "transport": http.AsyncHTTPTransport(trust_env=False)}

    def _named(self, error: Exception, loaded: Loaded, begun: bool) -> ModelError:
        """The named error for one of the SDK's or of its HTTP library's."""
        import httpx2  # noqa: PLC0415 - loaded by now, with the SDK

        sdk, http = loaded.library, httpx2
        cause = error.__cause__
        if isinstance(error, sdk.APIConnectionError) and isinstance(cause, ModelError):
            return cause  # one of our own: the response's form was checked
        if isinstance(error, sdk.APIStatusError):
            answered: Any = error
            headers = {key.lower(): value for key, value in answered.response.headers.items()}
            what = said(answered.status_code, answered.body, headers, self._now)
            return fault(what, self._name, loaded.key)
        if isinstance(error, sdk.APIConnectionError | http.TransportError):
            return broken(
                self._name,
                begun=begun,
                timed_out=isinstance(error, sdk.APITimeoutError | http.TimeoutException),
                connecting=isinstance(cause, http.ConnectTimeout | http.ConnectError),
                stall_s=self._bounds.stall_s,
            )
        # Not JSON, not what the SDK expects, or a failure of its own: its words may hold the request.
        return no_reply(self._name, type(error).__name__)


def _parameters(model: str, request: ModelRequest, schema: Callable[[Any], Any]) -> dict[str, Any]:
    """The request as the SDK takes it. The system prompt is marked to be kept: a job's requests share it."""
    given: dict[str, Any] = {
        "model": model,
        "max_tokens": request.max_tokens,
        "messages": [{"role": turn.role, "content": turn_text(turn)} for turn in request.turns],
    }
    if request.system:
        mark = {"type": "ephemeral"}
        given["system"] = [{"type": "text", "text": request.system, "cache_control": mark}]
    if request.schema is not None:
        form = {"type": "json_schema", "schema": schema(dict(request.schema))}
        given["output_config"] = {"format": form}
    return given


def _tap_of(
    http: Any, name: str, bounds: Bounds, recorder: Recorder | None, key: Key | None
) -> Callable[[Any], Any]:
    """A hook on responses that bounds and records their bytes: the SDK itself reads on without end."""

    class Tap(http.AsyncByteStream):  # type: ignore[misc]  # its base is imported here, late, as Any
        def __init__(self, inner: Any, is_error: bool, exchange: Exchange | None) -> None:
            self._inner = inner
            self._left = bounds.error_bytes if is_error else bounds.stream_bytes
            self._cuts = is_error
            self._n_event = 0
            self._last = b""
            self._exchange = exchange

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for piece in self._inner:
                self._left -= len(piece)
                seen = self._last + piece
                is_end = b"\n\n" in seen or b"\r\n\r\n" in seen
                self._n_event = 0 if is_end else self._n_event + len(piece)
                self._last = seen[-3:]
                if self._exchange is not None:
                    self._exchange.piece(piece)
                if self._left < 0 and self._cuts:
                    return  # an error's page: its beginning says enough
                if self._left < 0 or self._n_event > bounds.line_bytes:
                    raise endless(name)
                yield piece

        async def aclose(self) -> None:
            await self._inner.aclose()
            exchange, self._exchange = self._exchange, None
            if exchange is not None:
                exchange.end()

    async def tap(response: Any) -> None:
        check_form(name, response.is_success, response.headers)
        exchange = None
        if recorder is not None:
            body = json.loads(response.request.content)
            exchange = recorder.begin("anthropic", response.request.url.path, body, key)
            exchange.headers(response.status_code, dict(response.headers.items()))
        response.stream = Tap(response.stream, not response.is_success, exchange)

    return tap
