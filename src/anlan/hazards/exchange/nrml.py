"""NRML 0.5 of OpenQuake: vulnerability and fragility functions as plain tables; vulnerability also written.

Source: OpenQuake engine manual, "Vulnerability models" and "Fragility models"; gem/oq-engine,
``openquake/risklib/read_nrml.py``.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from anlan.city.xml_tree import Element, xml_tree
from anlan.errors import ImportDataError, Problem
from anlan.hazards.exchange.footprints import raise_errors
from anlan.hazards.exchange.limits import MOST_XML_BYTES, too_large
from anlan.language import Message

NAMESPACE = "http://openquake.org/xmlns/nrml/0.5"

DISTRIBUTIONS = {"LN": "lognormal", "BT": "beta"}
"""Distributions of the loss ratio at an intensity, by NRML's abbreviation."""

LARGEST_RATIO = 1.0
"""Largest mean loss ratio."""


@dataclass(frozen=True)
class VulnerabilityTables:
    """Vulnerability functions.

    Parameters
    ----------
    functions
        ``id``, ``measure`` (intensity measure type), ``distribution`` (lognormal or beta), ``loss_category``,
        ``asset_category``.
    points
        ``function``, ``intensity`` (unit of the measure), ``mean`` (loss ratio), ``spread`` (its standard deviation,
        coefficient of variation x mean), ``cov``.
    """

    functions: pl.DataFrame
    points: pl.DataFrame


@dataclass(frozen=True)
class FragilityTables:
    """Fragility functions.

    Parameters
    ----------
    functions
        ``id``, ``measure``, ``format`` (discrete or continuous), ``no_damage_limit`` (below it nothing is damaged;
        null where not stated), ``minimum`` and ``maximum`` (range of a continuous one; null for discrete ones),
        ``loss_category``, ``asset_category``.
    points
        Discrete functions: ``function``, ``limit_state``, ``intensity``, ``probability`` of reaching or exceeding it.
    lognormals
        Continuous functions: ``function``, ``limit_state``, ``mean`` and ``deviation`` of the intensity (not of its
        logarithm), and ``median`` and ``dispersion``, the parameters of the lognormal with these moments.
    """

    functions: pl.DataFrame
    points: pl.DataFrame
    lognormals: pl.DataFrame


_FUNCTIONS = {"id": pl.String, "measure": pl.String, "distribution": pl.String, "loss_category": pl.String,
              "asset_category": pl.String}  # fmt: skip
_POINTS = {"function": pl.String, "intensity": pl.Float64, "mean": pl.Float64, "spread": pl.Float64, "cov": pl.Float64}
_FRAGILE = {"id": pl.String, "measure": pl.String, "format": pl.String, "no_damage_limit": pl.Float64,
            "minimum": pl.Float64, "maximum": pl.Float64, "loss_category": pl.String,
            "asset_category": pl.String}  # fmt: skip
_FRAGILE_POINTS = {"function": pl.String, "limit_state": pl.String, "intensity": pl.Float64, "probability": pl.Float64}
_LOGNORMALS = {"function": pl.String, "limit_state": pl.String, "mean": pl.Float64, "deviation": pl.Float64,
               "median": pl.Float64, "dispersion": pl.Float64}  # fmt: skip


class Notes:
    """Where problems of one XML file are noted."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file, self.problems = file, problems

    def add(self, element: Element, what: Message, remedy: Message, code: str) -> None:
        """Append a problem at the line of an element."""
        feature = element.get("id") or element.tag
        self.problems.append(Problem(self.file, what, remedy, line=element.line, feature=feature, code=code))

    def numbers(self, element: Element | None, owner: Element, name: str) -> list[float]:
        """Return the finite numbers of an element's text; a problem where there are none, or others."""
        if element is None:
            self.add(owner, Message("'{name}' is missing", name=name), Message("add it"), "missing")
            return []
        try:
            found = [float(word) for word in element.text.split()]
        except ValueError as error:
            self.add(element, Message("{reason}", reason=error), Message("write numbers apart by blanks"), "bad-value")
            return []
        if not found or not all(map(math.isfinite, found)):
            what = Message("'{name}' is empty or not finite", name=name)
            self.add(element, what, Message("write finite numbers apart by blanks"), "bad-value")
            return []
        return found

    def number(self, element: Element, name: str, *, default: float | None = None) -> float | None:
        """Return a number of an attribute; the default where it is absent, a problem where there is neither."""
        text = element.get(name)
        if not text and default is not None:
            return default
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            what = Message("'{name}' is '{value}'", name=name, value=text)
            self.add(element, what, Message("write a finite number"), "bad-value")
            return None
        return value


def open_nrml(path: Path, tag: str, problems: list[Problem]) -> Element:
    """Return the model of an NRML file.

    Parameters
    ----------
    path
        The file.
    tag
        Kind of model, for example ``vulnerabilityModel``.
    problems
        What is wrong is appended.

    Raises
    ------
    ImportDataError
        If it has no such model.
    """
    refusal = too_large(path, MOST_XML_BYTES)
    if refusal is not None:
        raise ImportDataError([*problems, refusal])
    root = xml_tree(path.name, path.read_bytes(), problems)
    model = None if root is None else root.first(tag)
    if root is not None and model is None:
        inside = ", ".join(sorted({child.tag for child in root.children}))
        what = Message("there is no '{tag}' in it; it holds: {inside}", tag=tag, inside=inside)
        problems.append(Problem(path.name, what, Message("give a file of that kind"), code="wrong-file"))
    if model is None:
        raise ImportDataError(problems)
    return model


def read_vulnerability(path: Path) -> VulnerabilityTables:
    """Read an NRML 0.5 vulnerability model with discrete functions of distribution LN or BT.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    model = open_nrml(path, "vulnerabilityModel", problems)
    notes = Notes(path.name, problems)
    _refuse_old(model, notes, "discreteVulnerabilitySet")
    categories = (model.get("lossCategory"), model.get("assetCategory"))
    functions, points = [], []
    for element in model.all("vulnerabilityFunction"):
        rows = list(_vulnerability_points(element, notes))
        measure = _measure(element, notes)
        functions.append((element.get("id"), measure, DISTRIBUTIONS.get(element.get("dist"), ""), *categories))
        points += rows
    _refuse_twice(model.all("vulnerabilityFunction"), notes)
    raise_errors(problems)
    return VulnerabilityTables(
        pl.DataFrame(functions, schema=_FUNCTIONS, orient="row"), pl.DataFrame(points, schema=_POINTS, orient="row")
    )


def _vulnerability_points(element: Element, notes: Notes) -> Iterator[tuple[str, float, float, float, float]]:
    if element.get("dist") not in DISTRIBUTIONS:
        what = Message("distribution '{name}' is not read", name=element.get("dist"))
        notes.add(element, what, Message("give functions of distribution LN or BT"), "distribution")
        return
    levels, means, covs = (notes.numbers(element.first(name), element, name) for name in ("imls", "meanLRs", "covLRs"))
    if not levels or not means or not covs:
        return
    if not len(levels) == len(means) == len(covs):
        what = Message(
            "{levels} levels, {means} means and {covs} variations", levels=len(levels), means=len(means), covs=len(covs)
        )
        notes.add(element, what, Message("give as many of each"), "length")
    _refuse_levels(element, levels, notes)
    if any(not 0.0 <= mean <= LARGEST_RATIO for mean in means) or any(cov < 0.0 for cov in covs):
        what = Message("a mean is not within 0 and 1, or a variation is negative")
        notes.add(element, what, Message("give loss ratios as shares of the value"), "out-of-range")
    for level, mean, cov in zip(levels, means, covs, strict=False):
        yield element.get("id"), level, mean, cov * mean, cov


def _measure(element: Element, notes: Notes) -> str:
    levels = element.first("imls")
    measure = "" if levels is None else levels.get("imt")
    if not measure:
        notes.add(element, Message("the intensity measure 'imt' is missing"), Message("add it to 'imls'"), "missing")
    return measure


def _refuse_old(model: Element, notes: Notes, tag: str) -> None:
    if model.first(tag) is not None or model.namespace.endswith("/0.4"):
        remedy = Message("write it anew as NRML 0.5; OpenQuake's command 'oq upgrade_nrml' does")
        notes.add(model, Message("the model is in NRML 0.4"), remedy, "old-nrml")


def _refuse_twice(elements: list[Element], notes: Notes) -> None:
    seen: set[str] = set()
    for element in elements:
        name = element.get("id")
        if not name or name in seen:
            what = Message("the identifier '{id}' is empty or used twice", id=name)
            notes.add(element, what, Message("give every function its own"), "duplicate-key")
        seen.add(name)


def _refuse_levels(element: Element, levels: list[float], notes: Notes) -> None:
    if any(later <= earlier for earlier, later in pairwise(levels)) or levels[0] < 0.0:
        what = Message("the intensity levels are negative or do not ascend")
        notes.add(element, what, Message("write them in ascending order, each once"), "order")


def read_fragility(path: Path) -> FragilityTables:
    """Read an NRML 0.5 fragility model with discrete or continuous (lognormal) functions.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    model = open_nrml(path, "fragilityModel", problems)
    notes = Notes(path.name, problems)
    _refuse_old(model, notes, "ffs")
    states = model.first("limitStates")
    wanted = states.text.split() if states is not None else []
    if not wanted:
        notes.add(model, Message("'{name}' is missing", name="limitStates"), Message("add it"), "missing")
    elements = model.all("fragilityFunction")
    _refuse_twice(elements, notes)
    functions, points, lognormals = [], [], []
    for element in elements:
        functions.append((*_fragility(element, notes), model.get("lossCategory"), model.get("assetCategory")))
        discrete = element.get("format") == "discrete"
        parts = element.all("poes" if discrete else "params")
        if [part.get("ls") for part in parts] != wanted:
            what = Message("its limit states are not those of the model: {states}", states=" ".join(wanted))
            notes.add(element, what, Message("give one entry for each, in that order"), "limit-states")
        if discrete:
            points += list(_discrete(element, parts, notes))
        else:
            lognormals += [row for part in parts if (row := _lognormal(element, part, notes)) is not None]
    raise_errors(problems)
    return FragilityTables(
        pl.DataFrame(functions, schema=_FRAGILE, orient="row"),
        pl.DataFrame(points, schema=_FRAGILE_POINTS, orient="row"),
        pl.DataFrame(lognormals, schema=_LOGNORMALS, orient="row"),
    )


def _fragility(element: Element, notes: Notes) -> tuple[str, str, str, float | None, float | None, float | None]:
    form = element.get("format")
    if form not in {"discrete", "continuous"}:
        what = Message("format '{name}' is not read", name=form)
        notes.add(element, what, Message("give 'discrete' or 'continuous'"), "format")
    levels = element.first("imls")
    measure = _measure(element, notes)
    if levels is None:
        return element.get("id"), measure, form, None, None, None
    limit = notes.number(levels, "noDamageLimit") if levels.get("noDamageLimit") else None
    ends = [notes.number(levels, name) if form == "continuous" else None for name in ("minIML", "maxIML")]
    return element.get("id"), measure, form, limit, ends[0], ends[1]


def _discrete(element: Element, parts: list[Element], notes: Notes) -> Iterator[tuple[str, str, float, float]]:
    levels = notes.numbers(element.first("imls"), element, "imls")
    if levels:
        _refuse_levels(element, levels, notes)
    for part in parts:
        chances = notes.numbers(part, element, "poes")
        if len(chances) != len(levels) or any(not 0.0 <= chance <= 1.0 for chance in chances):
            what = Message("limit state '{name}' has not one probability for each level", name=part.get("ls"))
            notes.add(element, what, Message("give values from 0 to 1, as many as levels"), "length")
        for level, chance in zip(levels, chances, strict=False):
            yield element.get("id"), part.get("ls"), level, chance


def _lognormal(element: Element, part: Element, notes: Notes) -> tuple[str, str, float, float, float, float] | None:
    """Return the moments of a lognormal and its parameters: s^2 = ln(1 + (sd/m)^2), median = m exp(-s^2/2).

    Source of the relation: Johnson, Kotz and Balakrishnan 1994, Continuous univariate distributions 1, chapter 14,
    equations 14.8a and 14.8b solved for the parameters.
    """
    mean, deviation = notes.number(part, "mean"), notes.number(part, "stddev")
    if mean is None or deviation is None:
        return None
    if mean <= 0.0 or deviation < 0.0:
        what = Message(
            "limit state '{name}' has mean {mean:g} and deviation {deviation:g}",
            name=part.get("ls"),
            mean=mean,
            deviation=deviation,
        )
        notes.add(element, what, Message("give a mean above 0 and a deviation of 0 or more"), "out-of-range")
        return None
    variance = math.log1p((deviation / mean) ** 2)
    return element.get("id"), part.get("ls"), mean, deviation, mean * math.exp(-variance / 2.0), math.sqrt(variance)


def write_vulnerability(tables: VulnerabilityTables, path: Path, *, model: str = "anlan") -> None:
    """Write an NRML 0.5 vulnerability model; numbers come back the same.

    Parameters
    ----------
    tables
        The functions; all of one loss and asset category.
    path
        File to make or replace.
    model
        Identifier of the model.
    """
    short = {long: name for name, long in DISTRIBUTIONS.items()}
    first = tables.functions.row(0, named=True) if tables.functions.height else {}
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<nrml xmlns="{NAMESPACE}">']
    lines.append(
        f"<vulnerabilityModel id={quoteattr(model)} assetCategory={quoteattr(first.get('asset_category', ''))} "
        f"lossCategory={quoteattr(first.get('loss_category', ''))}>"
    )
    lines.append("<description>vulnerability</description>")
    for row in tables.functions.iter_rows(named=True):
        points = tables.points.filter(pl.col("function") == row["id"])
        lines.append(f"<vulnerabilityFunction id={quoteattr(row['id'])} dist={quoteattr(short[row['distribution']])}>")
        lines.append(f"<imls imt={quoteattr(row['measure'])}>{_written(points['intensity'])}</imls>")
        lines.append(f"<meanLRs>{_written(points['mean'])}</meanLRs>")
        lines.append(f"<covLRs>{_written(points['cov'])}</covLRs>")
        lines.append("</vulnerabilityFunction>")
    lines += ["</vulnerabilityModel>", "</nrml>", ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def _written(values: pl.Series) -> str:
    return escape(" ".join(map(repr, values.to_list())))
