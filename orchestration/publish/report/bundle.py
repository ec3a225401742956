"""The JavaScript that draws the charts, made once per version of vl-convert and kept.

Belongs here: getting the text. Does not belong here: where the page puts it.
"""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path


def javascript(cache: Path) -> str:
    """Vega, Vega-Lite and Vega-Embed in one script. Making it takes two seconds and gives the same text every time.

    Args:
        cache: folder of what can be made again; made when it is not there.
    """
    import altair
    import vl_convert

    vega_lite = altair.SCHEMA_VERSION.removeprefix("v").rsplit(".", 1)[0]
    file = cache / f"vega-lite-{vega_lite}-{version('vl-convert-python')}.js"
    if file.is_file():
        return file.read_text(encoding="utf-8")
    made = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=vega_lite)
    cache.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}")
    half.write_text(made, encoding="utf-8")
    half.replace(file)
    return made
