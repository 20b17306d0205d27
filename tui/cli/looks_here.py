"""How the screen is to be drawn on this terminal, by the configuration and the environment of the process."""

from __future__ import annotations

import os

from hopyard.core.config import Config
from hopyard.tui.looks import Looks, in_c_locale, looks_for


def looks_here(config: Config) -> Looks:
    """The looks for a configuration."""
    return looks_for(config.screen, os.environ, c_locale=in_c_locale())
