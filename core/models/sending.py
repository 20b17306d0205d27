"""What the gate in front of the models lets out, in a few words: for the screen, `ask` and `doctor`. Pure."""

from __future__ import annotations

from hopyard.core.config import Config
from hopyard.core.models.addresses import is_local
from hopyard.core.models.build import JOBS, address, chain

HERE = "model: on this machine"
NOTHING = "model: sends nothing"


def sending(config: Config) -> str:
    """What other machines are sent for the models that are used; empty if none is."""
    names = {name for job in JOBS for name in chain(config, job) if name in config.models}
    if not names:
        return ""
    if all(is_local(address(config.models[name])) for name in names):
        return HERE
    if config.web.local_only or config.privacy.send == "none":
        return NOTHING
    only = " only" if config.privacy.send == "questions" else ""
    return f"model: sends {config.privacy.send}{only}"
