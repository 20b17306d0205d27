"""What models may still use of a session's budget, and when to warn of its end. Pure."""

from __future__ import annotations

from hopyard.core.ports import Room
from hopyard.core.state import State
from hopyard.core.values import Spent, Usage

_LEAST_TOLD = 0.00005
"""US dollars; less would be told as nothing."""
WARN_AT = 0.8
"""The share of a limit at which the person is told."""


def token_limit(state: State) -> int:
    """Tokens that models may use; every `continue` after a met limit grants the budget once more."""
    return state.budget.tokens * state.rounds


def usd_limit(state: State) -> float:
    """US dollars that models may cost; extended like `token_limit`."""
    return state.budget.usd * state.rounds


def request_limit(state: State) -> int:
    """Requests that models may be sent; extended like `token_limit`."""
    return state.budget.requests * state.rounds


def room(state: State) -> Room:
    """What is left. What is being asked counts with all that it can come to, so that no limit is overrun."""
    tokens = sum(asked.tokens + asked.max_output for asked in state.asking)
    usd = sum(asked.usd or 0.0 for asked in state.asking)
    return Room(
        token_limit(state) - state.spent.usage.tokens - tokens,
        usd_limit(state) - state.spent.usd - usd,
        token_limit(state),
        usd_limit(state),
        request_limit(state) - state.spent.usage.requests - len(state.asking),
        request_limit(state),
    )


def so_far(state: State) -> Spent:
    """What was used, and what is being used: as far as it was told, else the input as it was estimated."""
    spent = state.spent
    for asked in state.asking:
        counted = state.counted.get(asked.hop)
        if counted is None:
            spent = spent.plus(Usage(input=asked.tokens, requests=1, estimated=True), 0.0)
        else:
            spent = spent.plus(counted.usage, counted.usd)
    return spent


def shares(state: State) -> dict[str, float]:
    """The used share of each limit, from 0; a limit of 0 is used up once anything was asked."""
    used = (
        ("tokens", float(state.spent.usage.tokens), float(token_limit(state))),
        ("usd", state.spent.usd, usd_limit(state)),
        ("requests", float(state.spent.usage.requests), float(request_limit(state))),
    )
    return {name: spent / limit if limit else float(spent > 0) for name, spent, limit in used}


def warnings(before: dict[str, float], state: State) -> list[str]:
    """What to tell the person after a request, given the shares before it."""
    spent = state.spent
    words = {
        "tokens": f"{spent.usage.tokens:,} of {token_limit(state):,} tokens",
        "usd": f"${spent.usd:.4f} of ${usd_limit(state):.2f}",
        "requests": f"{spent.usage.requests:,} of {request_limit(state):,} requests",
    }
    return [
        f"{share:.0%} of the budget for models is used: {words[name]}"
        for name, share in shares(state).items()
        if before[name] < WARN_AT <= share
    ]


def kept_in_cache(tokens: int, saved_usd: float) -> str:
    """What a server's cache kept, and saved in US dollars, in words; empty where it kept nothing."""
    if not tokens:
        return ""
    saving = f", saving ${saved_usd:.4f}" if saved_usd >= _LEAST_TOLD else ""
    return f"{tokens:,} kept by the server{saving}"


def in_words(spent: Spent) -> str:
    """What models used and cost, in a few words; empty if none was asked."""
    if not spent.usage.requests:
        return ""
    used = spent.usage
    about = "about " if used.estimated else ""
    requests = f"{used.requests} request{'' if used.requests == 1 else 's'}"
    read = used.input + used.cached + used.cache_written
    cache = kept_in_cache(used.cached, spent.saved_usd)
    kept = f" ({cache})" if cache else ""
    cost = f"${spent.usd:.4f}" if spent.usd or not spent.unpriced else ""
    priced = f"{spent.unpriced} without a price" if spent.unpriced else ""
    money = ", ".join(part for part in (cost, priced) if part)
    return f"{requests}, {about}{read:,} tokens in{kept}, {used.output:,} out; {money}"
