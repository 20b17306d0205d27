"""Makes models out of the configuration, by its names for them; nothing is loaded until one is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hopyard.core.config import Config, NamedModelTable
from hopyard.core.errors import ConfigError
from hopyard.core.keys import KeySource
from hopyard.core.models import anthropic, openai_compatible
from hopyard.core.models.addresses import host_of, is_address, is_local
from hopyard.core.models.bounds import DEFAULT, Bounds
from hopyard.core.models.cassettes import Recorder
from hopyard.core.models.errors import NotSent
from hopyard.core.models.port import ModelRequest, Usage
from hopyard.core.models.pricing import Prices
from hopyard.core.models.privacy import GatedModel
from hopyard.core.models.quirks import service_of
from hopyard.core.models.retrying import RetryingModel, Rules, Trouble
from hopyard.core.values import ModelJob as Job

JOBS: tuple[Job, ...] = ("plan", "read", "answer")
NONE = "none"
ANTHROPIC_KEY = "ANTHROPIC_API_KEY"


class Models:
    """The models that a configuration asks for, each made once."""

    def __init__(
        self,
        config: Config,
        environ: Mapping[str, str],
        on_trouble: Callable[[Trouble], None] = lambda trouble: None,
        *,
        bounds: Bounds = DEFAULT,
        rules: Rules | None = None,
    ) -> None:
        """`on_trouble` is told of each failed attempt before the next one.

        Raises: ConfigError for a name that no table has, or a table that lacks its model.
        """
        self._names: dict[Job, tuple[str, ...]] = {job: chain(config, job) for job in JOBS}
        used = dict.fromkeys(name for names in self._names.values() for name in names)
        self._models = {name: make_model(config, name, environ, bounds=bounds) for name in used}
        self._cost = cost_of(config)
        self._saved = saved_of(config)
        self._retrying = {
            names: RetryingModel([self._models[name] for name in names], on_trouble, self._cost, rules=rules)
            for names in self._names.values()
            if names
        }

    def for_job(self, job: Job) -> RetryingModel | None:
        """The model of a job, with its fallbacks behind it; None where it is done without one."""
        return self._retrying.get(self._names[job])

    def check(self, job: Job, request: ModelRequest) -> None:
        """Pass a request that at least one model of a job may be sent. Raises: NotSent if none may."""
        refused: NotSent | None = None
        for name in self._names[job]:
            try:
                return self._models[name].check(request)
            except NotSent as error:
                refused = refused or error
        if refused is not None:
            raise refused

    def cost(self, name: str, usage: Usage) -> float | None:
        """What usage of a model costs, by its name, in US dollars; None where a price is not configured."""
        return self._cost(name, usage)

    def saved(self, name: str, usage: Usage) -> float:
        """What the server's cache saved of that, in US dollars; 0 where a price is not configured."""
        return self._saved(name, usage)

    def most(self, job: Job, usage: Usage) -> float | None:
        """What usage costs at the dearest of a job's models whose prices are known; None if none is."""
        costs = [cost for name in self._names[job] if (cost := self._cost(name, usage)) is not None]
        return max(costs, default=None)

    def skip_waits(self) -> None:
        """End the waits for servers that asked for one."""
        for model in self._retrying.values():
            model.skip_wait()

    async def close(self) -> None:
        """Let go of all connections."""
        for model in self._models.values():
            await model.close()


def chain(config: Config, job: Job) -> tuple[str, ...]:
    """The names of the models for a job, in the order in which they are asked; empty for none."""
    first = getattr(config.model, job) or config.model.use
    if first in {"", NONE}:
        return ()
    return tuple(dict.fromkeys([first, *(name for name in config.model.fallback if name != NONE)]))


def make_model(
    config: Config,
    name: str,
    environ: Mapping[str, str],
    *,
    bounds: Bounds = DEFAULT,
    recorder: Recorder | None = None,
) -> GatedModel:
    """The model of one table, behind the gate that holds back what may not be sent.

    Raises: ConfigError if there is no such table, or it does not say which model.
    """
    table = config.models.get(name)
    if table is None:
        known = ", ".join(sorted(config.models)) or "none yet"
        raise ConfigError(f"There is no [models.{name}].", f"There are: {known}. Add it, or name another.")
    if not table.model:
        raise ConfigError(
            f"[models.{name}] does not say which model.",
            f"Set [models.{name}] model to the service's name for it.",
        )
    if not is_address(address(table)):
        raise ConfigError(f"[models.{name}] base_url is no address.", "Check its host and its port.")
    kind = anthropic.AnthropicModel if table.kind == "anthropic" else openai_compatible.OpenAICompatibleModel
    model = kind(
        name,
        table.model,
        _keys(name, table, environ),
        base_url=address(table),
        bounds=bounds,
        recorder=recorder,
    )
    return GatedModel(
        model,
        config.privacy.send,
        is_local=is_local(address(table)),
        local_only=config.web.local_only,
    )


def cost_of(config: Config) -> Callable[[str, Usage], float | None]:
    """What usage of a model costs, by its name, in US dollars; None where a price is not configured."""
    return lambda name, usage: prices_of(config.models[name]).cost(usage)


def saved_of(config: Config) -> Callable[[str, Usage], float]:
    """What servers' caches saved of usage of a model, in US dollars; 0 where a price is not configured."""
    return lambda name, usage: prices_of(config.models[name]).saved(usage) or 0.0


def address(table: NamedModelTable) -> str:
    """The address that a table's model is asked at."""
    own = anthropic.BASE_URL if table.kind == "anthropic" else openai_compatible.BASE_URL
    return table.base_url or own


def prices_of(table: NamedModelTable) -> Prices:
    """The prices that a table gives."""
    return Prices(table.input_price, table.output_price, table.cached_price, table.cache_write_price)


def _keys(name: str, table: NamedModelTable, environ: Mapping[str, str]) -> Callable[[], KeySource] | None:
    """Where the key is looked for. None where none is named, and the server is none whose variable is known:
    the key of one service is never sent to another."""
    variable = table.key_env or _usual_variable(table)
    if not variable and not table.key_command:
        return None
    return lambda: KeySource(f"models.{name}", variable, table.key_command, environ)


def _usual_variable(table: NamedModelTable) -> str:
    if table.kind == "anthropic":
        return ANTHROPIC_KEY if host_of(address(table)) == host_of(anthropic.BASE_URL) else ""
    service = service_of(address(table))
    return service.key_env if service is not None else ""
