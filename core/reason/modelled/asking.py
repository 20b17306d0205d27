"""Asks models within the session's budget."""

from __future__ import annotations

import asyncio
import time

from msgspec.structs import replace

from hopyard.core import events as ev
from hopyard.core.models.errors import NotSent
from hopyard.core.models.port import ModelRequest
from hopyard.core.models.rendering import request_tokens
from hopyard.core.ports import Clock, Desk
from hopyard.core.reason.modelled.limits import NoRoom, check_requests, most_output
from hopyard.core.reason.modelled.streaming import ModelsOfJobs, OnText, Reply, Request
from hopyard.core.values import ModelJob, Usage


class Asker:
    """Asks the models of one session."""

    def __init__(self, models: ModelsOfJobs, desk: Desk, clock: Clock = time.monotonic) -> None:
        self._models = models
        self._desk = desk
        self._clock = clock
        self._open: set[Request] = set()
        self._one_is_over = asyncio.Event()

    async def ask(
        self, hop: str, job: ModelJob, request: ModelRequest, on_text: OnText | None = None
    ) -> Reply:
        """The whole reply of the job's model. Cancelling ends the request at once; what it used counts.

        `on_text` gets the pieces of the reply as they come.

        Raises: NoRoom if the budget has none; NotSent and other ModelErrors.
        """
        model = self._models.for_job(job)
        if model is None:
            raise NotSent(f"No model is set to {job}.")
        self._models.check(job, request)
        tokens = request_tokens(request)
        request = replace(request, max_tokens=await self._room_for(hop, job, request, tokens))
        most = self._models.most(job, Usage(input=tokens, output=request.max_tokens))
        self._desk.tell(
            ev.ModelAsked(
                hop=hop, job=job, model=model.name, tokens=tokens, max_output=request.max_tokens, usd=most
            )
        )

        def before_a_try() -> None:
            # The try itself is one that the room counts already, as the request that it belongs to.
            check_requests(self._desk.room(), self._spare(job) - 1, self._n_failed)

        asked = Request(hop, job, model, tokens, self._models, self._desk, self._clock, before_a_try)
        self._open.add(asked)
        try:
            return await asked.run(request, on_text)
        finally:
            self._open.discard(asked)
            self._one_is_over.set()
            self._one_is_over = asyncio.Event()

    @property
    def _n_failed(self) -> int:
        """Tries that failed of requests that are not over: nobody else counts them yet."""
        return sum(asked.n_failed for asked in self._open)

    def _spare(self, job: ModelJob) -> int:
        """Requests that are left for the answer, so that the limit leaves it to be written."""
        return int(job != "answer" and self._models.for_job("answer") is not None)

    async def _room_for(self, hop: str, job: ModelJob, request: ModelRequest, tokens: int) -> int:
        """How much output there is room for. While others ask it may be that they leave more than they had to
        reserve: they are waited for. Raises: NoRoom."""
        told = False
        while True:
            room = self._desk.room()
            check_requests(room, self._spare(job), self._n_failed)
            try:
                return most_output(request, tokens, room, lambda used: self._models.most(job, used))
            except NoRoom:
                if not self._open:
                    raise
            if not told:
                waits = f"waits to {job}: what is being asked may use up the budget for models"
                self._desk.tell(ev.Noted(hop=hop, text=waits))
                told = True
            await self._one_is_over.wait()
