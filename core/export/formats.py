"""The formats a session can be exported to, by name: to add one, write its module and one line here. Pure.

A recording of the screen (`cast`) is not among them: it needs the screen, see `hopyard.tui.cast`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from hopyard.core.export.as_json import as_json
from hopyard.core.export.bibliography import bibtex, csl
from hopyard.core.export.html import html
from hopyard.core.export.markdown import markdown
from hopyard.core.export.material import Material


def _csl_text(material: Material) -> str:
    return json.dumps(csl(material), indent=2, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[Material], str]] = {
    "md": markdown,
    "html": html,
    "json": as_json,
    "bibtex": bibtex,
    "csl": _csl_text,
}
