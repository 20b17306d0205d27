"""Asks models within the session's budget."""

from __future__ import annotations

import asyncio
import time
from typing import Literal

from msgspec.structs import replace

from hopyard.core import events as ev
from hopyard.core.models.errors import NotSent
from hopyard.core.models.port import ModelRequest
from hopyard.core.models.rendering import request_tokens
from hopyard.core.ports import Clock, Desk, Room
from hopyard.core.reason.modelled.streaming import ModelsOfJobs, Reply, Request
from hopyard.core.values import ModelJob, Usage

MIN_OUTPUT = 300
"""Tokens: with room for less than that a request is of no use."""


class NoRoom(Exception):
    """The budget has no room for a request."""

    def __init__(self, limit: Literal["tokens", "usd"], value: float) -> None:
        super().__init__(limit)
        self.limit = limit
        self.value = value

    def __str__(self) -> str:
        limit = f"${self.value:.2f}" if self.limit == "usd" else f"{self.value:,.0f} tokens"
        return f"the budget of {limit} for models has no room for it"


class Asker:
    """Asks the models of one session."""

    def __init__(self, models: ModelsOfJobs, desk: Desk, clock: Clock = time.monotonic) -> None:
        self._models = models
        self._desk = desk
        self._clock = clock
        self._n_open = 0
        self._one_is_over = asyncio.Event()

    async def ask(self, hop: str, job: ModelJob, request: ModelRequest) -> Reply:
        """The whole reply of the job's model. Cancelling ends the request at once; what it used counts.

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
        self._n_open += 1
        try:
            return await Request(hop, job, model, tokens, self._models, self._desk, self._clock).run(request)
        finally:
            self._n_open -= 1
            self._one_is_over.set()
            self._one_is_over = asyncio.Event()

    async def _room_for(self, hop: str, job: ModelJob, request: ModelRequest, tokens: int) -> int:
        """How much output there is room for. While others ask it may be that they leave more than they had to
        reserve: they are waited for. Raises: NoRoom."""
        told = False
        while True:
            room = self._desk.room()
            try:
                return self._most_output(job, request, tokens, room)
            except NoRoom:
                if not self._n_open:
                    raise
            if not told:
                waits = f"waits to {job}: what is being asked may use up the budget for models"
                self._desk.tell(ev.Noted(hop=hop, text=waits))
                told = True
            await self._one_is_over.wait()

    def _most_output(self, job: ModelJob, request: ModelRequest, tokens: int, room: Room) -> int:
        least = min(MIN_OUTPUT, request.max_tokens)
        most = min(request.max_tokens, room.tokens - tokens)
        if most < least:
            raise NoRoom("tokens", room.tokens_limit)
        cost = self._models.most(job, Usage(input=tokens, output=most))
        before = self._models.most(job, Usage(input=tokens)) or 0.0
        if cost is not None and cost > room.usd:
            a_token = (cost - before) / most
            affordable = (room.usd - before) / a_token if a_token else -1.0
            if affordable < least:
                raise NoRoom("usd", room.usd_limit)
            most = int(affordable)
        return most
