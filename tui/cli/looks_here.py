"""How the screen is to be drawn on this terminal, by the configuration and the environment of the process."""

from __future__ import annotations

import os
import sys

from hopyard.core.config import Config
from hopyard.tui.looks import Looks, looks_for


def looks_here(config: Config) -> Looks:
    """The looks for a configuration."""
    return looks_for(config.screen, os.environ, c_locale=_in_c_locale())


def _in_c_locale() -> bool:
    """Whether Python was started in the C locale: it then takes UTF-8 of its own accord (PEP 540)."""
    return sys.flags.utf8_mode == 1 and not os.environ.get("PYTHONUTF8") and "utf8" not in sys._xoptions
