"""The report as one HTML file: the page's parts and the packed data, nothing that is fetched."""

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

PAGE = Path(__file__).resolve().parent / "page"
"""Folder of the page's parts."""


def render(title: str, data: Mapping[str, str]) -> str:
    """Puts the page together.

    Args:
        title: Title of the page.
        data: Name of a block of data -> its letters.

    Returns:
        The HTML. Its policy lets nothing run or be shown but what is in it, and nothing go out.
    """
    style, script = _joined("css"), _joined("js")
    blocks = "\n".join(f'<script type="text/plain" id="data-{name}">{text}</script>' for name, text in data.items())
    parts = {
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        "title": html.escape(title),
        "style": style,
        "data": blocks,
        "script": script,
    }
    template = (PAGE / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], template)


@cache
def _joined(kind: str) -> str:
    """All files of a kind in order of their names; scripts in one function, so that nothing of theirs is global."""
    files = sorted((PAGE / kind).glob(f"*.{kind}"))
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return f'\n(() => {{\n"use strict";\n{text}\n}})();\n' if kind == "js" else f"\n{text}\n"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
