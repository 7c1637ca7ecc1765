"""The page of a city package: map and numbers in one file that opens without a network."""

import json
import os
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from anlan.city.model import City
from anlan.city.show.classes import DENSITY, NOBODY, class_colours, class_labels
from anlan.city.show.drawing import drawing_bundle
from anlan.city.show.families import PATHS
from anlan.city.show.figures import Reader
from anlan.city.show.map import FONT
from anlan.city.show.picture import CityMap, map_of
from anlan.city.show.plane import Plane
from anlan.city.show.summary import summarise
from anlan.language import mark


def page_of(city: City, reader: Reader) -> str:
    """Return one HTML document with the map and the numbers of a package, complete in itself."""
    drawn = map_of(city, reader)
    plane = Plane.of(drawn.cells)
    aspect = max(0.6, min(plane.width_km / plane.height_km, 2.2))
    template = _templates().get_template("page.html.j2")
    return template.render(
        language=reader.language,
        font=Markup(FONT),  # noqa: S704 - a constant
        summary=summarise(city, reader),
        map_title=drawn.title.render(reader.translate),
        aspect=f"{aspect:.3f}",
        notes=drawn.notes,
        legend=_legend(drawn, reader),
        bundle=Markup(drawing_bundle()),  # noqa: S704 - the drawing library, not input
        spec=Markup(script_json(drawn.spec(reader))),  # noqa: S704 - escaped for a script
    )


def script_json(value: object) -> str:
    """Return JSON that may stand in a script: nothing in it can end the script or break its lines."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _legend(drawn: CityMap, reader: Reader) -> dict[str, object]:
    labels = class_labels(drawn.breaks, drawn.density, reader.translate)
    classes = list(zip(class_colours(DENSITY, len(labels)), labels, strict=True))[::-1]
    return {
        "title": drawn.legend.render(reader.translate),
        "classes": [*classes, (NOBODY, reader.say(mark("none")))],
        "places": reader.say(mark("Places")),
        "symbols": [(group.colour, PATHS.get(group.shape, group.shape), group.label) for group in drawn.points],
    }


@cache
def _templates() -> Environment:
    loader = PackageLoader("anlan.city.show", ".")
    return Environment(loader=loader, autoescape=select_autoescape(["html", "j2"]), undefined=StrictUndefined)


def write_map(city: City, reader: Reader, path: Path) -> None:
    """Write the map of a package as ``.png``, or the page with map and numbers as ``.html``, in one step.

    Raises
    ------
    ValueError
        If the name ends in neither.
    """
    if path.suffix.lower() == ".png":
        content = map_of(city, reader).png(reader)
    elif path.suffix.lower() == ".html":
        content = page_of(city, reader).encode()
    else:
        raise ValueError(f"{path.name} ends in neither .png nor .html")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
