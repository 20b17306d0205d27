"""How hypothesis works in the tests of the core: the same examples every time, unless asked to explore.

`HYPOTHESIS_PROFILE=explore pytest tests/core` looks for new ones, many of them.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
