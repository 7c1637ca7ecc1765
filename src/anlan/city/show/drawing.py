"""The drawing libraries that a page carries: Vega, Vega-Lite and Vega-Embed as one script."""

import contextlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

import vl_convert

FOLDER = Path(__file__).with_name("__pycache__")
"""Where the script is kept: beside the compiled modules, which are kept for the same reason."""


@cache
def drawing_bundle(folder: Path = FOLDER) -> str:
    """Return the script.

    To put it together takes seconds, so it is kept for each version of the libraries. Where the folder cannot be
    written it is made once in a process.

    Parameters
    ----------
    folder
        Where it is kept.
    """
    kept = folder / f"drawing-{version('vl-convert-python')}.js"
    try:
        return kept.read_text(encoding="utf-8")
    except OSError:
        script = _closed(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
    with contextlib.suppress(OSError):
        _write_whole(kept, script)
    return script


def _closed(script: str) -> str:
    """Keep a script's own names to itself, and its texts from closing its element."""
    return "(() => {" + script.replace("</script", "<\\/script") + "})();"


def _write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as fresh:
        fresh.write(text)
    Path(fresh.name).replace(path)
